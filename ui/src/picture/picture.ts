import { cutOff } from './cut-off.ts';
import { pixelEasel, vectorEasel } from './easels.ts';
import { localBox } from './local-box.ts';
import { shortenLine } from './paint-text.ts';
import { buildRuler } from './ruler.ts';
import { bodyOf } from './sheet.ts';
import { SvgSheet } from './svg-sheet.ts';
import { openSvg } from './trace.ts';
import { paintElement, type Easel } from './walk.ts';

/** What stands around a picture, so that it says by itself what it shows. */
export interface Caption {
  title: string;
  range: string;
  /** The dashboard it is of, what was chosen there, when it was made. */
  source: string;
}

export type PictureFormat = 'png' | 'svg';

const scale = 2;
const margin = 12;
const headHeight = 40;
const footHeight = 26;
/** More of the foot, for what is not in the picture. */
const noteHeight = 16;

interface Plate {
  element: Element;
  box: DOMRect;
  width: number;
  height: number;
  caption: Caption;
  /** What is not in it; empty where all is. */
  note: string;
}

/** A panel as a picture in a file: title and range, its body with the legend, where it is from. */
export async function paintPanel(
  panel: HTMLElement,
  caption: Caption,
  format: PictureFormat,
): Promise<Blob> {
  const element = bodyOf(panel);
  const box = localBox(element.getBoundingClientRect(), element);
  const width = Math.ceil(box.width + 2 * margin);
  const note = cutOff(element);
  const height = Math.ceil(box.height + headHeight + footHeight + (note === '' ? 0 : noteHeight));
  const plate = { element, box, width, height, caption, note };
  return format === 'png' ? await paintPixels(panel, plate) : await paintVectors(panel, plate);
}

async function paintPixels(panel: HTMLElement, plate: Plate): Promise<Blob> {
  const canvas = document.createElement('canvas');
  canvas.width = plate.width * scale;
  canvas.height = plate.height * scale;
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('this browser gives no canvas');
  context.scale(scale, scale);
  await paintPlate(panel, plate, pixelEasel(context, buildRuler(document)));
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) => {
      if (blob === null) reject(new Error('the picture is too large'));
      else resolve(blob);
    }, 'image/png'),
  );
}

async function paintVectors(panel: HTMLElement, plate: Plate): Promise<Blob> {
  const sheet = new SvgSheet();
  sheet.add(openSvg(plate, plate.element.getAttribute('aria-label') ?? plate.caption.title));
  const easel = vectorEasel(sheet, buildRuler(document));
  await paintPlate(panel, plate, easel);
  easel.context.end();
  return new Blob([sheet.toString(), '</svg>\n'], { type: 'image/svg+xml' });
}

async function paintPlate(panel: HTMLElement, plate: Plate, easel: Easel): Promise<void> {
  const { context } = easel;
  const { element, box } = plate;
  paintCaption(context, panel, plate);
  context.translate(margin - box.left, headHeight - box.top);
  await paintElement(easel, element, box);
}

function paintCaption(context: CanvasRenderingContext2D, panel: HTMLElement, plate: Plate): void {
  const { width, height, caption, note } = plate;
  const style = getComputedStyle(panel);
  context.fillStyle = style.backgroundColor;
  context.fillRect(0, 0, width, height);
  context.fillStyle = style.color;
  context.textBaseline = 'alphabetic';
  context.font = `600 14px ${style.fontFamily}`;
  context.fillText(shortenLine(context, caption.title, width / 2), margin, 25);
  context.font = `400 11px ${style.fontFamily}`;
  context.textAlign = 'right';
  context.fillText(shortenLine(context, caption.range, width / 2 - 3 * margin), width - margin, 25);
  context.textAlign = 'left';
  context.fillText(shortenLine(context, note, width - 2 * margin), margin, height - footHeight);
  context.fillStyle = style.getPropertyValue('--ink-3') || style.color;
  context.font = `400 10px ${style.fontFamily}`;
  context.fillText(shortenLine(context, caption.source, width - 2 * margin), margin, height - 9);
}
