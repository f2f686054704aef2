import { Type, tableFromIPC, type Batch, type Column, type DataType } from '@uwdata/flechette';
import { HeliostatError } from './errors.ts';
import type { Field, Frame } from './frame.ts';

type ArrowField = ReturnType<typeof tableFromIPC>['schema']['fields'][number];

/**
 * The frame in one Arrow IPC stream. Doubles without nulls and in one batch are views into `bytes`.
 * Timestamps and dates of any unit become epoch milliseconds, integers and decimals numbers, nested
 * values JSON. Whole numbers beyond 2^53 keep their digits: see `exactAt`. Throws INVALID_REQUEST when the bytes
 * are not an uncompressed Arrow stream.
 */
export function frameFromArrow(bytes: Uint8Array): Frame {
  try {
    const table = tableFromIPC(aligned(bytes), { useMap: true, useBigInt: true });
    const fields = table.schema.fields.map((field, i) => {
      const column = table.children[i];
      if (column === undefined) throw new RangeError(`column missing: ${field.name}`);
      return fieldFromColumn(field, column);
    });
    return { fields, length: fields[0]?.values.length ?? 0 };
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new HeliostatError('INVALID_REQUEST', `not an arrow stream: ${reason}`, { cause });
  }
}

/** Views need their buffers on multiples of 8. */
function aligned(bytes: Uint8Array): Uint8Array {
  const view = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return view.byteOffset % 8 === 0 ? view : view.slice();
}

function fieldFromColumn(field: ArrowField, column: Column<unknown>): Field {
  const nulls = nullsOf(column);
  const { unit, labels, type } = readMetadata(field.metadata);
  const base = {
    name: field.name,
    ...(labels !== undefined && { labels }),
    ...(unit !== undefined && { unit }),
    ...(nulls !== undefined && { nulls }),
  };
  switch (kindOf(column.type)) {
    case 'time':
      return { ...base, type: 'time', values: numbersOf(column) };
    case 'number': {
      const values = numbersOf(column);
      const integers = beyondDoubles(column, values);
      const exact = integers && { exact: { of: values, integers } };
      return { ...base, type: 'number', values, ...exact };
    }
    case 'boolean':
      return { ...base, type: 'boolean', values: booleansOf(column) };
    case 'string':
      if (type === 'json') return { ...base, type, values: stringsOf(column).map(fromJson) };
      return { ...base, type: 'string', values: stringsOf(column) };
    case 'json':
      return { ...base, type: 'json', values: Array.from(column, toPlain) };
  }
}

/** What `frameToArrow` puts beside a field. */
function readMetadata(metadata: Map<string, string> | null) {
  const text = metadata?.get('heliostat');
  if (text === undefined) return {};
  return JSON.parse(text) as {
    unit?: string;
    labels?: Readonly<Record<string, string>>;
    type?: 'json';
  };
}

type Kind = 'time' | 'number' | 'boolean' | 'string' | 'json';

const kinds = new Map<number, Kind>([
  [Type.Timestamp, 'time'],
  [Type.Date, 'time'],
  [Type.Int, 'number'],
  [Type.Float, 'number'],
  [Type.Decimal, 'number'],
  [Type.Time, 'number'],
  [Type.Duration, 'number'],
  [Type.Bool, 'boolean'],
  [Type.Utf8, 'string'],
  [Type.LargeUtf8, 'string'],
  [Type.Utf8View, 'string'],
  [Type.Binary, 'string'],
  [Type.LargeBinary, 'string'],
  [Type.FixedSizeBinary, 'string'],
]);

function kindOf(type: DataType): Kind {
  if (type.typeId === Type.Dictionary)
    return kindOf(type.dictionary) === 'string' ? 'string' : 'json';
  return kinds.get(type.typeId) ?? 'json';
}

function nullsOf(column: Column<unknown>): Uint8Array | undefined {
  if (column.nullCount === 0) return;
  const nulls = new Uint8Array((column.length + 7) >> 3);
  forEachNull(column, (row) => {
    nulls[row >> 3] = (nulls[row >> 3] ?? 0) | (1 << (row & 7));
  });
  return nulls;
}

function forEachNull(column: Column<unknown>, visit: (row: number) => void): void {
  let start = 0;
  for (const batch of column.data) {
    if (batch.nullCount > 0) nullRows(batch).forEach((row) => visit(start + row));
    start += batch.length;
  }
}

