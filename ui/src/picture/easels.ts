import { drawCanvas, drawingOf } from '@heliostat/sdk/ui';
import type { Ruler } from './ruler.ts';
import { copySvg } from './svg-copy.ts';
import { SvgContext } from './svg-context.ts';
import { toElement, type SvgSheet } from './svg-sheet.ts';
import type { Easel } from './walk.ts';

/** Device pixels per CSS pixel of the drawings in a picture. */
const scale = 2;

/** Paints pixels. */
export function pixelEasel(context: CanvasRenderingContext2D, ruler: Ruler): Easel {
  return {
    context,
    paintCanvas: (canvas, box) => {
      const source = sharpen(canvas);
      if (source.width > 0 && source.height > 0)
        context.drawImage(source, box.left, box.top, box.width, box.height);
    },
    paintSvg: async (svg, box) => {
      const copy = copySvg(svg, new DOMRect(0, 0, box.width, box.height), ruler);
      const image = new Image();
      image.src = toDataUrl(copy.outerHTML);
      await image.decode();
      context.drawImage(image, box.left, box.top, box.width, box.height);
    },
    paintImage: (image, box) => context.drawImage(image, box.left, box.top, box.width, box.height),
  };
}

/** Writes vectors; what draws in a way that has none is there as a bitmap. */
export function vectorEasel(sheet: SvgSheet, ruler: Ruler): Easel & { context: SvgContext } {
  const context = new SvgContext(sheet, ruler) as SvgContext & CanvasRenderingContext2D;
  return {
    context,
    paintCanvas: (canvas, box) =>
      context.embed(
        traceCanvas(canvas, box, { sheet: sheet.inner(), ruler }) ??
          toImage(sharpen(canvas).toDataURL(), box),
      ),
    paintSvg: (svg, box) => {
      context.embed(new XMLSerializer().serializeToString(copySvg(svg, box, ruler)));
      return Promise.resolve();
    },
    paintImage: (image, box) => context.embed(toImage(toBitmap(image), box)),
  };
}

/** The canvas' own draw function once more, on a context that writes; undefined where it asks for pixels. */
function traceCanvas(
  canvas: HTMLCanvasElement,
  box: DOMRect,
  { sheet, ruler }: { sheet: SvgSheet; ruler: Ruler },
): string | undefined {
  const drawing = drawingOf(canvas);
  if (drawing === undefined) return canvas.width === 0 ? '' : undefined;
  const unit = 1 / scale;
  const context = new SvgContext(sheet, ruler, [unit, 0, 0, unit, box.left, box.top]);
  context.setTransform(scale, 0, 0, scale, 0, 0);
  try {
    drawing.draw?.(context as SvgContext & CanvasRenderingContext2D, {
      ...drawing.size,
      dpr: scale,
    });
  } catch (thrown) {
    if (thrown instanceof TypeError) return undefined;
    throw thrown;
  }
  context.end();
  return sheet.toString();
}

/** The canvas drawn again at the picture's scale; as it is where nobody knows how. */
function sharpen(canvas: HTMLCanvasElement): HTMLCanvasElement {
  const drawing = drawingOf(canvas);
  if (drawing === undefined) return canvas;
  const copy = document.createElement('canvas');
  drawCanvas(copy, (context, size) => drawing.draw?.(context, size), {
    ...drawing.size,
    dpr: scale,
  });
  return copy;
}

function toImage(href: string, { left, top, width, height }: DOMRect): string {
  return toElement('image', { href, x: left, y: top, width, height });
}

function toBitmap(image: HTMLImageElement): string {
  const canvas = document.createElement('canvas');
  canvas.width = image.naturalWidth;
  canvas.height = image.naturalHeight;
  canvas.getContext('2d')?.drawImage(image, 0, 0);
  return canvas.toDataURL();
}

function toDataUrl(svg: string): string {
  return `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
}
