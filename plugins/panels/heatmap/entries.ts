import {
  configOf,
  dimensionFields,
  freeName,
  isNull,
  labelAt,
  labelFilters,
  numberFields,
  timeField,
  type FieldConfig,
  type Filter,
  type Frame,
  type NumberField,
} from '@heliostat/sdk';
import type { Fields, Options } from './options.ts';

/** One row of the map: a category, a bucket, or a field. */
export interface Row {
  name: string;
  label: string;
  /** Edges of a bucket; NaN for others. */
  low: number;
  high: number;
  /** What choosing it means; empty where it stands for no dimension. */
  filters: readonly Filter[];
}

/** Amounts at times, in columns of equal length. */
export interface Entries {
  times: Float64Array;
  /** Position among `rows`. */
  rowOf: Uint32Array;
  /** Finite. */
  amounts: Float64Array;
  /** Buckets ascend, categories are in the order of the options. */
  rows: readonly Row[];
  isBucketed: boolean;
  /** Categories that were added up as the last row. */
  merged: number;
  /** How amounts are written, and how the edges of buckets are. */
  config: FieldConfig;
  rowConfig: FieldConfig;
}

export const otherName = 'other';

/** Undefined without a time and a number field. */
export function toEntries(
  frames: readonly Frame[],
  options: Options,
  fields: Fields,
): Entries | undefined {
  const frame = frames.find(
    (one) => one.length > 0 && timeField(one) !== undefined && numberFields(one).length > 0,
  );
  if (frame === undefined) return;
  const numbers = numberFields(frame);
  const edges =
    numbers.length > 1
      ? numbers.find(({ name }) => name === (options.bucketField ?? 'bucket'))
      : undefined;
  const measures = numbers.filter((field) => field !== edges);
  const [measure] = measures;
  if (measure === undefined) return;
  const keyed = edges ? byBucket(frame, edges) : byCategory(frame, measures, fields);
  const collected = collect(frame, edges ? [measure] : measures, keyed);
  const config = configFor(measure, fields);
  const rowConfig = edges ? configFor(edges, fields) : {};
  const ordered = edges ? ascending(collected) : limitRows(collected, options);
  return { ...ordered, config, rowConfig, isBucketed: edges !== undefined };
}

function configFor(field: NumberField, fields: Fields): FieldConfig {
  const config = configOf(fields, { names: [field.name], type: 'number', unit: field.unit });
  return { unit: 'short', ...config };
}

/** The row that an amount belongs to. */
interface Keying {
  /** Of row `row` of the frame, for its field at `measure`. */
  keyOf: (row: number, measure: number) => string | number;
  rowOf: (key: string | number) => Row;
}

function byBucket(frame: Frame, edges: NumberField): Keying {
  return {
    keyOf: (row) => (isNull(edges, row) ? NaN : (edges.values[row] ?? NaN)),
    rowOf: (key) => ({
      ...{ name: String(key), label: String(key), low: Number(key), high: NaN, filters: [] },
    }),
  };
}

/** Rows by the texts of the frame; each number field is a row where there are none. */
function byCategory(frame: Frame, measures: readonly NumberField[], fields: Fields): Keying {
  const dimensions = dimensionFields(frame);
  const [first] = dimensions;
  const base = { low: NaN, high: NaN };
  if (first === undefined)
    return {
      keyOf: (_, measure) => measures[measure]?.name ?? '',
      rowOf: (key) => ({
        ...{ ...base, name: String(key), filters: [] },
        label: configOf(fields, { names: [String(key)] }).label ?? String(key),
      }),
    };
  const textOf = (row: number) => dimensions.map((field) => labelAt(field, row));
  return {
    keyOf: (row, measure) =>
      [...textOf(row), ...(measures.length > 1 ? [measures[measure]?.name ?? ''] : [])].join(' · '),
    rowOf: (key) => {
      const name = String(key);
      const label = configOf(fields, { names: [name] }).label ?? name;
      const isPlain = dimensions.length === 1 && measures.length === 1;
      const filters = isPlain ? labelFilters({ [first.name]: name }) : [];
      return { ...base, name, label, filters };
    },
  };
}

interface Collected {
  times: Float64Array;
  rowOf: Uint32Array;
  amounts: Float64Array;
  rows: readonly Row[];
  merged: number;
}

