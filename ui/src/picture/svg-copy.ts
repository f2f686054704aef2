import type { Ruler } from './ruler.ts';

/** Where a property is not this, it is written; what is inherited too, since style sheets stay behind. */
const properties: Readonly<Record<string, string>> = {
  fill: '',
  'fill-opacity': '1',
  'fill-rule': 'nonzero',
  stroke: 'none',
  'stroke-opacity': '1',
  'stroke-width': '1px',
  'stroke-dasharray': 'none',
  'stroke-linecap': 'butt',
  'stroke-linejoin': 'miter',
  'paint-order': 'normal',
  opacity: '1',
};

const textProperties: Readonly<Record<string, string>> = {
  'font-family': '',
  'font-size': '',
  'font-weight': '400',
  'font-style': 'normal',
  'letter-spacing': 'normal',
  'text-anchor': 'start',
  'text-decoration-line': 'none',
};

/** Attributes that say what something is; everything else an author's classes said is resolved. */
const kept = new Set(
  ['d', 'x', 'y', 'x1', 'y1', 'x2', 'y2', 'cx', 'cy', 'r', 'rx', 'ry', 'dx', 'dy', 'points'].concat(
    ['width', 'height', 'viewBox', 'transform', 'id', 'href', 'offset', 'gradientUnits'],
    ['gradientTransform', 'clipPathUnits', 'clip-path', 'preserveAspectRatio', 'textLength'],
  ),
);

/** A copy of an SVG that needs no style sheet: computed styles as attributes, colours any program reads. */
export function copySvg(svg: SVGSVGElement, box: DOMRect, ruler: Ruler): SVGSVGElement {
  const copy = copyElement(svg, ruler) as SVGSVGElement;
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  const size = { x: box.left, y: box.top, width: box.width, height: box.height };
  for (const [name, value] of Object.entries(size)) copy.setAttribute(name, String(value));
  if (getComputedStyle(svg).overflowX === 'visible') copy.setAttribute('overflow', 'visible');
  return copy;
}

function copyElement(source: Element, ruler: Ruler): Element {
  const copy = source.cloneNode(false) as Element;
  for (const { name } of [...copy.attributes]) if (!kept.has(name)) copy.removeAttribute(name);
  const style = getComputedStyle(source);
  writeStyle(copy, style, ruler);
  if (source instanceof SVGTextElement) {
    placeText(copy, style, ruler);
    fixLength(copy, source);
  }
  for (const child of source.childNodes) {
    if (child instanceof Element && isShown(child)) copy.append(copyElement(child, ruler));
    else if (child instanceof Text) copy.append(child.data);
  }
  return copy;
}

function isShown(element: Element): boolean {
  const { display, visibility, opacity } = getComputedStyle(element);
  const isDefinition = element.closest('defs, clipPath, linearGradient, radialGradient') !== null;
  return isDefinition || (display !== 'none' && visibility !== 'hidden' && opacity !== '0');
}

function writeStyle(copy: Element, style: CSSStyleDeclaration, ruler: Ruler): void {
  const isText = copy instanceof SVGTextContentElement;
  const wanted = isText ? { ...properties, ...textProperties } : properties;
  for (const [name, fallback] of Object.entries(wanted)) {
    const value = style.getPropertyValue(name);
    if (value !== '' && value !== fallback) copy.setAttribute(name.replace(/-line$/, ''), value);
  }
  for (const name of ['fill', 'stroke']) writeColor(copy, name, ruler);
  if (copy.tagName === 'stop') {
    copy.setAttribute('stop-color', style.stopColor);
    copy.setAttribute('stop-opacity', style.stopOpacity);
    writeColor(copy, 'stop', ruler, 'stop-color');
  }
  if (!copy.hasAttribute('transform') && style.transform !== 'none')
    copy.setAttribute('transform', style.transform);
}

// The attribute differs from the name of its opacity for stops only.
// eslint-disable-next-line max-params
function writeColor(copy: Element, name: string, ruler: Ruler, attribute = name): void {
  const value = copy.getAttribute(attribute);
  if (value === null || value === 'none' || value.startsWith('url(')) return;
  const { color, opacity } = ruler.resolve(value);
  copy.setAttribute(attribute, color);
  const own = Number(copy.getAttribute(`${name}-opacity`) ?? 1);
  if (opacity * own !== 1) copy.setAttribute(`${name}-opacity`, String(opacity * own));
}

/** Where the font is missing, another one takes the room that is there. */
function fixLength(copy: Element, source: SVGTextElement): void {
  const length = source.children.length === 0 ? source.getComputedTextLength() : 0;
  if (length <= 0) return;
  copy.setAttribute('textLength', String(length));
  copy.setAttribute('lengthAdjust', 'spacingAndGlyphs');
}

const baselines: Readonly<Record<string, CanvasTextBaseline>> = {
  central: 'middle',
  hanging: 'hanging',
  'text-before-edge': 'top',
  'text-top': 'top',
  'text-after-edge': 'bottom',
  ideographic: 'ideographic',
};

/** Programs differ in the baselines they know; the alphabetic one all do. */
function placeText(copy: Element, style: CSSStyleDeclaration, ruler: Ruler): void {
  const baseline = style.dominantBaseline;
  if (baseline === 'auto' || baseline === 'alphabetic') return;
  const font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
  const middle = ruler.measure('x', { font });
  const named = baselines[baseline];
  const shift =
    named === undefined
      ? middle.actualBoundingBoxAscent / 2
      : middle.fontBoundingBoxAscent -
        ruler.measure('x', { font, textBaseline: named }).fontBoundingBoxAscent;
  copy.setAttribute('y', String(Number(copy.getAttribute('y') ?? 0) + shift));
}
