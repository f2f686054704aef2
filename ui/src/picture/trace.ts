import { vectorEasel } from './easels.ts';
import { localBox } from './local-box.ts';
import { buildRuler } from './ruler.ts';
import { escapeXml, startTag, SvgSheet } from './svg-sheet.ts';
import { paintElement } from './walk.ts';

/** An element of the page as an SVG of its size; `clips` counts names that differ within a page. */
export async function traceElement(
  element: Element,
  clips: { count: number } = { count: 0 },
): Promise<string> {
  const box = localBox(element.getBoundingClientRect(), element);
  const sheet = new SvgSheet(clips);
  const label = element.getAttribute('aria-label') ?? undefined;
  sheet.add(openSvg(box, label));
  const easel = vectorEasel(sheet, buildRuler(document));
  easel.context.translate(-box.left, -box.top);
  await paintElement(easel, element, box);
  easel.context.end();
  return `${sheet.toString()}</svg>`;
}

/** The start of an SVG that is as large as its content; the label is for screen readers. */
export function openSvg(
  { width, height }: { width: number; height: number },
  label?: string,
): string {
  const viewBox = `0 0 ${width} ${height}`;
  const xmlns = 'http://www.w3.org/2000/svg';
  const desc = label === undefined ? '' : `<desc>${escapeXml(label)}</desc>`;
  return `${startTag('svg', { xmlns, width, height, viewBox, role: 'img', 'aria-label': label })}>${desc}`;
}
