import type { Batch, HeliostatError, Sink } from '@heliostat/sdk';
import type { PluginRegistry } from '../../../plugins/registry.ts';
import type { LogReader, LogRecord } from '../../log/log.ts';
import type { Checkpoint, StateChange } from '../../pipeline/checkpoint.ts';
import type { Commit } from '../../pipeline/pipelines.ts';
import type { Plan, PlannedSink } from '../../pipeline/plan.ts';
import { Dataflow, type Flow } from './dataflow.ts';
import { decodeRecord, lineOf, type Rejection } from './decode.ts';
import { toHead, usableSteps } from './position.ts';
import { SinkWriter } from './sink-writer.ts';
import type { Suspects } from './suspects.ts';
import { Wakeup } from './wakeup.ts';

/** How often what changed is written, and how often the position is stored. */
const cutIntervalMs = 250;
const checkpointIntervalMs = 2000;
const readBytes = 1_048_576;
/** Rows in memory for the sinks before they are written at once. */
const maxBufferedRows = 50_000;

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
export interface RunnerHost {
  plugins: Pick<PluginRegistry, 'get'>;
  checkpoint: Checkpoint;
  openReader(position: number): LogReader;
  connect(sink: PlannedSink): Sink;
  /** Makes dead letters durable. */
  storeRejections(rejections: readonly Rejection[]): Promise<void>;
  onCommit(commit: Omit<Commit, 'pipeline'>): void;
  onTrouble(error: HeliostatError | undefined): void;
  onNotice(fields: object, message: string): void;
  now(): number;
  random(): number;
}

export interface RunnerOptions {
  plan: Plan;
  host: RunnerHost;
  suspects: Suspects;
  /** Where to begin when the checkpoint is not that far. */
  from: number;
  signal: AbortSignal;
}

/** Rows and rejections up to a position, on their way into the stores. */
interface Cut {
  batches: ReadonlyMap<string, Batch>;
  rejections: readonly Rejection[];
  position: number;
  acceptedAtMs: number;
  processedAtMs: number;
  checkpoint: { changes: readonly StateChange[]; newestMs: number } | undefined;
}

/**
 * Runs a plan from its checkpoint until it is stopped. Throws StepFailure when a step throws and
 * whatever else goes wrong; nothing is lost by running again.
 */
export class Runner {
  readonly #options: RunnerOptions;
  readonly #dataflow: Dataflow;
  readonly #writers = new Map<string, SinkWriter>();
  readonly #wakeup = new Wakeup();
  readonly #source: Flow = { in: 0, out: 0, rejected: 0 };
  #head = 0;
  #position = 0;
  #newestMs = -Infinity;
  #acceptedAtMs = 0;
  #rejections: Rejection[] = [];
  #record: LogRecord | undefined;
  #checkpointPosition = 0;
  #checkpointAtMs: number | undefined;
  /** What the last cut with a checkpoint holds; it may still be on its way. */
  #sealed = { position: 0, atMs: 0 };
  #obsolete: readonly string[] = [];
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
    this.#restore();
    const reader = this.#options.host.openReader(this.#position);
    try {
      await this.#openSinks();
      await this.#loop(reader);
      await this.#cut({ checkpoint: true });
      await this.#writing;
      this.#throwWriteFailure();
    } finally {
      await this.#writing;
      await reader.close();
      for (const writer of this.#writers.values()) await writer.close().catch(() => undefined);
    }
  }

