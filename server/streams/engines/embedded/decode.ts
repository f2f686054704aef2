import type { Batch, EventSchema } from '@heliostat/sdk';
import { toEpochMs } from '../../event-time.ts';
import type { LogRecord } from '../../log/log.ts';

/** An event that could not be processed; `event` is its text when it is not a line of the record. */
export interface Rejection {
  seq: number;
  /** Slug of the step or sink, or `source`. */
  step: string;
  reason: string;
  event?: string;
}

type Row = Record<string, unknown>;

/** The events of a record as a batch with times in epoch milliseconds; what has none is rejected. */
export function decodeRecord(
  record: LogRecord,
  schema: EventSchema,
  reject: (rejection: Rejection) => void,
): Batch {
  const lines = parseLines(record, reject);
  const timeFields = schema.fields.filter(({ type }) => type === 'time').map(({ name }) => name);
  const rows: Row[] = [];
  const seqs = new Float64Array(lines.length);
  const times = new Float64Array(lines.length);
  for (const { row, seq } of lines) {
    for (const name of timeFields) {
      if (typeof row[name] === 'string') row[name] = toEpochMs(row[name]) ?? null;
    }
    const time = row[schema.time];
    if (typeof time !== 'number' || !Number.isFinite(time)) {
      reject({ seq, step: 'source', reason: `${schema.time}: no event time` });
      continue;
    }
    seqs[rows.length] = seq;
    times[rows.length] = time;
    rows.push(row);
  }
  const { length } = rows;
  return { rows, seqs: seqs.subarray(0, length), times: times.subarray(0, length) };
}

interface Line {
  row: Row;
  seq: number;
}

/** One parse for the whole record, as ingest has checked each line; line by line when it fails. */
function parseLines(record: LogRecord, reject: (rejection: Rejection) => void): Line[] {
  const text = record.payload.toString('utf8');
  const rows = tryParse(`[${text.trimEnd().replaceAll('\n', ',')}]`);
  if (Array.isArray(rows) && rows.length === record.count && rows.every(isRow)) {
    return rows.map((row, i) => ({ row, seq: record.offset + i }));
  }
  return text
    .trimEnd()
    .split('\n')
    .flatMap((line, i) => {
      const row = tryParse(line);
      const seq = record.offset + i;
      if (isRow(row)) return [{ row, seq }];
      reject({ seq, step: 'source', reason: 'not a JSON object' });
      return [];
    });
}

/** The lines of a record as they are in the log; split once, when the first one is asked for. */
export class RecordLines {
  readonly #record: LogRecord;
  #lines: readonly string[] | undefined;

  constructor(record: LogRecord) {
    this.#record = record;
  }

  /** Empty for an event of another record. */
  of(seq: number): string {
    const { payload, offset } = this.#record;
    this.#lines ??= payload.toString('utf8').split('\n');
    return this.#lines[seq - offset] ?? '';
  }
}

function tryParse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isRow(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
