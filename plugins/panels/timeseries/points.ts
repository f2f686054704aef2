import type { Interval } from '@heliostat/sdk';

/** Points `start` (included) to `end` (excluded) of a series set. */
export interface PointSpan {
  start: number;
  end: number;
}

/** The first index whose time is not before `time`, between `start` and `end`. */
export function lowerBound(
  times: Float64Array,
  time: number,
  span: PointSpan = { start: 0, end: times.length },
): number {
  let low = span.start;
  let high = span.end;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((times[middle] ?? NaN) < time) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The points in a range and one more on each side, so that lines reach the edges of the plot. */
export function visibleSpan(times: Float64Array, range: Interval): PointSpan {
  const start = lowerBound(times, range.from);
  const end = lowerBound(times, range.to + Number.EPSILON);
  const after = times[end] === range.to ? end + 1 : end;
  return { start: Math.max(0, start - 1), end: Math.min(times.length, after + 1) };
}

/** Whether any point lies within the range itself. */
export function hasPoints(times: Float64Array, range: Interval): boolean {
  const first = times[lowerBound(times, range.from)];
  return first !== undefined && first <= range.to;
}

/** The point nearest to a time; -1 without points. */
export function nearestPoint(times: Float64Array, time: number): number {
  if (times.length === 0) return -1;
  const after = Math.min(times.length - 1, lowerBound(times, time));
  const before = Math.max(0, after - 1);
  return time - (times[before] ?? 0) <= (times[after] ?? 0) - time ? before : after;
}

export interface Extent {
  min: number;
  max: number;
}

/** Smallest and largest finite value; undefined when there is none. */
export function extentOf(values: Float64Array, { start, end }: PointSpan): Extent | undefined {
  let min = Infinity;
  let max = -Infinity;
  for (let i = start; i < end; i++) {
    const value = values[i] as number;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  if (min > max) return;
  return min === -Infinity || max === Infinity
    ? finiteExtent(values, { start, end })
    : { min, max };
}

/** Extents over one span, each found once however many ask. */
export class Extents {
  readonly #span: PointSpan;
  readonly #known = new Map<Float64Array, Extent | undefined>();

  constructor(span: PointSpan) {
    this.#span = span;
  }

  of(values: Float64Array): Extent | undefined {
    if (!this.#known.has(values)) this.#known.set(values, extentOf(values, this.#span));
    return this.#known.get(values);
  }
}

function finiteExtent(values: Float64Array, span: PointSpan): Extent | undefined {
  const finite = values.subarray(span.start, span.end).filter(Number.isFinite);
  return extentOf(finite, { start: 0, end: finite.length });
}
