import type { PluginRegistry } from '../../../plugins/registry.ts';
import type { LogReader, LogRecord } from '../../log/log.ts';
import type { Checkpoint } from '../../pipeline/checkpoint.ts';
import type { Plan } from '../../pipeline/plan.ts';
import { CutWriter, type CutWriterHost } from './cut-writer.ts';
import { Dataflow, type Flow } from './dataflow.ts';
import { RecordLines, decodeRecord, type Rejection } from './decode.ts';
import { usableSteps } from './position.ts';
import type { Suspects } from './suspects.ts';
import { Wakeup } from './wakeup.ts';

/** How often what changed is written, and how often the position is stored. */
const cutIntervalMs = 250;
/** The same while there is more to read: a store takes few large batches more easily. */
const behindCutIntervalMs = 1000;
const checkpointIntervalMs = 2000;
const readBytes = 1_048_576;
/** What is in memory for the sinks before it is written at once: rows, or bytes of the log behind them. */
const maxBufferedRows = 50_000;
const maxBufferedBytes = 16 * 1_048_576;

export interface RunnerProgress {
  /** The stores are open. */
  isReady: boolean;
  position: number;
  checkpointPosition: number;
  checkpointAtMs: number | undefined;
  /** When the last record processed became durable. */
  acceptedAtMs: number;
  source: Flow;
  flows: ReadonlyMap<string, Flow>;
}

/** What a runner needs from the outside; tests give it all of it in one thread. */
export interface RunnerHost extends CutWriterHost {
  plugins: Pick<PluginRegistry, 'get'>;
  checkpoint: Checkpoint;
  openReader(position: number): LogReader;
  onNotice(fields: object, message: string): void;
}

export interface RunnerOptions {
  plan: Plan;
  host: RunnerHost;
  suspects: Suspects;
  /** Where to begin when the checkpoint is not that far. */
  from: number;
  signal: AbortSignal;
}

/**
 * Runs a plan from its checkpoint until it is stopped. Throws StepFailure when a step throws and
 * whatever else goes wrong; nothing is lost by running again.
 */
export class Runner {
  readonly #options: RunnerOptions;
  readonly #dataflow: Dataflow;
  readonly #wakeup = new Wakeup();
  readonly #source: Flow = { in: 0, out: 0, rejected: 0 };
  #head = 0;
  #position = 0;
  #newestMs = -Infinity;
  #acceptedAtMs = 0;
  #rejections: Rejection[] = [];
  /** Of the record being processed. */
  #lines: RecordLines | undefined;
  /** Of the log, since the last cut: bounds rows and rejections. */
  #bufferedBytes = 0;
  #checkpointPosition = 0;
  #checkpointAtMs: number | undefined;
  /** What the last cut with a checkpoint holds; it may still be on its way. */
  #sealed = { position: 0, atMs: 0 };
  #lastCutMs = 0;
  #dirty = false;
  /** The cut being written; one at a time, while the next records are processed. */
  #writing: Promise<void> = Promise.resolve();
  #writeFailure: unknown;
  #stopping = false;
  #isReady = false;

