import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  HeliostatError,
  toHeliostatError,
  type Sink,
  type SinkBatch,
  type SinkTarget,
} from '@heliostat/sdk';
import type { Client } from '../client.ts';
import { RowEncoder, partitionOf } from './rows.ts';
import { ensureTable, isPartitioned, tableName } from './table.ts';

/** One INSERT makes one part, so that it is atomic; ClickHouse splits past about a million rows. */
const maxRowsPerInsert = 500_000;
const maxBytesPerInsert = 128 * 1024 * 1024;
const insertSettings = {
  async_insert: 0,
  insert_deduplicate: 0,
  max_insert_block_size: '4000000',
  min_insert_block_size_rows: '4000000',
  min_insert_block_size_bytes: '1000000000',
  max_partitions_per_insert_block: 1,
  date_time_input_format: 'basic',
};

/** Rows of one partition, in the order of the log. */
interface Portion {
  partition: number;
  lines: string[];
  firstSeq: number;
  lastSeq: number;
}

/**
 * Writes rows exactly once. What is stored is read from the rows themselves: each carries its place
 * in the log, and a partition holds a prefix of the log's order.
 */
export class ClickHouseSink implements Sink {
  readonly #client: Client;
  readonly #target: SinkTarget;
  readonly #encoder: RowEncoder;
  /** Per partition, the last sequence that is stored; undefined until read, or in doubt. */
  #stored: Map<number, number> | undefined;
  /** An INSERT of which nobody knows whether it still runs. */
  #doubtful: string | undefined;

  constructor(client: Client, target: SinkTarget) {
    this.#client = client;
    this.#target = target;
    this.#encoder = new RowEncoder(target);
  }

  async open(signal: AbortSignal): Promise<void> {
    await ensureTable(this.#client, this.#target, signal);
    this.#stored = await this.#readStored(signal);
  }

  async write(batch: SinkBatch, signal: AbortSignal): Promise<void> {
    this.#stored ??= await this.#readStored(signal);
    for (const portion of this.#portions(batch, this.#stored)) await this.#insert(portion, signal);
  }

  async close(): Promise<void> {
    this.#stored = undefined;
  }

  /** The rows that are not stored yet, each INSERT within one partition and one atomic part. */
  #portions({ rows, seqs }: SinkBatch, stored: ReadonlyMap<number, number>): Portion[] {
    const portions: Portion[] = [];
    const open = new Map<number, Portion & { bytes: number }>();
    for (const [i, row] of rows.entries()) {
      const seq = seqs[i] ?? NaN;
      const timeMs = timeOf(row[this.#target.schema.time], this.#target);
      const partition = isPartitioned(this.#target) ? partitionOf(timeMs) : 0;
      if (this.#target.mode === 'append' && seq <= (stored.get(partition) ?? -1)) continue;
      const line = this.#encoder.encode(row, seq);
      let portion = open.get(partition);
      // Rows of one sequence stay together: "stored up to this sequence" must be true of a part.
      const isFull =
        portion !== undefined &&
        portion.lastSeq !== seq &&
        (portion.lines.length >= maxRowsPerInsert || portion.bytes >= maxBytesPerInsert);
      if (portion === undefined || isFull) {
        portion = { partition, lines: [], firstSeq: seq, lastSeq: seq, bytes: 0 };
        open.set(partition, portion);
        portions.push(portion);
      }
      portion.lines.push(line);
      portion.bytes += line.length;
      portion.lastSeq = seq;
    }
    return portions;
  }

  async #insert({ partition, lines, lastSeq }: Portion, signal: AbortSignal): Promise<void> {
    const id = randomUUID();
    try {
      await this.#client.insert(
        {
          id,
          sql: `INSERT INTO ${tableName(this.#target)} FORMAT JSONEachRow`,
          settings: insertSettings,
          signal,
        },
        Buffer.from(lines.join('')),
      );
      this.#stored?.set(partition, lastSeq);
    } catch (thrown) {
      // Whether the part was committed is not known: the next write reads it from the table.
      this.#stored = undefined;
      this.#doubtful = id;
      throw toHeliostatError(thrown, 'UNAVAILABLE');
    }
  }

  async #readStored(signal: AbortSignal): Promise<Map<number, number>> {
    if (this.#target.mode === 'upsert') return new Map();
    await this.#settle(signal);
    const rows = await this.#client.rows<{ partition: string; seq: string }>({
      sql: `SELECT toString(_partition_id) AS partition, toString(max(_seq)) AS seq
        FROM ${tableName(this.#target)} WHERE _pipeline = {pipeline:String} GROUP BY partition`,
      params: { pipeline: this.#target.pipeline },
      signal,
    });
    return new Map(rows.map(({ partition, seq }) => [Number(partition), Number(seq)]));
  }

  /** Waits until the INSERT in doubt does not run any more: it could commit after a look at the table. */
  async #settle(signal: AbortSignal): Promise<void> {
    const id = this.#doubtful;
    if (id === undefined) return;
    const deadline = performance.now() + settleWithinMs;
    for (let quiet = 0; quiet < quietLooks;) {
      if (performance.now() > deadline)
        throw new HeliostatError(
          'UNAVAILABLE',
          `table ${this.#target.table}: an insert still runs`,
          {
            hint: 'ClickHouse is overloaded, or hangs.',
            retryAfterSeconds: 5,
          },
        );
      // The embedded engine cannot take an id for a query; it marks it with a comment.
      const running = await this.#client.rows({
        sql: `SELECT 1 FROM system.processes WHERE query_id = {id:String}
          OR endsWith(Settings['log_comment'], {id:String}) AND query NOT LIKE '%system.processes%'`,
        params: { id },
        signal,
      });
      quiet = running.length === 0 ? quiet + 1 : 0;
      await sleep(settleEveryMs, undefined, { signal });
    }
    this.#doubtful = undefined;
  }
}

const settleWithinMs = 120_000;
const settleEveryMs = 50;
/** One look may fall between the request's arrival and its start. */
const quietLooks = 2;

function timeOf(value: unknown, { schema, table }: SinkTarget): number {
  const timeMs = typeof value === 'string' ? Date.parse(value) : Number(value);
  if (value !== null && value !== undefined && Number.isFinite(timeMs)) return timeMs;
  throw new HeliostatError(
    'INVALID_REQUEST',
    `table ${table}, field ${schema.time}: a row has no time`,
    {
      hint: 'Every row needs the event time, as epoch milliseconds.',
    },
  );
}
