import { applyTo, scaleOf, type Matrix } from './matrix.ts';
import { toNumber } from './svg-sheet.ts';

const fullTurn = 2 * Math.PI;

/** Path commands of a 2D context, mapped as they come and written as SVG path data. */
export class SvgPath {
  readonly #parts: string[] = [];

  get isEmpty(): boolean {
    return this.#parts.length === 0;
  }

  moveTo(matrix: Matrix, x: number, y: number): void {
    this.#add('M', matrix, [x, y]);
  }

  /** A first line begins where it ends, as on a canvas. */
  lineTo(matrix: Matrix, x: number, y: number): void {
    this.#add(this.isEmpty ? 'M' : 'L', matrix, [x, y]);
  }

  curveTo(matrix: Matrix, points: readonly number[]): void {
    this.#add(points.length === 6 ? 'C' : 'Q', matrix, points);
  }

  close(): void {
    if (!this.isEmpty) this.#parts.push('Z');
  }

  rect(matrix: Matrix, [x, y, width, height]: readonly [number, number, number, number]): void {
    this.moveTo(matrix, x, y);
    this.lineTo(matrix, x + width, y);
    this.lineTo(matrix, x + width, y + height);
    this.lineTo(matrix, x, y + height);
    this.close();
  }

  /** Angles in radians, clockwise from the x axis. */
  arc(
    matrix: Matrix,
    [x, y, radius]: readonly [number, number, number],
    { from, to, isCounter }: { from: number; to: number; isCounter: boolean },
  ): void {
    const sweep = sweepOf(from, to, isCounter);
    const at = (angle: number): [number, number] =>
      applyTo(matrix, x + radius * Math.cos(angle), y + radius * Math.sin(angle));
    this.#parts.push(`${this.isEmpty ? 'M' : 'L'}${pair(at(from))}`);
    // An arc that ends where it begins is nothing to SVG: a whole circle is two halves.
    const steps = Math.abs(sweep) > fullTurn * 0.99 ? 2 : 1;
    const r = toNumber(radius * scaleOf(matrix));
    for (let i = 1; i <= steps; i++) {
      const isLarge = Math.abs(sweep) / steps > Math.PI;
      const end = pair(at(from + (sweep * i) / steps));
      this.#parts.push(`A${r} ${r} 0 ${Number(isLarge)} ${Number(sweep > 0)} ${end}`);
    }
  }

  toString(): string {
    return this.#parts.join('');
  }

  #add(command: string, matrix: Matrix, points: readonly number[]): void {
    // A canvas passes over what is no number.
    if (!points.every(Number.isFinite)) return;
    const mapped: string[] = [];
    for (let i = 0; i + 1 < points.length; i += 2)
      mapped.push(pair(applyTo(matrix, points[i] ?? 0, points[i + 1] ?? 0)));
    this.#parts.push(command + mapped.join(' '));
  }
}

/** As the canvas specification turns: a full circle at most, and the shorter end the other way. */
function sweepOf(from: number, to: number, isCounter: boolean): number {
  const turn = isCounter ? from - to : to - from;
  const swept = turn >= fullTurn ? fullTurn : ((turn % fullTurn) + fullTurn) % fullTurn;
  return isCounter ? -swept : swept;
}

function pair([x, y]: readonly [number, number]): string {
  return `${toNumber(x)},${toNumber(y)}`;
}
