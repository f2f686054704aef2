import {
  HeliostatError,
  dimensionFields,
  fieldFromValues,
  numberFields,
  timeField,
  type Frame,
  type NumberField,
  type TimeField,
} from '@heliostat/sdk';
import { compareCells, groupRows, needField, withField } from './rows.ts';

/** The values of one series, oldest first, and their times in epoch milliseconds. */
export type SeriesFunction = (values: Float64Array, times: Float64Array) => Float64Array;

/**
 * Every number field (or those named) with `change` applied to each of its series: the rows of a long
 * frame fall into series by its text fields, a wide frame has one. Rows keep their places.
 */
export function mapSeries(
  frame: Frame,
  fields: readonly string[] | undefined,
  change: SeriesFunction,
): Frame {
  const time = needTime(frame);
  const series = seriesRows(frame);
  return chosenFields(frame, fields).reduce((changed, field) => {
    const values = new Float64Array(frame.length);
    for (const rows of series) {
      const own = change(pick(field.values, rows), pick(time.values, rows));
      rows.forEach((row, i) => (values[row] = own[i] ?? NaN));
    }
    return withField(changed, toNumberField(field, values));
  }, frame);
}

/** The time field. Throws INVALID_QUERY. */
export function needTime(frame: Frame): TimeField {
  const time = timeField(frame);
  if (time !== undefined) return time;
  throw new HeliostatError('INVALID_QUERY', 'needs rows over time, there is no time field');
}

/** Row numbers of each series, oldest first; rows without a time come last. */
export function seriesRows(frame: Frame): number[][] {
  const times = timeField(frame)?.values ?? [];
  const byTime = (a: number, b: number) => compareCells(times[a] ?? NaN, times[b] ?? NaN);
  return groupRows(frame, dimensionFields(frame)).map((rows) => rows.sort(byTime));
}

/** The number fields named, or all. Throws INVALID_QUERY. */
export function chosenFields(frame: Frame, names: readonly string[] | undefined): NumberField[] {
  if (names === undefined) return numberFields(frame);
  return names.map((name) => {
    const field = needField(frame, name, 'fields');
    if (field.type === 'number') return field;
    throw new HeliostatError('INVALID_QUERY', `fields: "${name}" is ${field.type}, not a number`);
  });
}

/** A copy of a field with other values; NaN is null. */
export function toNumberField(like: NumberField, values: Float64Array): NumberField {
  const { nulls: _, ...rest } = like;
  const { nulls } = fieldFromValues(
    like,
    Array.from(values, (v) => (Number.isNaN(v) ? null : v)),
  );
  return { ...rest, values, ...(nulls !== undefined && { nulls }) };
}

function pick(values: Float64Array, rows: readonly number[]): Float64Array {
  return Float64Array.from(rows, (row) => values[row] ?? NaN);
}