  constructor(options: RunnerOptions) {
    this.#options = options;
    const { plan, host, suspects } = options;
    this.#dataflow = new Dataflow({
      plan,
      plugins: host.plugins,
      poison: suspects.poison,
      careful: suspects.careful,
      reject: (rejection) => this.#reject(rejection),
    });
  }

  get progress(): RunnerProgress {
    return {
      isReady: this.#isReady,
      position: this.#position,
      checkpointPosition: this.#checkpointPosition,
      checkpointAtMs: this.#checkpointAtMs,
      acceptedAtMs: this.#acceptedAtMs,
      source: this.#source,
      flows: this.#dataflow.flows,
    };
  }

  /** Events below `head` are durable and may be read. */
  announce(head: number): void {
    if (head <= this.#head) return;
    this.#head = head;
    this.#wakeup.wake();
  }

  /** Ends `run` after the batch in hand and a checkpoint. */
  stop(): void {
    this.#stopping = true;
    this.#wakeup.wake();
  }

  async run(): Promise<void> {
    const { plan, host, signal } = this.#options;
    const obsolete = this.#restore();
    const { flows } = this.#dataflow;
    const writer = new CutWriter({ plan, host, signal, flows, obsolete });
    const reader = host.openReader(this.#position);
    try {
      await writer.open();
      this.#isReady = true;
      await this.#loop(reader, writer);
      await this.#cut(writer, { checkpoint: true });
      await this.#writing;
      this.#throwWriteFailure();
    } finally {
      await this.#writing;
      await reader.close();
      await writer.close();
    }
  }

  /** Takes position and state from the checkpoint; returns the steps whose state is of no use. */
  #restore(): readonly string[] {
    const { plan, host, from } = this.#options;
    const head = host.checkpoint.head();
    this.#position = Math.max(from, head?.position ?? 0);
    if (head === undefined) return [];
    this.#checkpointPosition = head.position;
    this.#checkpointAtMs = head.atMs;
    this.#sealed = { position: head.position, atMs: head.atMs };
    this.#newestMs = head.newestMs ?? -Infinity;
    const usable = usableSteps(plan, head, (step) => {
      host.onNotice({ step }, 'the step has changed: its state is dropped, the position is kept');
    });
    this.#dataflow.restore((step) => (usable.has(step) ? host.checkpoint.state(step) : []));
    return Object.keys(head.fingerprints).filter((step) => !usable.has(step));
  }

  async #loop(reader: LogReader, writer: CutWriter): Promise<void> {
    let skipped = 0;
    while (!this.#stopping) {
      this.#options.signal.throwIfAborted();
      const records = await reader.next(this.#head, readBytes);
      for (const record of records) await this.#processRecord(record, writer);
      if (reader.skipped > skipped) {
        skipped = reader.skipped;
        this.#options.host.onNotice(
          { skipped },
          'events were gone from the log before they were read',
        );
      }
      await this.#cutWhenDue(writer);
      this.#throwWriteFailure();
      if (records.length === 0) await this.#wakeup.wait(Math.min(this.#untilCutMs(), 60_000));
    }
  }

  async #processRecord(record: LogRecord, writer: CutWriter): Promise<void> {
    if (record.offset + record.count <= this.#position) return;
    const { plan } = this.#options;
    this.#lines = new RecordLines(record);
    this.#bufferedBytes += record.payload.length;
    const batch = decodeRecord(record, plan.input, (rejection) => this.#reject(rejection));
    this.#source.in += record.count;
    this.#source.out += batch.rows.length;
    this.#source.rejected += record.count - batch.rows.length;
    this.#dataflow.process(batch);
    for (const time of batch.times) if (time > this.#newestMs) this.#newestMs = time;
    const last = record.offset + record.count - 1;
    const anyFinal =
      this.#newestMs > -Infinity && this.#dataflow.advance(this.#newestMs - plan.latenessMs, last);
    this.#position = last + 1;
    this.#acceptedAtMs = record.acceptedAtMs;
    this.#dirty = true;
    // What else changed goes with what is final, so that a sequence a store has is complete.
    if (anyFinal) this.#dataflow.flush(last);
    if (this.#isFull()) await this.#cut(writer, { checkpoint: false });
  }

  #isFull(): boolean {
    return this.#dataflow.buffered >= maxBufferedRows || this.#bufferedBytes >= maxBufferedBytes;
  }

  async #cutWhenDue(writer: CutWriter): Promise<void> {
    if (this.#untilCutMs() > 0) return;
    const { atMs } = this.#sealed;
    const checkpoint = this.#options.host.now() - atMs >= checkpointIntervalMs;
    await this.#cut(writer, { checkpoint });
  }

  /** Infinity when everything is written and its position stored. */
  #untilCutMs(): number {
    const now = this.#options.host.now();
    const intervalMs = this.#position < this.#head ? behindCutIntervalMs : cutIntervalMs;
    if (this.#dirty) return this.#lastCutMs + intervalMs - now;
    const { position, atMs } = this.#sealed;
    return position < this.#position ? atMs + checkpointIntervalMs - now : Infinity;
  }

  /** Hands what there is to the stores; waits for the cut before it. */
  async #cut(writer: CutWriter, { checkpoint }: { checkpoint: boolean }): Promise<void> {
    await this.#writing;
    this.#throwWriteFailure();
    if (this.#position > 0) this.#dataflow.flush(this.#position - 1);
    const nowMs = this.#options.host.now();
    const written = writer.write({
      batches: this.#dataflow.take(),
      rejections: this.#rejections,
      position: this.#position,
      acceptedAtMs: this.#acceptedAtMs,
      processedAtMs: nowMs,
      checkpoint: checkpoint
        ? { changes: this.#dataflow.changes(), newestMs: this.#newestMs }
        : undefined,
    });
    this.#rejections = [];
    this.#bufferedBytes = 0;
    this.#lastCutMs = nowMs;
    if (checkpoint) this.#sealed = { position: this.#position, atMs: nowMs };
    this.#dirty = false;
    this.#writing = this.#noteWritten(written);
  }

  /** Never rejects: a failure is thrown by whoever looks next. */
  async #noteWritten(written: ReturnType<CutWriter['write']>): Promise<void> {
    try {
      const head = await written;
      if (head === undefined) return;
      this.#checkpointPosition = head.position;
      this.#checkpointAtMs = head.atMs;
    } catch (error) {
      this.#writeFailure = error;
    }
  }

  #reject(rejection: Rejection): void {
    const event = rejection.event ?? this.#lines?.of(rejection.seq) ?? '';
    this.#rejections.push({ ...rejection, event });
  }

  #throwWriteFailure(): void {
    if (this.#writeFailure === undefined) return;
    const failure = this.#writeFailure;
    this.#writeFailure = undefined;
    throw failure as Error;
  }
}
