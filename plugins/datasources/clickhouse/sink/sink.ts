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
import { quoteName } from '../sql/quote.ts';
import { Partitions } from './partition.ts';
import { RowBody, RowEncoder } from './rows.ts';
import { ensureTable, tableName } from './table.ts';

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
  // A null in a column that takes none becomes the column's default, as if it had been left out.
  input_format_null_as_default: 1,
};

/** Rows of one partition, in the order of the log. */
interface Portion {
  partition: number;
  body: RowBody;
  rows: number;
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
  readonly #partitions: Partitions;
  readonly #insertSql: string;
  /** How the id of each INSERT begins; it travels in a header, so it must be ASCII. */
  readonly #mark: string;
  /** Per partition, the last sequence that is stored; undefined until read, or in doubt. */
  #stored: Map<number, number> | undefined;

  constructor(client: Client, target: SinkTarget) {
    this.#client = client;
    this.#target = target;
    this.#encoder = new RowEncoder(target);
    this.#partitions = new Partitions(target);
    const columns = this.#encoder.columns.map(quoteName).join(', ');
    this.#insertSql = `INSERT INTO ${tableName(target)} (${columns}) FORMAT JSONCompactEachRow`;
    this.#mark = `${encodeURIComponent(target.pipeline)} `;
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
    const isAppend = this.#target.mode === 'append';
    const portions: Portion[] = [];
    const open = new Map<number, Portion>();
    for (const [i, row] of rows.entries()) {
      const seq = seqs[i] ?? NaN;
      const partition = this.#partitions.of(row);
      if (isAppend && seq <= (stored.get(partition) ?? -1)) continue;
      let portion = open.get(partition);
      if (portion === undefined || isFull(portion, seq)) {
        portion = { partition, body: new RowBody(), rows: 0, lastSeq: seq };
        open.set(partition, portion);
        portions.push(portion);
      }
      portion.body.add(this.#encoder.encode(row, seq));
      portion.rows++;
      portion.lastSeq = seq;
    }
    return portions;
  }

  async #insert({ partition, body, lastSeq }: Portion, signal: AbortSignal): Promise<void> {
    const id = this.#mark + randomUUID();
    const insert = { id, sql: this.#insertSql, settings: insertSettings, signal };
    try {
      await this.#client.insert(insert, body.finish());
      this.#stored?.set(partition, lastSeq);
    } catch (thrown) {
      // Whether the part was committed is not known: the next write reads it from the table.
      this.#stored = undefined;
      throw toHeliostatError(thrown, 'UNAVAILABLE');
    }
  }

  async #readStored(signal: AbortSignal): Promise<Map<number, number>> {
    const { pipeline, mode } = this.#target;
    if (mode === 'upsert') return new Map();
    await this.#settle(signal);
    const rows = await this.#client.rows<{ partition: string; seq: string }>({
      sql: `SELECT toString(_partition_id) AS partition, toString(max(_seq)) AS seq
        FROM ${tableName(this.#target)} WHERE _pipeline = {pipeline:String} GROUP BY partition`,
      params: { pipeline },
      signal,
    });
    return new Map(rows.map(({ partition, seq }) => [Number(partition), Number(seq)]));
  }

  /**
   * Waits until no INSERT of this pipeline runs any more: one whose answer never came, also to a
   * thread or server that is gone, could commit after a look at the table.
   */
  async #settle(signal: AbortSignal): Promise<void> {
    const deadline = performance.now() + settleWithinMs;
    let quiet = 0;
    for (;;) {
      quiet = (await this.#isInserting(signal)) ? 0 : quiet + 1;
      if (quiet === quietLooks) return;
      if (performance.now() > deadline)
        throw new HeliostatError(
          'UNAVAILABLE',
          `table ${this.#target.table}: an insert still runs`,
          { hint: 'ClickHouse is overloaded, or hangs.', retryAfterSeconds: 5 },
        );
      await sleep(settleEveryMs, undefined, { signal });
    }
  }

  async #isInserting(signal: AbortSignal): Promise<boolean> {
    // The embedded engine cannot take an id for a query; it marks it with a comment.
    const running = await this.#client.rows({
      sql: `SELECT 1 FROM system.processes WHERE query NOT LIKE '%system.processes%'
        AND (startsWith(query_id, {id:String}) OR startsWith(Settings['log_comment'], {id:String}))`,
      params: { id: this.#mark },
      signal,
    });
    return running.length > 0;
  }
}

const settleWithinMs = 120_000;
const settleEveryMs = 50;
/** One look may fall between the request's arrival and its start. */
const quietLooks = 2;

/** Rows of one sequence stay together: "stored up to this sequence" must be true of a part. */
function isFull({ rows, body, lastSeq }: Portion, seq: number): boolean {
  return lastSeq !== seq && (rows >= maxRowsPerInsert || body.bytes >= maxBytesPerInsert);
}
