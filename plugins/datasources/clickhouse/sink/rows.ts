import type { SchemaField, SinkBatch, SinkTarget } from '@heliostat/sdk';

type Row = SinkBatch['rows'][number];

/**
 * Rows as JSONCompactEachRow: one array each, in the order of `columns`. It takes ClickHouse two
 * thirds of the time of JSONEachRow. A value that it cannot take goes as it is, to be refused.
 */
export class RowEncoder {
  /** `_pipeline`, `_seq`, then the fields of the schema. */
  readonly columns: readonly string[];
  readonly #pipeline: string;
  readonly #fields: readonly (readonly [name: string, encode: Encode])[];

  constructor({ pipeline, schema: { fields } }: Pick<SinkTarget, 'pipeline' | 'schema'>) {
    this.#pipeline = pipeline;
    this.#fields = fields.map(({ name, type }) => [name, encoders[type]]);
    this.columns = ['_pipeline', '_seq', ...fields.map(({ name }) => name)];
  }

  encode(row: Row, seq: number): string {
    const values: unknown[] = [this.#pipeline, seq];
    for (const [name, encode] of this.#fields) {
      const value = row[name] ?? null;
      values.push(value === null ? null : encode(value));
    }
    return `${JSON.stringify(values)}\n`;
  }
}

type Encode = (value: unknown) => unknown;

const encoders: Readonly<Record<SchemaField['type'], Encode>> = {
  time: encodeTime,
  number: same,
  integer: same,
  boolean: same,
  string: (value) => (typeof value === 'string' ? value : JSON.stringify(value)),
  json: (value) => JSON.stringify(value),
};

function same(value: unknown): unknown {
  return value;
}

/** A DateTime64(3) takes a whole number as its own ticks: milliseconds. */
function encodeTime(value: unknown): unknown {
  if (typeof value !== 'number') return value;
  return Number.isFinite(value) ? Math.trunc(value) : String(value);
}

/** Characters that are turned into bytes at a time: few calls, and no text as long as the body. */
const pieceChars = 64 * 1024;

/** The body of one INSERT, put together from lines. */
export class RowBody {
  readonly #pieces: Buffer[] = [];
  #text = '';
  #bytes = 0;

  /** But for the last few lines, whose characters are counted instead. */
  get bytes(): number {
    return this.#bytes + this.#text.length;
  }

  add(line: string): void {
    this.#text += line;
    if (this.#text.length >= pieceChars) this.#cut();
  }

  finish(): Buffer {
    this.#cut();
    return Buffer.concat(this.#pieces);
  }

  #cut(): void {
    const piece = Buffer.from(this.#text);
    this.#text = '';
    this.#pieces.push(piece);
    this.#bytes += piece.length;
  }
}
