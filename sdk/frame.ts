import { own } from './tree.ts';

/** The one data model: columns of equal length. Plain data: no functions, no caches on it. */
export interface Frame {
  readonly fields: readonly Field[];
  /** Rows; every field has this many values. */
  readonly length: number;
  /** Slug of the query it is the result of; a dashboard says it to its panels. */
  readonly query?: string;
}

export type FieldType = 'time' | 'number' | 'string' | 'boolean' | 'json';

export type Field = TimeField | NumberField | StringField | BooleanField | JsonField;

interface FieldBase {
  readonly name: string;
  /** What distinguishes this field from others of the same name, `{ host: 'web-03' }`. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Unit id of the values, see `formatValue`. */
  readonly unit?: string;
  /** Bit `row & 7` of byte `row >> 3` is 1 where the value is null. Absent: no nulls. */
  readonly nulls?: Uint8Array;
}

/** Epoch milliseconds, UTC. */
export interface TimeField extends FieldBase {
  readonly type: 'time';
  readonly values: Float64Array;
}
/** A null number is also NaN, so that charts need not look at the bitmap. */
export interface NumberField extends FieldBase {
  readonly type: 'number';
  readonly values: Float64Array;
  /** Only where a whole number is beyond 2^53, as ids may be: read it with `exactAt`. */
  readonly exact?: ExactIntegers;
}

/** The whole numbers that doubles stand for. */
export interface ExactIntegers {
  /** The doubles: a field with others has lost what they were exactly. */
  readonly of: Float64Array;
  readonly integers: BigInt64Array | BigUint64Array;
}
export interface StringField extends FieldBase {
  readonly type: 'string';
  readonly values: readonly string[];
}
/** 0 or 1. */
export interface BooleanField extends FieldBase {
  readonly type: 'boolean';
  readonly values: Uint8Array;
}
export interface JsonField extends FieldBase {
  readonly type: 'json';
  readonly values: readonly unknown[];
}

/** A value as a reader wants it: time as epoch milliseconds, boolean as such, absent as null. */
export type CellValue = number | string | boolean | null | object;

export const emptyFrame: Frame = { fields: [], length: 0 };

export function fieldByName(frame: Frame, name: string): Field | undefined {
  return frame.fields.find((field) => field.name === name);
}

export function isNull(field: Field, row: number): boolean {
  return field.nulls !== undefined && ((field.nulls[row >> 3] ?? 0) & (1 << (row & 7))) !== 0;
}

export function valueAt(field: Field, row: number): CellValue {
  if (isNull(field, row)) return null;
  const value = field.values[row];
  if (field.type === 'boolean') return value === 1;
  return value ?? null;
}

/**
 * The value in a row as what tells it from others: a whole number beyond 2^53, which a double rounds, is text
 * with all its digits.
 */
export function exactAt(field: Field, row: number): CellValue {
  const value = valueAt(field, row);
  if (field.type !== 'number' || field.exact?.of !== field.values) return value;
  const isRounded = Math.abs(Number(value)) > Number.MAX_SAFE_INTEGER;
  return isRounded ? `${field.exact.integers[row] ?? ''}` : value;
}

/** The number in a row; NaN for null. */
export function numberAt(field: NumberField, row: number): number {
  return isNull(field, row) ? NaN : (field.values[row] ?? NaN);
}

/** Rows `start` (included) to `end` (excluded); typed arrays are views, not copies. */
export function sliceFrame(frame: Frame, start: number, end: number): Frame {
  const from = Math.max(0, start);
  const to = Math.max(from, Math.min(frame.length, end));
  const fields = frame.fields.map((field) => sliceField(field, from, to));
  return { fields, length: to - from };
}

/** The rows of `a`, then those of `b`; fields are matched by name and must be of the same type. */
export function concatFrames(a: Frame, b: Frame): Frame {
  if (a.fields.length === 0) return b;
  if (b.fields.length === 0) return a;
  const fields = a.fields.map((field) => {
    const other = fieldByName(b, field.name);
    if (other?.type !== field.type) throw new TypeError(`frames differ in field: ${field.name}`);
    return concatFields([field, a.length], [other, b.length]);
  });
  return { fields, length: a.length + b.length };
}

export interface Column {
  name: string;
  type: FieldType;
  unit?: string;
  labels?: Readonly<Record<string, string>>;
}

/** A frame of row objects; what a row lacks is null. */
export function frameFromRows(
  rows: readonly Readonly<Record<string, unknown>>[],
  columns: readonly Column[],
): Frame {
  const fields = columns.map((column) =>
    fieldFromValues(
      column,
      rows.map((row) => own(row, column.name)),
    ),
  );
  return { fields, length: rows.length };
}

