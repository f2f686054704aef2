import type { SchemaField, SinkBatch, SinkTarget } from '@heliostat/sdk';

type Row = SinkBatch['rows'][number];

/** `toYYYYMM` of ClickHouse, in UTC: what tables of sinks are partitioned by. */
export function partitionOf(timeMs: number): number {
  const date = new Date(timeMs);
  return date.getUTCFullYear() * 100 + date.getUTCMonth() + 1;
}

/** The rows as JSONEachRow, with `_pipeline` and `_seq`; a value ClickHouse cannot take goes as it is. */
export class RowEncoder {
  readonly #prefix: string;
  readonly #columns: readonly (readonly [name: string, key: string, encode: Encode])[];

  constructor({ pipeline, schema }: Pick<SinkTarget, 'pipeline' | 'schema'>) {
    this.#prefix = `{"_pipeline":${JSON.stringify(pipeline)},"_seq":`;
    this.#columns = schema.fields.map((field) => [
      field.name,
      `,${JSON.stringify(field.name)}:`,
      encoders[field.type],
    ]);
  }

  encode(row: Row, seq: number): string {
    let text = this.#prefix + String(seq);
    for (const [name, key, encode] of this.#columns) {
      const value = row[name];
      if (value !== null && value !== undefined) text += key + encode(value);
    }
    return text + '}\n';
  }
}

type Encode = (value: unknown) => string;

const encoders: Readonly<Record<SchemaField['type'], Encode>> = {
  // A DateTime64(3) takes a number as seconds; quoted, with the point, it is exact.
  time: (value) => (typeof value === 'number' ? encodeTime(value) : JSON.stringify(value)),
  number: (value) => JSON.stringify(value),
  integer: (value) => JSON.stringify(value),
  boolean: (value) => JSON.stringify(value),
  string: (value) =>
    typeof value === 'string' ? JSON.stringify(value) : JSON.stringify(JSON.stringify(value)),
  json: (value) => JSON.stringify(JSON.stringify(value)),
};

/** Epoch seconds with three decimals; before 1970, where a sign would be ambiguous, as a date. */
function encodeTime(timeMs: number): string {
  const ms = Math.trunc(timeMs);
  if (ms < 0) return `"${new Date(ms).toISOString().slice(0, 23).replace('T', ' ')}"`;
  return `"${Math.floor(ms / 1000)}.${String(ms % 1000).padStart(3, '0')}"`;
}