function collect(frame: Frame, measures: readonly NumberField[], keyed: Keying): Collected {
  const size = frame.length * measures.length;
  const times = new Float64Array(size);
  const rowOf = new Uint32Array(size);
  const amounts = new Float64Array(size);
  const positions = new Map<string | number, number>();
  const stamps = timeField(frame)?.values ?? new Float64Array(0);
  let end = 0;
  for (let row = 0; row < frame.length; row++)
    for (let m = 0; m < measures.length; m++) {
      const amount = measures[m]?.values[row] ?? NaN;
      const key = keyed.keyOf(row, m);
      const time = stamps[row] ?? NaN;
      if (!Number.isFinite(amount) || !Number.isFinite(time) || isUnknown(key)) continue;
      const position = positions.get(key) ?? positions.size;
      positions.set(key, position);
      times[end] = time;
      rowOf[end] = position;
      amounts[end++] = amount;
    }
  const rows = [...positions.keys()].map(keyed.rowOf);
  const cut = <T extends Float64Array | Uint32Array>(array: T) => array.subarray(0, end) as T;
  return { times: cut(times), rowOf: cut(rowOf), amounts: cut(amounts), rows, merged: 0 };
}

const isUnknown = (key: string | number) => typeof key === 'number' && !Number.isFinite(key);

/** Buckets by their lower edge; each ends where the next begins, the last is as high as the one before. */
function ascending(collected: Collected): Collected {
  const order = orderOf(collected.rows, (a, b) => a.low - b.low);
  const rows = order.map((position) => collected.rows[position] as Row);
  const heightAt = (i: number) => (rows[i + 1]?.low ?? NaN) - (rows[i]?.low ?? NaN);
  const last = rows.length < 2 ? 1 : heightAt(rows.length - 2);
  const bounded = rows.map((row, i) => ({
    ...row,
    high: rows[i + 1]?.low ?? row.low + last,
  }));
  return { ...collected, rows: bounded, rowOf: renumber(collected.rowOf, order) };
}

const collator = new Intl.Collator('en', { numeric: true });

/** Categories in the order that is asked for; those beyond the limit, the smallest ones, are one. */
function limitRows(collected: Collected, { sort, maxRows }: Options): Collected {
  const { rows, rowOf, amounts } = collected;
  const totals = new Float64Array(rows.length);
  rowOf.forEach((row, i) => (totals[row] = (totals[row] ?? 0) + (amounts[i] ?? 0)));
  const positions = new Map(rows.map((row, i) => [row, i]));
  const totalOf = (row: Row) => totals[positions.get(row) ?? 0] ?? 0;
  const byValue = (a: Row, b: Row) => totalOf(b) - totalOf(a);
  const byName = (a: Row, b: Row) => collator.compare(a.label, b.label);
  const isCut = rows.length > maxRows;
  const kept = isCut ? new Set([...rows].sort(byValue).slice(0, maxRows - 1)) : new Set(rows);
  const rest = rows.filter((row) => !kept.has(row));
  const shown = rows.filter((row) => kept.has(row));
  if (sort !== 'none') shown.sort(sort === 'name' ? byName : byValue);
  const otherRow = freeName(otherName, new Set(shown.map(({ name }) => name)));
  const other = { name: otherRow, label: otherRow, low: NaN, high: NaN, filters: [] };
  const order = [...shown, ...rest].map((row) => positions.get(row) ?? 0);
  const numbers = renumber(rowOf, order).map((row) => Math.min(row, shown.length));
  return {
    ...{ ...collected, merged: rest.length, rowOf: numbers },
    rows: isCut ? [...shown, other] : shown,
  };
}

function orderOf(rows: readonly Row[], compare: (a: Row, b: Row) => number): number[] {
  return rows
    .map((row, position) => ({ row, position }))
    .sort((a, b) => compare(a.row, b.row))
    .map(({ position }) => position);
}

/** Row numbers after rows were put in `order`. */
function renumber(rowOf: Uint32Array, order: readonly number[]): Uint32Array {
  const places = new Uint32Array(order.length);
  order.forEach((position, place) => (places[position] = place));
  return rowOf.map((row) => places[row] ?? 0);
}