/** A field of loose values: null and undefined become null, the rest is converted to the type. */
export function fieldFromValues(column: Column, values: readonly unknown[]): Field {
  const nulls = nullBitmap(values);
  const base = {
    name: column.name,
    ...(column.unit !== undefined && { unit: column.unit }),
    ...(column.labels !== undefined && { labels: column.labels }),
    ...(nulls !== undefined && { nulls }),
  };
  switch (column.type) {
    case 'time':
    case 'number':
      return { ...base, type: column.type, values: Float64Array.from(values, toNumber) };
    case 'boolean':
      return { ...base, type: 'boolean', values: Uint8Array.from(values, (v) => (v ? 1 : 0)) };
    case 'string':
      return { ...base, type: 'string', values: values.map(toString) };
    case 'json':
      return { ...base, type: 'json', values: values.map((v) => v ?? null) };
  }
}

/** Row objects of a frame, for tables, CSV and tests; not for hot paths. */
export function frameToRows(frame: Frame): Record<string, CellValue>[] {
  return Array.from({ length: frame.length }, (_, row) =>
    Object.fromEntries(frame.fields.map((field) => [field.name, valueAt(field, row)])),
  );
}

function sliceField(field: Field, start: number, end: number): Field {
  const nulls = sliceNulls(field, start, end);
  const rest = bare(field);
  const base = { ...rest, ...(nulls !== undefined && { nulls }) };
  if (field.type === 'string' || field.type === 'json')
    return { ...base, values: field.values.slice(start, end) } as Field;
  const values = field.values.subarray(start, end);
  const integers = exactOf(field)?.subarray(start, end);
  return { ...base, values, ...(integers && { exact: { of: values, integers } }) } as Field;
}

/** Without what goes by rows beside its values. */
function bare(field: Field): Omit<Field, 'nulls' | 'values'> {
  const { nulls: _, exact: __, values: ___, ...rest } = field as NumberField;
  return rest;
}

function exactOf(field: Field): ExactIntegers['integers'] | undefined {
  const exact = field.type === 'number' ? field.exact : undefined;
  return exact !== undefined && exact.of === field.values ? exact.integers : undefined;
}

function sliceNulls(field: Field, start: number, end: number): Uint8Array | undefined {
  if (field.nulls === undefined) return;
  return bitmap(end - start, (row) => isNull(field, start + row));
}

type Sized = readonly [field: Field, length: number];

function concatFields([a, aLength]: Sized, [b, bLength]: Sized): Field {
  const nulls =
    (a.nulls ?? b.nulls)
      ? bitmap(aLength + bLength, (row) =>
          row < aLength ? isNull(a, row) : isNull(b, row - aLength),
        )
      : undefined;
  const rest = bare(a);
  const base = { ...rest, ...(nulls !== undefined && { nulls }) };
  if (a.type === 'string' || a.type === 'json')
    return { ...base, values: [...a.values, ...(b.values as readonly unknown[])] } as Field;
  const values = new (a.values.constructor as Float64ArrayConstructor)(aLength + bLength);
  values.set(a.values);
  values.set(b.values as Float64Array, aLength);
  const exact = joinExact([a, aLength], [b, bLength]);
  return { ...base, values, ...(exact && { exact: { of: values, integers: exact } }) } as Field;
}

/** Of whole numbers of one kind; what is no such number is not read of them. */
function joinExact(
  [a, aLength]: Sized,
  [b, bLength]: Sized,
): ExactIntegers['integers'] | undefined {
  const [first, second] = [exactOf(a), exactOf(b)];
  const known = first ?? second;
  if (known === undefined || (first ?? known).constructor !== (second ?? known).constructor) return;
  if (![a, b].every((field) => exactOf(field) !== undefined || isSafe(field))) return;
  const joined = new (known.constructor as BigInt64ArrayConstructor)(aLength + bLength);
  if (first !== undefined) joined.set(first);
  if (second !== undefined) joined.set(second, aLength);
  return joined;
}

/** Doubles that say no more than they are, so that `exactAt` asks nobody else. */
function isSafe({ values }: Field): boolean {
  return (values as Float64Array).every((value) => !(Math.abs(value) > Number.MAX_SAFE_INTEGER));
}

function nullBitmap(values: readonly unknown[]): Uint8Array | undefined {
  if (!values.some((value) => value === null || value === undefined)) return;
  return bitmap(values.length, (row) => values[row] === null || values[row] === undefined);
}

function bitmap(length: number, isSet: (row: number) => boolean): Uint8Array {
  const bits = new Uint8Array((length + 7) >> 3);
  for (let row = 0; row < length; row++)
    if (isSet(row)) bits[row >> 3] = (bits[row >> 3] ?? 0) | (1 << (row & 7));
  return bits;
}

function toNumber(value: unknown): number {
  return value === null || value === undefined ? NaN : Number(value);
}

function toString(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string') return value;
  return typeof value === 'object'
    ? JSON.stringify(value)
    : `${value as number | boolean | bigint}`;
}
