/** The size of a canvas: CSS pixels, and device pixels per CSS pixel. */
export interface CanvasSize {
  width: number;
  height: number;
  dpr: number;
}

export type CanvasDraw = (context: CanvasRenderingContext2D, size: CanvasSize) => void;

/** Sides longer than this, in device pixels, are refused by browsers, or cost too much. */
const maxSide = 16_384;

/**
 * Sizes the canvas in whole device pixels, clears it and draws in CSS pixels. Very long sides get a
 * coarser pixel ratio. Nothing is drawn on a canvas without an area or a context; with null a canvas
 * that was never drawn on is left alone, because its pixels cost memory and time from the first draw
 * on.
 */
export function drawCanvas(
  canvas: HTMLCanvasElement,
  draw: CanvasDraw | null,
  size: CanvasSize,
): void {
  if (draw === null && !drawings.has(canvas)) return;
  const dpr = Math.min(size.dpr, maxSide / Math.max(1, size.width, size.height));
  const width = Math.max(0, Math.round(size.width * dpr));
  const height = Math.max(0, Math.round(size.height * dpr));
  const context = width > 0 && height > 0 ? canvas.getContext('2d') : null;
  if (context === null) return;
  if (canvas.width !== width || canvas.height !== height) {
    canvas.width = width;
    canvas.height = height;
    // Not the size asked for: at a ratio of 1.25 that would be scaled by a fraction of a pixel, and blur.
    canvas.style.width = `${width / dpr}px`;
    canvas.style.height = `${height / dpr}px`;
  } else {
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, width, height);
  }
  context.setTransform(dpr, 0, 0, dpr, 0, 0);
  drawings.set(canvas, { draw, size });
  draw?.(context, { ...size, dpr });
}

export interface Drawing {
  draw: CanvasDraw | null;
  size: CanvasSize;
}

const drawings = new WeakMap<HTMLCanvasElement, Drawing>();

/**
 * What `drawCanvas` drew last on a canvas, to be drawn again elsewhere or finer: a picture, a printed
 * page. Undefined for a canvas it never drew on.
 */
export function drawingOf(canvas: HTMLCanvasElement): Drawing | undefined {
  return drawings.get(canvas);
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
