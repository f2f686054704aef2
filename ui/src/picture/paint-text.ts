import { localBox } from './local-box.ts';

/** A text node, line by line as it is wrapped, cut where the browser cuts it. */
export function paintText(
  context: CanvasRenderingContext2D,
  node: Text,
  style: CSSStyleDeclaration,
): void {
  if (node.data.trim() === '') return;
  setFont(context, style);
  const right = cutAt(node.parentElement);
  for (const { line, box } of linesOf(node, style.whiteSpaceCollapse === 'preserve')) {
    if (box.left < right) paintLine(context, style, { line: cased(line, style), box, right });
  }
}

/** What is written in a field, or the hint in it. */
export function paintField(
  context: CanvasRenderingContext2D,
  field: HTMLInputElement,
  { style, box }: { style: CSSStyleDeclaration; box: DOMRect },
): void {
  const line = field.value || field.placeholder;
  if (line === '' || ['checkbox', 'radio', 'range', 'color'].includes(field.type)) return;
  setFont(context, style);
  const left = box.left + parseFloat(style.borderLeftWidth) + parseFloat(style.paddingLeft);
  const color = field.value === '' ? getComputedStyle(field, '::placeholder').color : style.color;
  const right = box.right - parseFloat(style.paddingRight);
  context.fillStyle = color;
  const text = shortenLine(context, line, right - left);
  context.fillText(text, left, baselineIn(context, box));
}

function setFont(context: CanvasRenderingContext2D, style: CSSStyleDeclaration): void {
  context.font = `${style.fontStyle} ${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
  context.letterSpacing = style.letterSpacing === 'normal' ? '0px' : style.letterSpacing;
  context.fillStyle = style.color;
  context.textBaseline = 'alphabetic';
  context.textAlign = 'left';
}

interface Line {
  line: string;
  box: DOMRect;
  /** Where the text has to end. */
  right: number;
}

function paintLine(
  context: CanvasRenderingContext2D,
  style: CSSStyleDeclaration,
  { line, box, right }: Line,
): void {
  const text = box.right > right + 1 ? shortenLine(context, line, right - box.left) : line;
  const baseline = baselineIn(context, box);
  context.fillText(text, box.left, baseline);
  const decoration = style.textDecorationLine;
  const size = parseFloat(style.fontSize);
  const width = Math.min(right, box.right) - box.left;
  if (decoration.includes('underline'))
    context.fillRect(box.left, baseline + size * 0.12, width, Math.max(1, size / 14));
  if (decoration.includes('line-through'))
    context.fillRect(box.left, baseline - size * 0.28, width, Math.max(1, size / 14));
}

/** Line boxes are centred on the letters' own height. */
function baselineIn(context: CanvasRenderingContext2D, box: DOMRect): number {
  const { fontBoundingBoxAscent, fontBoundingBoxDescent } = context.measureText('x');
  const height = fontBoundingBoxAscent + fontBoundingBoxDescent;
  return box.top + (box.height - height) / 2 + fontBoundingBoxAscent;
}

/** The right edge of the nearest box that cuts its text with …; without one there is none. */
function cutAt(element: Element | null): number {
  for (let box = element; box !== null; box = box.parentElement) {
    const style = getComputedStyle(box);
    if (style.textOverflow === 'ellipsis' && style.overflowX !== 'visible')
      return box.scrollWidth > box.clientWidth
        ? localBox(box.getBoundingClientRect(), box).right - parseFloat(style.paddingRight)
        : Infinity;
    if (style.display !== 'inline') return Infinity;
  }
  return Infinity;
}

/** The line as far as it fits, with … where it is cut. */
export function shortenLine(
  context: CanvasRenderingContext2D,
  line: string,
  width: number,
): string {
  if (context.measureText(line).width <= width + 1) return line;
  const letters = Array.from(line);
  let [low, high] = [0, letters.length];
  const cut = (count: number) => `${letters.slice(0, count).join('').trimEnd()}…`;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (context.measureText(cut(middle)).width <= width) low = middle;
    else high = middle - 1;
  }
  return cut(low);
}

function cased(line: string, { textTransform }: CSSStyleDeclaration): string {
  if (textTransform === 'uppercase') return line.toUpperCase();
  return textTransform === 'lowercase' ? line.toLowerCase() : line;
}

/** A text node may be long and only its first lines be shown. */
const longest = 5000;

function linesOf(node: Text, keepsSpace: boolean): { line: string; box: DOMRect }[] {
  const range = document.createRange();
  const lines: { line: string; box: DOMRect }[] = [];
  let start = 0;
  let top: number | undefined;
  const push = (end: number): void => {
    range.setStart(node, start);
    range.setEnd(node, end);
    const text = node.data.slice(start, end);
    const line = keepsSpace ? text.replaceAll('\n', '') : text.replaceAll(/\s+/g, ' ').trim();
    if (line.trim() !== '')
      lines.push({ line, box: localBox(range.getBoundingClientRect(), node.parentElement) });
    start = end;
  };
  const length = Math.min(node.length, longest);
  for (let i = 0; i < length; i++) {
    range.setStart(node, i);
    range.setEnd(node, i + 1);
    const box = range.getClientRects()[0];
    if (box === undefined || box.width === 0) continue;
    if (top !== undefined && Math.abs(box.top - top) > box.height / 2) push(i);
    top = box.top;
  }
  push(length);
  return lines;
}
