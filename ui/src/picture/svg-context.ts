import { angleOf, applyTo, identity, multiply, scaleOf, type Matrix } from './matrix.ts';
import type { Ruler } from './ruler.ts';
import { SvgPath } from './svg-path.ts';
import { escapeXml, startTag, toElement, toNumber, type SvgSheet } from './svg-sheet.ts';

interface Style {
  fillStyle: string;
  strokeStyle: string;
  globalAlpha: number;
  lineWidth: number;
  lineCap: CanvasLineCap;
  lineJoin: CanvasLineJoin;
  font: string;
  letterSpacing: string;
  textAlign: CanvasTextAlign;
  textBaseline: CanvasTextBaseline;
}

const initialStyle: Style = {
  fillStyle: '#000000',
  strokeStyle: '#000000',
  globalAlpha: 1,
  lineWidth: 1,
  lineCap: 'butt',
  lineJoin: 'miter',
  font: '10px sans-serif',
  letterSpacing: '0px',
  textAlign: 'start',
  textBaseline: 'alphabetic',
};

/** What `save` keeps, and how many groups `restore` has to close. */
interface State {
  style: Style;
  matrix: Matrix;
  dash: readonly number[];
  groups: number;
}

const anchors: Readonly<Record<CanvasTextAlign, string>> = {
  start: '',
  left: '',
  center: 'middle',
  end: 'end',
  right: 'end',
};

/**
 * The drawing part of a 2D context, written as SVG: what a function draws on it is a picture without
 * pixels. Paths, rectangles, text, clips and transforms; whatever else is called is no function here,
 * so the caller can fall back to the bitmap.
 */
export class SvgContext implements Style {
  declare fillStyle: string;
  declare strokeStyle: string;
  declare globalAlpha: number;
  declare lineWidth: number;
  declare lineCap: CanvasLineCap;
  declare lineJoin: CanvasLineJoin;
  declare font: string;
  declare letterSpacing: string;
  declare textAlign: CanvasTextAlign;
  declare textBaseline: CanvasTextBaseline;
  readonly #sheet: SvgSheet;
  readonly #ruler: Ruler;
  /** From what the context calls a pixel to the sheet. */
  readonly #base: Matrix;
  readonly #states: State[] = [];
  #matrix: Matrix = identity;
  #dash: readonly number[] = [];
  #groups = 0;
  #path = new SvgPath();

  constructor(sheet: SvgSheet, ruler: Ruler, base: Matrix = identity) {
    this.#sheet = sheet;
    this.#ruler = ruler;
    this.#base = base;
    Object.assign(this, initialStyle);
  }

  save(): void {
    const { style, dash, groups } = this.#state();
    this.#states.push({ style, matrix: this.#matrix, dash, groups });
    this.#groups = 0;
  }

  restore(): void {
    const state = this.#states.pop();
    if (state === undefined) return;
    this.#closeGroups();
    Object.assign(this, state.style);
    this.#matrix = state.matrix;
    this.#dash = state.dash;
    this.#groups = state.groups;
  }

