import { drawCanvas, drawingOf } from '@heliostat/sdk/ui';

/** Device pixels per CSS pixel on paper: about 300 dpi. */
const printDpr = 3;

/**
 * Canvases as fine as paper wants them, for a print that the browser's own menu began: nothing else can
 * be made anew before it. Returns the function that puts them back and stops listening.
 */
export function sharpenOnPrint(window: Window): () => void {
  let restore = (): void => undefined;
  const sharpen = (): void => {
    const canvases = [...window.document.querySelectorAll('canvas')];
    const before = canvases.map((canvas) => ({ canvas, drawing: drawingOf(canvas) }));
    const redraw = (dpr?: number): void => {
      for (const { canvas, drawing } of before) {
        if (drawing === undefined) continue;
        drawCanvas(canvas, drawing.draw, { ...drawing.size, dpr: dpr ?? drawing.size.dpr });
      }
    };
    redraw(printDpr);
    restore = redraw;
  };
  const put = (): void => restore();
  window.addEventListener('beforeprint', sharpen);
  window.addEventListener('afterprint', put);
  return () => {
    window.removeEventListener('beforeprint', sharpen);
    window.removeEventListener('afterprint', put);
  };
}