function nullRows(batch: Batch<unknown>): number[] {
  const { nullCount, length } = batch;
  const validity = batch.validity as Uint8Array | undefined;
  const rows = Array.from({ length }, (_, row) => row);
  if (validity === undefined || validity.length === 0) return nullCount === length ? rows : [];
  return rows.filter((row) => ((validity[row >> 3] ?? 0) & (1 << (row & 7))) === 0);
}

function numbersOf(column: Column<unknown>): Float64Array {
  const [only] = column.data;
  if (column.data.length === 1 && column.nullCount === 0 && only?.values instanceof Float64Array)
    return only.values.subarray(0, only.length);
  const values = new Float64Array(column.length);
  let start = 0;
  for (const batch of column.data) {
    copyNumbers(batch, values.subarray(start, start + batch.length));
    start += batch.length;
  }
  forEachNull(column, (row) => {
    values[row] = NaN;
  });
  return values;
}

function copyNumbers(batch: Batch<unknown>, target: Float64Array): void {
  const { values, type } = batch;
  if (type.typeId === Type.Decimal || (type.typeId === Type.Float && type.precision === 0)) {
    for (let row = 0; row < target.length; row++) target[row] = Number(batch.value(row));
    return;
  }
  const factor = factorOf(type);
  if (values instanceof BigInt64Array || values instanceof BigUint64Array) {
    copyLong(values, target, factor);
    return;
  }
  const numbers = values as Float64Array;
  for (let row = 0; row < target.length; row++) target[row] = (numbers[row] ?? NaN) * factor;
}

/** 64-bit integers as doubles from their halves: a BigInt for each would cost ten times as much. */
function copyLong(
  values: BigInt64Array | BigUint64Array,
  target: Float64Array,
  factor: number,
): void {
  const low = new Uint32Array(values.buffer, values.byteOffset, values.length * 2);
  const high =
    values instanceof BigInt64Array
      ? new Int32Array(values.buffer, values.byteOffset, values.length * 2)
      : low;
  for (let row = 0; row < target.length; row++) {
    const long = (high[2 * row + 1] ?? 0) * 4_294_967_296 + (low[2 * row] ?? 0);
    target[row] = factor < 1 ? Math.floor(long * factor * 1000) / 1000 : long * factor;
  }
}

/** The whole numbers themselves where a double rounds one of them. */
function beyondDoubles(
  { type, data, length }: Column<unknown>,
  doubles: Float64Array,
): BigInt64Array | BigUint64Array | undefined {
  if (type.typeId !== Type.Int || type.bitWidth !== 64) return undefined;
  if (!doubles.some((double) => Math.abs(double) > Number.MAX_SAFE_INTEGER)) return undefined;
  const integers = type.signed ? new BigInt64Array(length) : new BigUint64Array(length);
  let start = 0;
  for (const batch of data) {
    integers.set((batch.values as BigInt64Array).subarray(0, batch.length), start);
    start += batch.length;
  }
  return integers;
}

/** Milliseconds per unit for times, 1 for other numbers; units are s, ms, µs, ns. */
function factorOf(type: DataType): number {
  if (type.typeId === Type.Timestamp) return [1000, 1, 1e-3, 1e-6][type.unit] ?? 1;
  if (type.typeId === Type.Date) return type.unit === 0 ? 86_400_000 : 1;
  return 1;
}

function booleansOf(column: Column<unknown>): Uint8Array {
  const values = new Uint8Array(column.length);
  let at = 0;
  for (const value of column) values[at++] = value === true ? 1 : 0;
  return values;
}

const utf8 = new TextDecoder();

function stringsOf(column: Column<unknown>): string[] {
  const values = new Array<string>(column.length);
  let at = 0;
  for (const value of column) values[at++] = toString(value);
  return values;
}

function toString(value: unknown): string {
  if (typeof value === 'string') return value;
  return value instanceof Uint8Array ? utf8.decode(value) : '';
}

function fromJson(text: string): unknown {
  return text === '' ? null : (JSON.parse(text) as unknown);
}

function toPlain(value: unknown): unknown {
  // A double would round it: as text it stays the one it is.
  if (typeof value === 'bigint')
    return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Map)
    return Object.fromEntries([...value].map(([key, inner]) => [String(key), toPlain(inner)]));
  if (Array.isArray(value)) return value.map(toPlain);
  if (ArrayBuffer.isView(value)) return Array.from(value as unknown as ArrayLike<unknown>, toPlain);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, toPlain(inner)]));
}