  #restore(): void {
    const { plan, host, from } = this.#options;
    const head = host.checkpoint.head();
    this.#position = Math.max(from, head?.position ?? 0);
    if (head === undefined) return;
    this.#checkpointPosition = head.position;
    this.#checkpointAtMs = head.atMs;
    this.#sealed = { position: head.position, atMs: head.atMs };
    this.#newestMs = head.newestMs ?? -Infinity;
    const usable = usableSteps(plan, head, (step) => {
      host.onNotice({ step }, 'the step has changed: its state is dropped, the position is kept');
    });
    this.#obsolete = Object.keys(head.fingerprints).filter((step) => !usable.has(step));
    this.#dataflow.restore((step) => (usable.has(step) ? host.checkpoint.state(step) : []));
  }

  async #openSinks(): Promise<void> {
    const { plan, host, signal } = this.#options;
    for (const sink of plan.sinks) {
      const connect = () => host.connect(sink);
      const onTrouble = (error: HeliostatError | undefined) => host.onTrouble(error);
      const random = () => host.random();
      this.#writers.set(sink.id, new SinkWriter({ sink, connect, signal, onTrouble, random }));
    }
    await Promise.all([...this.#writers.values()].map((writer) => writer.open()));
    this.#isReady = true;
  }

  async #loop(reader: LogReader): Promise<void> {
    let skipped = 0;
    while (!this.#stopping) {
      this.#options.signal.throwIfAborted();
      const records = await reader.next(this.#head, readBytes);
      for (const record of records) await this.#processRecord(record);
      if (reader.skipped > skipped) {
        skipped = reader.skipped;
        this.#options.host.onNotice(
          { skipped },
          'events were gone from the log before they were read',
        );
      }
      await this.#cutWhenDue();
      this.#throwWriteFailure();
      if (records.length === 0) await this.#wakeup.wait(Math.min(this.#untilCutMs(), 60_000));
    }
  }

  async #processRecord(record: LogRecord): Promise<void> {
    if (record.offset + record.count <= this.#position) return;
    const { plan } = this.#options;
    this.#record = record;
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
    if (this.#dataflow.buffered >= maxBufferedRows) await this.#cut({ checkpoint: false });
  }

  async #cutWhenDue(): Promise<void> {
    if (this.#untilCutMs() > 0) return;
    const { atMs } = this.#sealed;
    const checkpoint = this.#options.host.now() - atMs >= checkpointIntervalMs;
    await this.#cut({ checkpoint });
  }

  /** Infinity when everything is written and its position stored. */
  #untilCutMs(): number {
    const now = this.#options.host.now();
    if (this.#dirty) return this.#lastCutMs + cutIntervalMs - now;
    const { position, atMs } = this.#sealed;
    return position < this.#position ? atMs + checkpointIntervalMs - now : Infinity;
  }

  /** Hands what there is to the stores; waits for the cut before it. */
  async #cut({ checkpoint }: { checkpoint: boolean }): Promise<void> {
    await this.#writing;
    this.#throwWriteFailure();
    if (this.#position > 0) this.#dataflow.flush(this.#position - 1);
    const { host } = this.#options;
    const cut: Cut = {
      batches: this.#dataflow.take(),
      rejections: this.#rejections,
      position: this.#position,
      acceptedAtMs: this.#acceptedAtMs,
      processedAtMs: host.now(),
      checkpoint: checkpoint
        ? { changes: this.#dataflow.changes(), newestMs: this.#newestMs }
        : undefined,
    };
    this.#rejections = [];
    this.#lastCutMs = host.now();
    if (checkpoint) this.#sealed = { position: this.#position, atMs: this.#lastCutMs };
    this.#dirty = false;
    this.#writing = this.#write(cut).catch((error: unknown) => {
      this.#writeFailure = error;
    });
  }

  async #write(cut: Cut): Promise<void> {
    const { host } = this.#options;
    if (cut.rejections.length > 0) await host.storeRejections(cut.rejections);
    await Promise.all([...cut.batches].map(([sink, batch]) => this.#writeSink(sink, batch, cut)));
    if (cut.checkpoint === undefined) return;
    const { changes, newestMs } = cut.checkpoint;
    const head = toHead(this.#options.plan, { position: cut.position, newestMs, atMs: host.now() });
    await host.checkpoint.save(head, { changes, obsolete: this.#obsolete });
    this.#obsolete = [];
    this.#checkpointPosition = cut.position;
    this.#checkpointAtMs = head.atMs;
  }

  async #writeSink(id: string, batch: Batch, cut: Cut): Promise<void> {
    const { plan, host } = this.#options;
    const sink = plan.sinks.find((candidate) => candidate.id === id);
    const flow = this.#dataflow.flows.get(id);
    const refused = await this.#writers.get(id)?.write(batch);
    if (sink === undefined || flow === undefined || refused === undefined) return;
    if (refused.length > 0) await host.storeRejections(refused);
    flow.in += batch.rows.length;
    flow.out += batch.rows.length - refused.length;
    flow.rejected += refused.length;
    const [from, to] = rangeOf(batch.times);
    host.onCommit({
      datasource: sink.datasource,
      table: sink.table,
      from,
      to,
      rows: batch.rows.length - refused.length,
      acceptedAtMs: cut.acceptedAtMs,
      processedAtMs: cut.processedAtMs,
      committedAtMs: host.now(),
    });
  }

  #reject(rejection: Rejection): void {
    const { seq } = rejection;
    const event = rejection.event ?? (this.#record && lineOf(this.#record, seq)) ?? '';
    this.#rejections.push({ ...rejection, event });
  }

  #throwWriteFailure(): void {
    if (this.#writeFailure === undefined) return;
    const failure = this.#writeFailure;
    this.#writeFailure = undefined;
    throw failure as Error;
  }
}

function rangeOf(times: Float64Array): [from: number, to: number] {
  let [from, to] = [Infinity, -Infinity];
  for (const time of times) {
    if (time < from) from = time;
    if (time > to) to = time;
  }
  return [from, to];
}
