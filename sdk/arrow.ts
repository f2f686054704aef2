import {
  Column,
  Table,
  batchType,
  bool,
  columnFromArray,
  dictionary,
  field as arrowField,
  float64,
  int32,
  int64,
  tableToIPC,
  timestamp,
  uint64,
  utf8,
  type Batch,
  type DataType,
} from '@uwdata/flechette';
import { isNull, type ExactIntegers, type Field, type Frame } from './frame.ts';

export { frameFromArrow } from './arrow-decode.ts';
export { ArrowScan } from './arrow-scan.ts';

/**
 * The frame as one Arrow IPC stream, uncompressed. Doubles are copied once and never converted;
 * repeated strings become a dictionary. Labels, units and JSON travel as metadata of the field.
 */
export function frameToArrow(frame: Frame): Uint8Array {
  const columns = frame.fields.map((field) => columnOf(field, frame.length));
  const fields = frame.fields.map((field, i) =>
    arrowField(field.name, columns[i]?.type ?? float64(), true, metadataOf(field)),
  );
  const schema = { version: 4 as const, endianness: 0 as const, fields, metadata: null };
  const bytes = tableToIPC(new Table(schema, columns), { format: 'stream' });
  if (bytes === null) throw new TypeError('arrow: the stream was not finished');
  return bytes;
}

function metadataOf({ unit, labels, type }: Field): Map<string, string> {
  const beside = {
    ...(unit !== undefined && { unit }),
    ...(labels !== undefined && { labels }),
    ...(type === 'json' && { type }),
  };
  return new Map(Object.keys(beside).length === 0 ? [] : [['heliostat', JSON.stringify(beside)]]);
}

function columnOf(field: Field, length: number): Column<unknown> {
  switch (field.type) {
    case 'time':
      return column(timestamp(), toLongs(field.values), [field, length]);
    case 'number':
      return field.exact?.of === field.values
        ? column(integerType(field.exact), field.exact.integers, [field, length])
        : column(float64(), field.values, [field, length]);
    case 'boolean':
      return column(
        bool(),
        toBits(length, (row) => field.values[row] === 1),
        [field, length],
      );
    case 'string':
      return textColumn(field.values, [field, length]);
    case 'json':
      return textColumn(field.values.map(toJson), [field, length]);
  }
}

function integerType({ integers }: ExactIntegers): DataType {
  return integers instanceof BigInt64Array ? int64() : uint64();
}

type Sized = readonly [field: Field, length: number];

function column(type: DataType, values: BatchValues, [field, length]: Sized): Column<unknown> {
  const { validity, nullCount } = validityOf(field, length);
  return new Column([newBatch({ length, nullCount, type, validity, values })], type);
}

/** What flechette builds a batch of a column from; it types the classes loosely. */
interface BatchParts {
  length: number;
  nullCount: number;
  type: DataType;
  validity: Uint8Array;
  values: BatchValues;
  offsets?: Int32Array;
}

function newBatch(parts: BatchParts): Batch<unknown> {
  const BatchOfType = batchType(parts.type, {}) as new (parts: BatchParts) => Batch<unknown>;
  return new BatchOfType(parts);
}

type BatchValues = Float64Array | BigInt64Array | BigUint64Array | Uint8Array | Int32Array;

function toJson(value: unknown): string {
  return JSON.stringify(value ?? null);
}

function toLongs(values: Float64Array): BigInt64Array {
  const longs = new BigInt64Array(values.length);
  const low = new Uint32Array(longs.buffer);
  for (let row = 0; row < values.length; row++) {
    const ms = Math.round(values[row] ?? 0);
    if (!Number.isFinite(ms)) continue;
    low[2 * row] = ms;
    low[2 * row + 1] = Math.floor(ms / 4_294_967_296);
  }
  return longs;
}

function toBits(length: number, isSet: (row: number) => boolean): Uint8Array {
  const bits = new Uint8Array((length + 7) >> 3);
  for (let row = 0; row < length; row++)
    if (isSet(row)) bits[row >> 3] = (bits[row >> 3] ?? 0) | (1 << (row & 7));
  return bits;
}

function validityOf(field: Field, length: number) {
  if (field.nulls === undefined) return { validity: new Uint8Array(0), nullCount: 0 };
  let nullCount = 0;
  for (let row = 0; row < length; row++) if (isNull(field, row)) nullCount++;
  return { validity: toBits(length, (row) => !isNull(field, row)), nullCount };
}

/** A dictionary pays where values repeat; the codes are built either way to know it. */
function textColumn(values: readonly string[], sized: Sized): Column<unknown> {
  const codes = new Map<string, number>();
  const indices = Int32Array.from(values, (value) => {
    const code = codes.get(value) ?? codes.size;
    if (code === codes.size) codes.set(value, code);
    return code;
  });
  if (codes.size * 2 > values.length || values.length === 0) return plainText(values, sized);
  const words = columnFromArray([...codes.keys()], utf8());
  const made = column(dictionary(words.type, int32()), indices, sized);
  const [batch] = made.data;
  (batch as unknown as { setDictionary(words: object): void }).setDictionary(words);
  return made;
}

function plainText(values: readonly string[], [field, length]: Sized): Column<unknown> {
  const { validity, nullCount } = validityOf(field, length);
  const [built] = columnFromArray([...values], utf8()).data;
  const type = utf8();
  const offsets = (built?.offsets as Int32Array | undefined) ?? new Int32Array(1);
  const text = (built?.values as Uint8Array | undefined) ?? new Uint8Array(0);
  const parts = { length, nullCount, type, validity, offsets, values: text };
  return new Column([newBatch(parts)], type);
}
