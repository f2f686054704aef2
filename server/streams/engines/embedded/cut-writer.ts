import type { Batch, HeliostatError, Sink } from '@heliostat/sdk';
import type { Checkpoint, CheckpointHead, StateChange } from '../../pipeline/checkpoint.ts';
import type { Commit } from '../../pipeline/pipelines.ts';
import type { Plan, PlannedSink } from '../../pipeline/plan.ts';
import type { Flow } from './dataflow.ts';
import type { Rejection } from './decode.ts';
import { toHead } from './position.ts';
import { SinkWriter } from './sink-writer.ts';

/** Rows and rejections up to a position, on their way into the stores. */
export interface Cut {
  /** By slug of the sink. */
  batches: ReadonlyMap<string, Batch>;
  rejections: readonly Rejection[];
  /** Next event after those in it. */
  position: number;
  acceptedAtMs: number;
  processedAtMs: number;
  /** What goes with the position when it is stored as well. */
  checkpoint: { changes: readonly StateChange[]; newestMs: number } | undefined;
}

/** What it takes to store a cut. */
export interface CutWriterHost {
  checkpoint: Pick<Checkpoint, 'save'>;
  /** A sink that is not open yet. */
  connect(sink: PlannedSink): Sink;
  /** Makes dead letters durable. */
  storeRejections(rejections: readonly Rejection[]): Promise<void>;
  onCommit(commit: Omit<Commit, 'pipeline'>): void;
  onTrouble(error: HeliostatError | undefined): void;
  now(): number;
  random(): number;
}

export interface CutWriterOptions {
  plan: Plan;
  host: CutWriterHost;
  signal: AbortSignal;
  /** Counts of each sink, by slug; kept up to date. */
  flows: ReadonlyMap<string, Flow>;
  /** Steps whose stored state goes with the first checkpoint. */
  obsolete: readonly string[];
}

/**
 * Brings cuts into the stores, one after the other: first what was rejected, then the rows, at last
 * the position. A crash in between leaves a position before what is stored, never after it.
 */
export class CutWriter {
  readonly #options: CutWriterOptions;
  readonly #sinks: readonly { planned: PlannedSink; writer: SinkWriter }[];
  #obsolete: readonly string[];

  constructor(options: CutWriterOptions) {
    this.#options = options;
    this.#obsolete = options.obsolete;
    const { plan, host, signal } = options;
    this.#sinks = plan.sinks.map((planned) => {
      const connect = () => host.connect(planned);
      const onTrouble = (error: HeliostatError | undefined) => host.onTrouble(error);
      const random = () => host.random();
      const writer = new SinkWriter({ sink: planned, connect, signal, onTrouble, random });
      return { planned, writer };
    });
  }

  async open(): Promise<void> {
    await Promise.all(this.#sinks.map(({ writer }) => writer.open()));
  }

  /** The head of the checkpoint, when the cut has one. */
  async write(cut: Cut): Promise<CheckpointHead | undefined> {
    const { plan, host } = this.#options;
    if (cut.rejections.length > 0) await host.storeRejections(cut.rejections);
    await Promise.all(this.#sinks.map((sink) => this.#writeSink(sink, cut)));
    if (cut.checkpoint === undefined) return undefined;
    const { changes, newestMs } = cut.checkpoint;
    const head = toHead(plan, { position: cut.position, newestMs, atMs: host.now() });
    await host.checkpoint.save(head, { changes, obsolete: this.#obsolete });
    this.#obsolete = [];
    return head;
  }

  async close(): Promise<void> {
    for (const { writer } of this.#sinks) await writer.close().catch(() => undefined);
  }

  async #writeSink(
    { planned, writer }: { planned: PlannedSink; writer: SinkWriter },
    { batches, acceptedAtMs, processedAtMs }: Cut,
  ): Promise<void> {
    const batch = batches.get(planned.id);
    if (batch === undefined) return;
    const { host, flows } = this.#options;
    const refused = await writer.write(batch);
    if (refused.length > 0) await host.storeRejections(refused);
    const rows = batch.rows.length - refused.length;
    const flow = flows.get(planned.id);
    if (flow !== undefined) {
      flow.in += batch.rows.length;
      flow.out += rows;
      flow.rejected += refused.length;
    }
    if (rows === 0) return;
    const { datasource, table } = planned;
    const times = { acceptedAtMs, processedAtMs, committedAtMs: host.now() };
    host.onCommit({ datasource, table, ...rangeOf(batch.times), rows, ...times });
  }
}

function rangeOf(times: Float64Array): { from: number; to: number } {
  let [from, to] = [Infinity, -Infinity];
  for (const time of times) {
    if (time < from) from = time;
    if (time > to) to = time;
  }
  return { from, to };
}
