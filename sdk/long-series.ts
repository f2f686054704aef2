import {
  isNull,
  type BooleanField,
  type NumberField,
  type StringField,
  type TimeField,
} from './frame.ts';
import { noValue } from './label-filters.ts';
import type { Series, SeriesSet } from './series.ts';

/** The fields of a long frame: rows of time, what tells series apart, and what was measured. */
export interface LongFields {
  time: TimeField;
  measures: readonly NumberField[];
  dimensions: readonly (StringField | BooleanField)[];
}

const byName = new Intl.Collator('en', { numeric: true });

/**
 * Series of rows in any order; groups are in the order of their names, so that neither a window that
 * moves on nor a first row that comes later turns a stack or a legend over.
 */
export function toLongSeries(fields: LongFields, length: number): SeriesSet {
  const times = distinctTimes(fields.time.values, length);
  const positions = rowPositions(fields.time.values, times, length);
  const groups = groupRows(fields.dimensions, length);
  const described = groups.firstRows.map((firstRow) =>
    fields.measures.map((measure) => describe(fields, measure, firstRow)),
  );
  const series = described.flat();
  const blank = series.map((one) => ({ ...one, values: new Float64Array(times.length).fill(NaN) }));
  fields.measures.forEach((measure, m) => {
    const targets = groups.firstRows.map((_, g) => blank[g * fields.measures.length + m]?.values);
    fillGroups(targets, measure.values, { codes: groups.codes, positions });
  });
  const order = [...described.keys()].sort((a, b) =>
    byName.compare(described[a]?.[0]?.name ?? '', described[b]?.[0]?.name ?? ''),
  );
  const perGroup = fields.measures.length;
  const sorted = order.flatMap((g) => blank.slice(g * perGroup, (g + 1) * perGroup));
  return { times, series: sorted, omitted: 0, sparse: groups.firstRows.length > 1 };
}

/** Rows by the combination of their dimensions' values, in order of appearance. */
export interface Groups {
  /** The group of every row. */
  codes: Uint32Array;
  /** The first row of every group. */
  firstRows: number[];
}

/** The groups that rows fall into; without a dimension all rows are one group. */
function groupRows(dimensions: LongFields['dimensions'], length: number): Groups {
  const [first, ...others] = dimensions;
  if (first === undefined) return { codes: new Uint32Array(length), firstRows: [0] };
  let groups = codesOf(first, length);
  for (const other of others) groups = combine(groups, codesOf(other, length));
  return groups;
}

/** A code for every distinct value; a run of one value costs one look-up. */
function codesOf(field: StringField | BooleanField, length: number): Groups {
  const codes = new Uint32Array(length);
  const firstRows: number[] = [];
  const seen = new Map<unknown, number>();
  let last: unknown;
  let code = -1;
  for (let row = 0; row < length; row++) {
    const value = isNull(field, row) ? null : field.values[row];
    if (value !== last || code < 0) {
      code = seen.get(value) ?? seen.size;
      if (code === seen.size) {
        seen.set(value, code);
        firstRows.push(row);
      }
      last = value;
    }
    codes[row] = code;
  }
  return { codes, firstRows };
}

function combine(a: Groups, b: Groups): Groups {
  const codes = new Uint32Array(a.codes.length);
  const firstRows: number[] = [];
  const seen = new Map<number, number>();
  for (let row = 0; row < codes.length; row++) {
    const pair = (a.codes[row] ?? 0) * b.firstRows.length + (b.codes[row] ?? 0);
    let code = seen.get(pair);
    if (code === undefined) {
      code = seen.size;
      seen.set(pair, code);
      firstRows.push(row);
    }
    codes[row] = code;
  }
  return { codes, firstRows };
}

function fillGroups(
  targets: readonly (Float64Array | undefined)[],
  values: Float64Array,
  { codes, positions }: { codes: Uint32Array; positions: Int32Array },
): void {
  for (let row = 0; row < codes.length; row++) {
    const position = positions[row] ?? -1;
    const target = targets[codes[row] ?? 0];
    if (target !== undefined && position >= 0) target[position] = values[row] ?? NaN;
  }
}

function distinctTimes(times: Float64Array, length: number): Float64Array {
  const known = times.slice(0, length);
  let end = 0;
  for (const time of known) if (!Number.isNaN(time)) known[end++] = time;
  return sortedUnique(known.subarray(0, end));
}

/** Sorts in place, unless sorted already, and drops what is there twice. */
export function sortedUnique(times: Float64Array): Float64Array {
  if (!isSorted(times)) times.sort();
  let end = 0;
  for (const time of times) if (end === 0 || time !== times[end - 1]) times[end++] = time;
  return times.subarray(0, end);
}

function isSorted(times: Float64Array): boolean {
  for (let i = 1; i < times.length; i++) if ((times[i] ?? 0) < (times[i - 1] ?? 0)) return false;
  return true;
}

/** Where each row's time stands among the distinct times; -1 for a row without a time. */
function rowPositions(times: Float64Array, distinct: Float64Array, length: number): Int32Array {
  const positions = new Int32Array(length);
  let at = 0;
  for (let row = 0; row < length; row++) {
    const time = times[row] ?? NaN;
    if (distinct[at] !== time) at = distinct[at + 1] === time ? at + 1 : indexOf(distinct, time);
    positions[row] = at;
    if (at < 0) at = 0;
  }
  return positions;
}

function indexOf(times: Float64Array, time: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] ?? 0) < time) low = middle + 1;
    else high = middle;
  }
  return times[low] === time ? low : -1;
}

function describe(fields: LongFields, measure: NumberField, row: number): Omit<Series, 'values'> {
  const entries = fields.dimensions.map((field) => [field.name, dimensionAt(field, row)] as const);
  const words = entries.map(([, value]) => value);
  if (fields.measures.length > 1 || words.length === 0) words.push(measure.name);
  return {
    name: words.join(' · '),
    field: measure.name,
    labels: { ...measure.labels, ...Object.fromEntries(entries) },
    ...(measure.unit !== undefined && { unit: measure.unit }),
  };
}

/** The text of a dimension in one row; `∅` for null. */
function dimensionAt(field: StringField | BooleanField, row: number): string {
  if (isNull(field, row)) return noValue;
  if (field.type === 'boolean') return field.values[row] === 1 ? 'true' : 'false';
  return field.values[row] ?? noValue;
}
