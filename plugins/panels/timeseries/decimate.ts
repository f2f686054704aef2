import { extentOf, lowerBound, type PointSpan } from './points.ts';

/** Pixel columns of equal width over a time range. */
export interface ColumnGrid {
  from: number;
  /** Milliseconds of one column. */
  columnMs: number;
  count: number;
}

const densePoints = 4;

/** Whether so many points are drawn by pixel columns instead, which keeps what is least and greatest. */
export function isDense(points: number, columns: number): boolean {
  return columns > 0 && points >= densePoints * columns;
}

/** The first point of every column, and the end of the last: `count + 1` entries, shared by all series. */
export function columnStarts(times: Float64Array, span: PointSpan, grid: ColumnGrid): Uint32Array {
  const starts = new Uint32Array(grid.count + 1);
  let start = span.start;
  for (let column = 0; column < grid.count; column++) {
    start = lowerBound(times, grid.from + column * grid.columnMs, { start, end: span.end });
    starts[column] = start;
  }
  const last = grid.from + grid.count * grid.columnMs;
  starts[grid.count] = lowerBound(times, last, { start, end: span.end });
  return starts;
}

/** M4: the first, smallest, largest and last value of every column; NaN where it has none. */
export interface ColumnValues {
  first: Float64Array;
  min: Float64Array;
  max: Float64Array;
  last: Float64Array;
}

export function allocateColumns(count: number): ColumnValues {
  const column = () => new Float64Array(count);
  return { first: column(), min: column(), max: column(), last: column() };
}

/** Fills `into` for one series; infinite values count as missing. */
export function decimate(
  values: Float64Array,
  starts: Uint32Array,
  into: ColumnValues,
): ColumnValues {
  const count = starts.length - 1;
  for (let column = 0; column < count; column++) {
    const start = starts[column] as number;
    const end = starts[column + 1] as number;
    const extent = extentOf(values, { start, end });
    const isEmpty = extent === undefined;
    into.min[column] = extent?.min ?? NaN;
    into.max[column] = extent?.max ?? NaN;
    into.first[column] = isEmpty ? NaN : edgeValue(values, { at: start, step: 1 });
    into.last[column] = isEmpty ? NaN : edgeValue(values, { at: end - 1, step: -1 });
  }
  return into;
}

/** The first value from `at` on that is a number; the caller knows that there is one. */
function edgeValue(values: Float64Array, { at, step }: { at: number; step: 1 | -1 }): number {
  let i = at;
  while (!Number.isFinite(values[i])) i += step;
  return values[i] ?? NaN;
}
