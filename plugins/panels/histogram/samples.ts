import {
  dimensionFields,
  freeName,
  isNull,
  labelAt,
  labelFilters,
  numberFields,
  type Filter,
  type Frame,
  type NumberField,
} from '@heliostat/sdk';
import type { Options } from './options.ts';

/** Numbers of one series; each counts as often as its weight says. */
export interface Sample {
  name: string;
  /** The number field they came from. */
  field: string;
  unit: string | undefined;
  /** Finite. With weights: lower edges of buckets. */
  values: Float64Array;
  /** How often each value counts; undefined: once. */
  weights: Float64Array | undefined;
  /** What it stands for where a text tells the samples apart. */
  filters: readonly Filter[];
}

export interface Samples {
  samples: readonly Sample[];
  /** Text values that were added up as `other`. */
  merged: number;
  /** Number fields that are not shown. */
  omitted: number;
  /** Whether the values are lower edges of buckets that the query made. */
  isBucketed: boolean;
}

export const otherName = 'other';

const none: Samples = { samples: [], merged: 0, omitted: 0, isBucketed: false };

/**
 * The samples of the first frame that has numbers. A text field splits its first number field, else each
 * number field is a sample. With a field of lower edges the other number field counts.
 */
export function toSamples(frames: readonly Frame[], options: Options): Samples {
  const frame = frames.find((one) => one.length > 0 && numberFields(one).length > 0);
  if (frame === undefined) return none;
  const numbers = numberFields(frame);
  const edges = edgeField(numbers, options.bucketField);
  const counted = numbers.filter((field) => field !== edges);
  const [split] = dimensionFields(frame);
  const [first] = counted;
  if (first === undefined) return none;
  const isBucketed = edges !== undefined;
  if (split === undefined) {
    const shown = counted.slice(0, options.maxSeries);
    const rows = { length: frame.length, at: (i: number) => i };
    const samples = shown.map((field) => ({
      ...{ name: field.name, field: (edges ?? field).name, unit: (edges ?? field).unit },
      filters: [],
      ...take(edges ?? field, isBucketed ? field : undefined, rows),
    }));
    return { samples, merged: 0, omitted: counted.length - shown.length, isBucketed };
  }
  const groups = groupRows(frame, (row) => labelAt(split, row), options.maxSeries);
  const values = edges ?? first;
  const samples = [...groups.rows].map(([name, rows]) => ({
    ...{ name, field: values.name, unit: values.unit },
    filters: name === groups.rest ? [] : labelFilters({ [split.name]: name }),
    ...take(values, isBucketed ? first : undefined, {
      length: rows.length,
      at: (i) => rows[i] ?? 0,
    }),
  }));
  return { samples, merged: groups.merged, omitted: 0, isBucketed };
}

/** The field that was asked for, or one named `bucket`, where another number can count. */
function edgeField(
  numbers: readonly NumberField[],
  asked: string | undefined,
): NumberField | undefined {
  if (numbers.length < 2) return;
  return numbers.find(({ name }) => name === (asked ?? 'bucket'));
}

/** Beyond these a number is no value that a scale could reach. */
const largest = 1e300;

interface Rows {
  length: number;
  at: (i: number) => number;
}

function take(values: NumberField, weights: NumberField | undefined, rows: Rows) {
  const taken = new Float64Array(rows.length);
  const counts = weights && new Float64Array(rows.length);
  let end = 0;
  for (let i = 0; i < rows.length; i++) {
    const row = rows.at(i);
    const value = values.values[row] ?? NaN;
    const weight = weights === undefined ? 1 : (weights.values[row] ?? NaN);
    if (!(Math.abs(value) <= largest && weight > 0 && weight <= largest)) continue;
    if (isNull(values, row)) continue;
    taken[end] = value;
    if (counts !== undefined) counts[end] = weight;
    end++;
  }
  return { values: taken.subarray(0, end), weights: counts?.subarray(0, end) };
}

/** Rows by text, the groups with the most rows first; the rest is one group, of the name `rest`. */
function groupRows(frame: Frame, nameOf: (row: number) => string, limit: number) {
  const all = new Map<string, number[]>();
  for (let row = 0; row < frame.length; row++) {
    const name = nameOf(row);
    const rows = all.get(name);
    if (rows === undefined) all.set(name, [row]);
    else rows.push(row);
  }
  if (all.size <= limit) return { rows: all, merged: 0, rest: undefined };
  const sorted = [...all].sort(([, a], [, b]) => b.length - a.length);
  const rest = sorted.slice(limit - 1);
  const rows = new Map(sorted.slice(0, limit - 1));
  const name = freeName(otherName, new Set(rows.keys()));
  rows.set(
    name,
    rest.flatMap(([, some]) => some),
  );
  return { rows, merged: rest.length, rest: name };
}
