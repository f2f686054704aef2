/** The size of a canvas: CSS pixels, and device pixels per CSS pixel. */
export interface CanvasSize {
  width: number;
  height: number;
  dpr: number;
}

export type CanvasDraw = (context: CanvasRenderingContext2D, size: CanvasSize) => void;

/** Sides longer than this are refused by browsers, or cost too much. */
const maxSide = 16_384;

/**
 * Sizes the canvas in device pixels, clears it and draws in CSS pixels. Nothing is drawn on a canvas
 * without an area or a context; with null a canvas that was never drawn on is left alone, because
 * its pixels cost memory and time from the first draw on.
 */
export function drawCanvas(
  canvas: HTMLCanvasElement,
  draw: CanvasDraw | null,
  size: CanvasSize,
): void {
  if (draw === null && !drawn.has(canvas)) return;
  const width = deviceSide(size.width, size.dpr);
  const height = deviceSide(size.height, size.dpr);
  const context = width > 0 && height > 0 ? canvas.getContext('2d') : null;
  if (context === null) return;
  if (canvas.width !== width || canvas.height !== height) {
    canvas.width = width;
    canvas.height = height;
  } else {
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, width, height);
  }
  context.setTransform(size.dpr, 0, 0, size.dpr, 0, 0);
  drawn.add(canvas);
  draw?.(context, size);
}

const drawn = new WeakSet<HTMLCanvasElement>();

function deviceSide(side: number, dpr: number): number {
  return Math.min(maxSide, Math.max(0, Math.round(side * dpr)));
}

/** Calls back whenever the window's pixel ratio changes; returns the function that ends it. */
export function watchPixelRatio(onChange: () => void): () => void {
  let query: MediaQueryList | undefined;
  const listen = () => {
    query?.removeEventListener('change', changed);
    query = matchMedia(`(resolution: ${devicePixelRatio}dppx)`);
    query.addEventListener('change', changed);
  };
  const changed = () => {
    listen();
    onChange();
  };
  listen();
  return () => query?.removeEventListener('change', changed);
}
