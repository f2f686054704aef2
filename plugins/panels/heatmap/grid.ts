import { zoneOffset, type Interval } from '@heliostat/sdk';
import type { Entries } from './entries.ts';
import type { Reduction } from './options.ts';

/** Cells in columns and rows. */
export interface Grid {
  columns: number;
  rows: number;
  /** `row * columns + column`; NaN for an empty cell. */
  values: Float64Array;
  /** The time that a cell stands for. */
  intervalOf: (column: number, row: number) => Interval;
  /** The cell that a time and a row of the entries fall into; −1 outside. */
  cellOf: (time: number, row: number) => number;
}

const dayMs = 86_400_000;

/** A column for each time bucket that the range touches, as wide as the times are apart. */
export function timeGrid(
  entries: Entries,
  { range, stepMs, maxColumns }: { range: Interval; stepMs: number; maxColumns: number },
  reduce: Reduction,
): Grid {
  const span = Math.max(1, range.to - range.from);
  const natural = stepOf(entries.times, stepMs > 0 ? stepMs : span / 30);
  // Several buckets to a column where columns would be thinner than a pixel.
  const factor = Math.max(1, Math.ceil(span / natural / Math.max(1, maxColumns)));
  const step = natural * factor;
  const origin = Math.floor(range.from / step) * step + offsetOf(entries.times, step);
  const start = origin > range.from ? origin - step : origin;
  const columns = Math.max(1, Math.ceil((range.to - start) / step));
  const rows = entries.rows.length;
  return fill(entries, reduce, {
    ...{ columns, rows },
    intervalOf: (column) => ({ from: start + column * step, to: start + (column + 1) * step }),
    cellOf(time, row) {
      const column = Math.floor((time - start) / step);
      return column >= 0 && column < columns && row < rows ? row * columns + column : -1;
    },
  });
}

/** A column for each week, a row for each weekday from Monday; days by the clocks of the time zone. */
export function calendarGrid(
  entries: Entries,
  { range, timeZone }: { range: Interval; timeZone: string },
  reduce: Reduction,
): Grid {
  const first = dayOf(range.from, timeZone);
  const last = Math.min(dayOf(range.to - 1, timeZone), first + maxDays);
  const monday = first - weekdayOf(first);
  const columns = Math.floor((last - monday) / 7) + 1;
  const startOf = (day: number) => {
    const guess = day * dayMs - zoneOffset(day * dayMs, timeZone);
    return day * dayMs - zoneOffset(guess, timeZone);
  };
  const grid = {
    ...{ columns, rows: 7 },
    intervalOf(column: number, row: number) {
      const day = monday + column * 7 + row;
      return { from: startOf(day), to: startOf(day + 1) };
    },
    cellOf(time: number) {
      const day = dayOf(time, timeZone);
      if (day < first || day > last) return -1;
      return weekdayOf(day) * columns + Math.floor((day - monday) / 7);
    },
  };
  return fill(entries, reduce, grid);
}

/** Twenty years. */
const maxDays = 7310;

/** Days since 1970 by the clocks of the zone. */
function dayOf(time: number, timeZone: string): number {
  return Math.floor((time + zoneOffset(time, timeZone)) / dayMs);
}

/** 0 is Monday; 1970 began on a Thursday. */
function weekdayOf(day: number): number {
  return (((day + 3) % 7) + 7) % 7;
}

function fill(entries: Entries, reduce: Reduction, shape: Omit<Grid, 'values'>): Grid {
  const size = shape.columns * shape.rows;
  const values = new Float64Array(size).fill(NaN);
  const counts = new Uint32Array(size);
  const { times, rowOf, amounts } = entries;
  for (let i = 0; i < times.length; i++) {
    const cell = shape.cellOf(times[i] ?? NaN, rowOf[i] ?? 0);
    if (cell < 0) continue;
    const amount = amounts[i] ?? 0;
    const count = counts[cell] ?? 0;
    values[cell] = count === 0 ? amount : combine[reduce](values[cell] ?? 0, amount);
    counts[cell] = count + 1;
  }
  if (reduce === 'mean') counts.forEach((count, i) => (values[i] = (values[i] ?? NaN) / count));
  return { ...shape, values };
}

const add = (a: number, b: number) => a + b;
const combine: Readonly<Record<Reduction, (a: number, b: number) => number>> = {
  sum: add,
  mean: add,
  max: Math.max,
  min: Math.min,
};

/** The smallest distance of two times; `otherwise` where there is only one. */
function stepOf(times: Float64Array, otherwise: number): number {
  const sorted = Float64Array.from(new Set(times)).sort();
  let step = Infinity;
  for (let i = 1; i < sorted.length; i++)
    step = Math.min(step, (sorted[i] ?? 0) - (sorted[i - 1] ?? 0));
  return Math.max(1, Number.isFinite(step) ? step : otherwise);
}

/** Where buckets begin, after whole steps since 1970: a week begins on a Monday, a day in its zone. */
function offsetOf(times: Float64Array, step: number): number {
  const first = times[0];
  return first === undefined ? 0 : ((first % step) + step) % step;
}