  /** Closes what was clipped and never restored; nothing is drawn afterwards. */
  end(): void {
    while (this.#states.length > 0) this.restore();
    this.#closeGroups();
  }

  setTransform(...matrix: [number, number, number, number, number, number]): void {
    this.#matrix = matrix;
  }

  transform(...matrix: [number, number, number, number, number, number]): void {
    this.#matrix = multiply(this.#matrix, matrix);
  }

  translate(x: number, y: number): void {
    this.transform(1, 0, 0, 1, x, y);
  }

  scale(x: number, y: number): void {
    this.transform(x, 0, 0, y, 0, 0);
  }

  rotate(angle: number): void {
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
    this.transform(cos, sin, -sin, cos, 0, 0);
  }

  beginPath(): void {
    this.#path = new SvgPath();
  }

  moveTo(x: number, y: number): void {
    this.#path.moveTo(this.#map(), x, y);
  }

  lineTo(x: number, y: number): void {
    this.#path.lineTo(this.#map(), x, y);
  }

  bezierCurveTo(...points: [number, number, number, number, number, number]): void {
    this.#path.curveTo(this.#map(), points);
  }

  quadraticCurveTo(...points: [number, number, number, number]): void {
    this.#path.curveTo(this.#map(), points);
  }

  closePath(): void {
    this.#path.close();
  }

  rect(...box: [number, number, number, number]): void {
    this.#path.rect(this.#map(), box);
  }

  // The canvas' own six arguments.
  // eslint-disable-next-line max-params
  arc(x: number, y: number, radius: number, from: number, to: number, isCounter = false): void {
    this.#path.arc(this.#map(), [x, y, radius], { from, to, isCounter });
  }

  fill(): void {
    if (!this.#path.isEmpty) this.#fillPath(this.#path);
  }

  stroke(): void {
    if (this.#path.isEmpty) return;
    this.#sheet.add(
      toElement('path', { d: this.#path.toString(), fill: 'none', ...this.#strokeAttributes() }),
    );
  }

  fillRect(...box: [number, number, number, number]): void {
    const path = new SvgPath();
    path.rect(this.#map(), box);
    // Cells that touch show no seams.
    this.#fillPath(path, { 'shape-rendering': 'crispEdges' });
  }

  /** Only what is drawn is written, so there is nothing to clear. */
  clearRect(): void {}

  clip(): void {
    this.#sheet.openClip(this.#path.toString());
    this.#groups++;
  }

  setLineDash(dash: readonly number[]): void {
    this.#dash = [...dash];
  }

  getLineDash(): number[] {
    return [...this.#dash];
  }

  measureText(text: string): TextMetrics {
    return this.#ruler.measure(text, this);
  }

  fillText(text: string, x: number, y: number): void {
    this.#addText(text, { x, y }, this.#fillAttributes());
  }

  strokeText(text: string, x: number, y: number): void {
    this.#addText(text, { x, y }, { fill: 'none', ...this.#strokeAttributes() });
  }

  /** Puts ready markup where the context is, as `drawImage` would. */
  embed(markup: string): void {
    const map = this.#map();
    const isPlain = identity.every((value, i) => value === map[i]);
    const tag = startTag('g', {
      transform: isPlain ? undefined : `matrix(${map.map(toNumber).join(' ')})`,
      opacity: partial(this.globalAlpha),
    });
    this.#sheet.add(`${tag}>${markup}</g>`);
  }

  #fillPath(path: SvgPath, more: Readonly<Record<string, string>> = {}): void {
    const attributes = this.#fillAttributes();
    if (attributes['fill-opacity'] !== 0)
      this.#sheet.add(toElement('path', { d: path.toString(), ...attributes, ...more }));
  }

  #addText(
    text: string,
    { x, y }: { x: number; y: number },
    paint: Readonly<Record<string, string | number | undefined>>,
  ): void {
    if (text.trim() === '' || !Number.isFinite(x + y)) return;
    const matrix = this.#map();
    const [left, baseline] = applyTo(matrix, x, y + this.#baselineShift());
    const angle = angleOf(matrix);
    this.#sheet.add(
      `${startTag('text', {
        x: left,
        y: baseline,
        ...fontAttributes(this.font, scaleOf(matrix)),
        'letter-spacing': this.letterSpacing === '0px' ? undefined : this.letterSpacing,
        'text-anchor': anchors[this.textAlign],
        transform: angle === 0 ? undefined : `rotate(${angle} ${left} ${baseline})`,
        // Where the font is missing, another one takes the room that is there.
        textLength: this.measureText(text).width * scaleOf(matrix),
        lengthAdjust: 'spacingAndGlyphs',
        ...paint,
      })}>${escapeXml(text)}</text>`,
    );
  }

  /** Down to the alphabetic baseline, the one that all programs know. */
  #baselineShift(): number {
    if (this.textBaseline === 'alphabetic') return 0;
    const { font, textBaseline } = this;
    const alphabetic = this.#ruler.measure('x', { font });
    const own = this.#ruler.measure('x', { font, textBaseline });
    return alphabetic.fontBoundingBoxAscent - own.fontBoundingBoxAscent;
  }

  #fillAttributes() {
    const { color, opacity } = this.#ruler.resolve(this.fillStyle);
    return { fill: color, 'fill-opacity': partial(opacity * this.globalAlpha) };
  }

  #strokeAttributes() {
    const { color, opacity } = this.#ruler.resolve(this.strokeStyle);
    const scale = scaleOf(this.#map());
    return {
      stroke: color,
      'stroke-opacity': partial(opacity * this.globalAlpha),
      'stroke-width': this.lineWidth * scale,
      'stroke-dasharray': this.#dash.map((length) => length * scale).join(' '),
      'stroke-linecap': this.lineCap === 'butt' ? undefined : this.lineCap,
      'stroke-linejoin': this.lineJoin === 'miter' ? undefined : this.lineJoin,
    };
  }

  #map(): Matrix {
    return multiply(this.#base, this.#matrix);
  }

  #state(): Omit<State, 'matrix'> {
    const style = Object.fromEntries(
      Object.keys(initialStyle).map((key) => [key, this[key as keyof Style]]),
    ) as unknown as Style;
    return { style, dash: this.#dash, groups: this.#groups };
  }

  #closeGroups(): void {
    for (; this.#groups > 0; this.#groups--) this.#sheet.close();
  }
}

function partial(opacity: number): number | undefined {
  return opacity === 1 ? undefined : opacity;
}

/** `600 11px "IBM Plex Sans", sans-serif`, as a canvas reads it back. */
function fontAttributes(font: string, scale: number) {
  const [, before = '', size = '10', family = font] =
    /^(.*?)([\d.]+)px(?:\/\S+)?\s+(.+)$/.exec(font) ?? [];
  const weight = /\b([1-9]00|bold)\b/.exec(before)?.[1];
  return {
    'font-family': family,
    'font-size': Number(size) * scale,
    'font-weight': weight === '400' ? undefined : weight,
    'font-style': before.includes('italic') ? 'italic' : undefined,
  };
}
