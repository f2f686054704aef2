import { setTimeout as sleep } from 'node:timers/promises';
import { toHeliostatError, type Batch, type HeliostatError, type Sink } from '@heliostat/sdk';
import type { PlannedSink } from '../../pipeline/plan.ts';
import { pick } from './dataflow.ts';
import type { Rejection } from './decode.ts';

export interface SinkWriterOptions {
  sink: PlannedSink;
  /** A new sink, not yet open. */
  connect: () => Sink;
  signal: AbortSignal;
  /** The store does not answer; called before each wait, and with undefined when it does again. */
  onTrouble: (error: HeliostatError | undefined) => void;
  /** From 0 (included) to 1, for the jitter. */
  random: () => number;
}

const firstWaitMs = 100;
const longestWaitMs = 10_000;

/**
 * Writes to one sink until it is stored. After a failure nobody knows what the store has, so the
 * sink is opened again, which reads back, before the same rows are offered again.
 */
export class SinkWriter {
  readonly #options: SinkWriterOptions;
  #sink: Sink | undefined;

  constructor(options: SinkWriterOptions) {
    this.#options = options;
  }

  async open(): Promise<void> {
    await this.#persist(async (sink) => sink, 'INVALID_REQUEST');
  }

  /** Stores the rows; those that the store refuses come back with the reason. */
  async write(batch: Batch): Promise<Rejection[]> {
    const { rows, seqs } = batch;
    const refusal = await this.#persist((sink) => sink.write({ rows, seqs }, this.#options.signal));
    if (refusal === undefined) return [];
    const middle = splitPoint(batch, this.#options.sink.mode);
    if (middle === undefined) return this.#toRejections(batch, refusal);
    const indices = rows.map((_, i) => i);
    const first = await this.write(pick(batch, indices.slice(0, middle)));
    return [...first, ...(await this.write(pick(batch, indices.slice(middle))))];
  }

  async close(): Promise<void> {
    const sink = this.#sink;
    this.#sink = undefined;
    await sink?.close();
  }

  /** Runs until it succeeds (undefined) or the store refuses the rows themselves (the refusal). */
  async #persist(
    run: (sink: Sink) => Promise<unknown>,
    alsoRetry?: 'INVALID_REQUEST',
  ): Promise<HeliostatError | undefined> {
    for (let attempt = 0; ; attempt++) {
      try {
        await run((this.#sink ??= await this.#connect()));
        if (attempt > 0) this.#options.onTrouble(undefined);
        return undefined;
      } catch (thrown) {
        this.#options.signal.throwIfAborted();
        const error = toHeliostatError(thrown, 'PLUGIN_FAILED');
        if (error.code === 'INVALID_REQUEST' && alsoRetry === undefined && this.#sink) return error;
        await this.#backOff(error, attempt);
      }
    }
  }

  async #connect(): Promise<Sink> {
    const sink = this.#options.connect();
    await sink.open(this.#options.signal);
    return sink;
  }

  async #backOff(error: HeliostatError, attempt: number): Promise<void> {
    this.#options.onTrouble(error);
    await this.close().catch(() => undefined);
    const ceiling = Math.min(longestWaitMs, firstWaitMs * 2 ** Math.min(attempt, 20));
    const waitMs = ceiling * (0.5 + this.#options.random() / 2);
    await sleep(waitMs, undefined, { signal: this.#options.signal });
  }

  #toRejections({ rows, seqs }: Batch, { message }: HeliostatError): Rejection[] {
    const step = this.#options.sink.id;
    const reason = `refused: ${message}`;
    return rows.map((row, i) => ({ seq: seqs[i] ?? -1, step, reason, event: JSON.stringify(row) }));
  }
}

/**
 * Near the middle, between two sequences when there are any. Appended rows of one sequence are never
 * parted: a store that has the first of them takes the others for stored.
 */
function splitPoint({ seqs }: Batch, mode: PlannedSink['mode']): number | undefined {
  const middle = seqs.length >> 1;
  for (let distance = 0; distance <= middle; distance++) {
    for (const at of [middle - distance, middle + distance]) {
      if (at > 0 && at < seqs.length && seqs[at] !== seqs[at - 1]) return at;
    }
  }
  return mode === 'append' || middle === 0 ? undefined : middle;
}
