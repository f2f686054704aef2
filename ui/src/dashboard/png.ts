/** A panel as a picture: what the browser shows of it, painted again on one canvas. */

export interface Caption {
  title: string;
  range: string;
}

const scale = 2;
const margin = 12;
const captionHeight = 40;

/** Title and range, then the panel's body with its legend, at twice the size. */
export async function paintPanel(panel: HTMLElement, caption: Caption): Promise<Blob> {
  const body = panel.querySelector('figure') ?? panel.querySelector('[data-panel-body]') ?? panel;
  const box = body.getBoundingClientRect();
  const canvas = document.createElement('canvas');
  canvas.width = Math.ceil((box.width + 2 * margin) * scale);
  canvas.height = Math.ceil((box.height + captionHeight + margin) * scale);
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('this browser gives no canvas');
  context.scale(scale, scale);
  paintCaption(context, panel, caption);
  context.translate(margin - box.left, captionHeight - box.top);
  await paintElement(context, body);
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) => {
      if (blob === null) reject(new Error('the picture is too large'));
      else resolve(blob);
    }, 'image/png'),
  );
}

function paintCaption(
  context: CanvasRenderingContext2D,
  panel: HTMLElement,
  { title, range }: Caption,
): void {
  const style = getComputedStyle(panel);
  const width = context.canvas.width / scale;
  context.fillStyle = style.backgroundColor;
  context.fillRect(0, 0, width, context.canvas.height / scale);
  context.fillStyle = style.color;
  context.textBaseline = 'middle';
  context.font = `600 14px ${style.fontFamily}`;
  context.fillText(title, margin, 20, width / 2);
  context.font = `400 11px ${style.fontFamily}`;
  context.textAlign = 'right';
  context.fillText(range, width - margin, 20, width / 2 - 2 * margin);
  context.textAlign = 'left';
}

async function paintElement(context: CanvasRenderingContext2D, element: Element): Promise<void> {
  const style = getComputedStyle(element);
  const box = element.getBoundingClientRect();
  if (style.display === 'none' || style.visibility === 'hidden' || isClipped(style)) return;
  context.save();
  context.globalAlpha *= Number(style.opacity);
  if (element instanceof HTMLCanvasElement) paintCanvas(context, element, box);
  else if (element instanceof SVGSVGElement) await paintSvg(context, element, box);
  else await paintBox(context, element, { style, box });
  context.restore();
}

function paintCanvas(
  context: CanvasRenderingContext2D,
  canvas: HTMLCanvasElement,
  box: DOMRect,
): void {
  if (canvas.width > 0 && canvas.height > 0)
    context.drawImage(canvas, box.left, box.top, box.width, box.height);
}

async function paintBox(
  context: CanvasRenderingContext2D,
  element: Element,
  { style, box }: { style: CSSStyleDeclaration; box: DOMRect },
): Promise<void> {
  if (style.backgroundColor !== 'rgba(0, 0, 0, 0)') {
    context.fillStyle = style.backgroundColor;
    context.fillRect(box.left, box.top, box.width, box.height);
  }
  paintRule(context, style, box);
  if (style.overflowX !== 'visible' || style.overflowY !== 'visible') {
    context.beginPath();
    context.rect(box.left, box.top, box.width, box.height);
    context.clip();
  }
  for (const child of element.childNodes) {
    if (child instanceof Text) paintText(context, child, style);
    else if (child instanceof Element) await paintElement(context, child);
  }
}

/** The hairline under table rows and headers. */
function paintRule(context: CanvasRenderingContext2D, style: CSSStyleDeclaration, box: DOMRect) {
  const width = parseFloat(style.borderBottomWidth);
  if (!(width > 0) || style.borderBottomStyle === 'none') return;
  context.fillStyle = style.borderBottomColor;
  context.fillRect(box.left, box.bottom - width, box.width, width);
}

/** A text node, line by line as it is wrapped. */
function paintText(
  context: CanvasRenderingContext2D,
  node: Text,
  style: CSSStyleDeclaration,
): void {
  const text = node.data;
  if (text.trim() === '') return;
  context.font = `${style.fontStyle} ${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
  context.letterSpacing = style.letterSpacing === 'normal' ? '0px' : style.letterSpacing;
  context.fillStyle = style.color;
  context.textBaseline = 'alphabetic';
  for (const { line, box } of linesOf(node)) {
    const metrics = context.measureText(line);
    const height = metrics.fontBoundingBoxAscent + metrics.fontBoundingBoxDescent;
    const baseline = box.top + (box.height - height) / 2 + metrics.fontBoundingBoxAscent;
    context.fillText(line, box.left, baseline);
  }
}

function linesOf(node: Text): { line: string; box: DOMRect }[] {
  const range = document.createRange();
  const lines: { line: string; box: DOMRect }[] = [];
  let start = 0;
  let top: number | undefined;
  const push = (end: number): void => {
    range.setStart(node, start);
    range.setEnd(node, end);
    const line = node.data.slice(start, end).replaceAll(/\s+/g, ' ');
    if (line.trim() !== '')
      lines.push({ line: line.trimEnd(), box: range.getBoundingClientRect() });
    start = end;
  };
  for (let i = 0; i < node.length; i++) {
    range.setStart(node, i);
    range.setEnd(node, i + 1);
    const box = range.getClientRects()[0];
    if (box === undefined || box.width === 0) continue;
    if (top !== undefined && Math.abs(box.top - top) > box.height / 2) push(i);
    top = box.top;
  }
  push(node.length);
  return lines;
}

/** An SVG is serialised with the styles it has here, then drawn as an image of its own. */
async function paintSvg(
  context: CanvasRenderingContext2D,
  svg: SVGSVGElement,
  box: DOMRect,
): Promise<void> {
  if (box.width === 0 || box.height === 0) return;
  const copy = svg.cloneNode(true) as SVGSVGElement;
  inlineStyles(svg, copy);
  copy.setAttribute('width', String(box.width));
  copy.setAttribute('height', String(box.height));
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  const text = new XMLSerializer().serializeToString(copy);
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  await image.decode();
  context.drawImage(image, box.left, box.top, box.width, box.height);
}

const svgStyles = [
  'fill',
  'fill-opacity',
  'stroke',
  'stroke-width',
  'stroke-dasharray',
  'stroke-opacity',
  'stroke-linejoin',
  'opacity',
  'font-family',
  'font-size',
  'font-weight',
  'text-anchor',
  'dominant-baseline',
  'visibility',
  'display',
  'color',
  'transform',
];

function inlineStyles(source: Element, copy: Element): void {
  const style = getComputedStyle(source);
  const text = svgStyles.map((name) => `${name}:${style.getPropertyValue(name)}`).join(';');
  copy.setAttribute('style', text);
  [...source.children].forEach((child, i) => {
    const twin = copy.children[i];
    if (twin !== undefined) inlineStyles(child, twin);
  });
}

function isClipped(style: CSSStyleDeclaration): boolean {
  return style.clipPath === 'inset(50%)';
}
