import { HeliostatError, type Batch, type Processor } from '@heliostat/sdk';
import type { PluginRegistry } from '../../../plugins/registry.ts';
import type { StateChange } from '../../pipeline/checkpoint.ts';
import type { Plan, PlannedSink, PlannedStep } from '../../pipeline/plan.ts';
import type { Rejection } from './decode.ts';

/** Events that made a step throw: slug of the step to sequence to reason. */
export type Poison = ReadonlyMap<string, ReadonlyMap<number, string>>;

export interface DataflowOptions {
  plan: Plan;
  plugins: Pick<PluginRegistry, 'get'>;
  poison: Poison;
  /** Slug of a step that gets one event at a time, to find the one it fails at. */
  careful?: string | undefined;
  reject: (rejection: Rejection) => void;
}

/** Counts since the start, of a step or sink. */
export interface Flow {
  in: number;
  out: number;
  rejected: number;
}

interface Target {
  nodes: Node[];
  sinks: PlannedSink[];
}

interface Node extends Target {
  step: PlannedStep;
  processor: Processor;
  flow: Flow;
}

/** Where rows come from: log events, final results, or results that may still change. */
type Origin = 'event' | 'final' | 'provisional';

/** A step threw; `batch` is what it was given, when it was given any. */
export class StepFailure extends Error {
  readonly step: string;
  readonly batch: Batch | undefined;

  constructor(step: string, batch: Batch | undefined, cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.step = step;
    this.batch = batch;
  }
}

/**
 * The processors of a plan, wired. Synchronous and without a clock: what it emits is a function of
 * the records, the watermarks and the moments of `flush`.
 */
export class Dataflow {
  readonly flows = new Map<string, Flow>();
  /** Rows for each sink since they were last taken, in order. */
  readonly #emitted = new Map<string, Batch[]>();
  readonly #nodes: Node[] = [];
  readonly #source: Target = { nodes: [], sinks: [] };
  readonly #options: DataflowOptions;
  /** What is being processed, for those who reject. */
  #current: { batch: Batch; origin: Origin } | undefined;
  #buffered = 0;

  constructor(options: DataflowOptions) {
    this.#options = options;
    for (const step of options.plan.steps) this.#addStep(step);
    for (const sink of options.plan.sinks) {
      this.#target(sink.from).sinks.push(sink);
      this.flows.set(sink.id, { in: 0, out: 0, rejected: 0 });
      this.#emitted.set(sink.id, []);
    }
  }

  /** Rows waiting to be taken by all sinks. */
  get buffered(): number {
    return this.#buffered;
  }

  process(batch: Batch): void {
    this.#deliver(this.#source, batch, 'event');
  }

  /** Emits what is final at a time; true when there was any. `seq`: the last event of the record. */
  advance(watermarkMs: number, seq: number): boolean {
    let any = false;
    for (const node of this.#nodes) {
      const batch = this.#call(node, () => node.processor.onWatermark?.(watermarkMs));
      if (batch === undefined || batch.rows.length === 0) continue;
      any = true;
      this.#emit(node, restamp(batch, seq), 'final');
    }
    return any;
  }

  /** Emits what changed and may still change; only upsert sinks and steps without state see it. */
  flush(seq: number): void {
    for (const node of this.#nodes) {
      const batch = this.#call(node, () => node.processor.flush?.());
      if (batch !== undefined) this.#emit(node, restamp(batch, seq), 'provisional');
    }
  }

  take(): Map<string, Batch> {
    const taken = new Map<string, Batch>();
    for (const [sink, batches] of this.#emitted) {
      if (batches.length > 0) taken.set(sink, concat(batches));
      this.#emitted.set(sink, []);
    }
    this.#buffered = 0;
    return taken;
  }

  changes(): StateChange[] {
    return this.#nodes.flatMap(({ step, processor }) =>
      Array.from(processor.state?.changes() ?? [], ([key, bytes]) => ({
        step: step.id,
        key,
        bytes,
      })),
    );
  }

  restore(read: (step: string) => Iterable<readonly [string, Uint8Array]>): void {
    for (const { step, processor } of this.#nodes) processor.state?.restore(read(step.id));
  }

  #addStep(step: PlannedStep): void {
    const flow = { in: 0, out: 0, rejected: 0 };
    const processor = createProcessor(step, this.#options, (seq, reason) => {
      this.#reject(step.id, seq, reason);
    });
    const node = { step, processor, flow, nodes: [], sinks: [] };
    this.#target(step.from).nodes.push(node);
    this.#nodes.push(node);
    this.flows.set(step.id, flow);
  }

  #target(from: string | undefined): Target {
    return this.#nodes.find((node) => node.step.id === from) ?? this.#source;
  }

  #deliver(target: Target, batch: Batch, origin: Origin): void {
    if (batch.rows.length === 0) return;
    for (const sink of target.sinks) {
      if (origin === 'provisional' && sink.mode === 'append') continue;
      this.#emitted.get(sink.id)?.push(batch);
      this.#buffered += batch.rows.length;
    }
    for (const node of target.nodes) {
      // A step with state would count a result again each time it changes: it sees the final one.
      if (origin === 'provisional' && isStateful(node.processor)) continue;
      this.#processIn(node, batch, origin);
    }
  }

  #processIn(node: Node, batch: Batch, origin: Origin): void {
    const { careful } = this.#options;
    const sound = this.#withoutPoison(node, batch, origin);
    node.flow.in += batch.rows.length;
    const parts = careful === node.step.id ? singles(sound) : [sound];
    for (const part of parts) {
      this.#current = { batch: part, origin };
      this.#emit(
        node,
        this.#call(node, () => node.processor.process(part), part),
        origin,
      );
    }
  }

  #emit(node: Node, batch: Batch, origin: Origin): void {
    node.flow.out += batch.rows.length;
    this.#deliver(node, batch, origin);
  }

  #call<T>(node: Node, run: () => T, batch?: Batch): T {
    try {
      return run();
    } catch (error) {
      throw new StepFailure(node.step.id, batch, error);
    }
  }

  #withoutPoison(node: Node, batch: Batch, origin: Origin): Batch {
    const poison = this.#options.poison.get(node.step.id);
    if (poison === undefined || poison.size === 0) return batch;
    this.#current = { batch, origin };
    const kept: number[] = [];
    batch.seqs.forEach((seq, i) => {
      const reason = poison.get(seq);
      if (reason === undefined) kept.push(i);
      else this.#reject(node.step.id, seq, reason);
    });
    return kept.length === batch.rows.length ? batch : pick(batch, kept);
  }

  #reject(step: string, seq: number, reason: string): void {
    const { batch, origin } = this.#current ?? {};
    // It will be judged again when it is final.
    if (origin === 'provisional') return;
    const flow = this.flows.get(step);
    if (flow !== undefined) flow.rejected++;
    const at = origin === 'final' ? (batch?.seqs.indexOf(seq) ?? -1) : -1;
    const row = batch?.rows[at];
    this.#options.reject({ seq, step, reason, ...(row && { event: JSON.stringify(row) }) });
  }
}

/** A processor of its own, as the host makes it. */
export function createProcessor(
  step: PlannedStep,
  { plan, plugins }: Pick<DataflowOptions, 'plan' | 'plugins'>,
  reject: (seq: number, reason: string) => void,
): Processor {
  const plugin = plugins.get('processor', step.use);
  if (plugin === undefined) {
    throw new HeliostatError('NOT_FOUND', `no processor "${step.use}" is installed`);
  }
  const { latenessMs } = plan;
  return plugin.definition.create(step.options, { input: step.input, latenessMs, reject });
}

/** Rows `kept` of a batch. */
export function pick(batch: Batch, kept: readonly number[]): Batch {
  return {
    rows: kept.map((i) => batch.rows[i] ?? {}),
    seqs: Float64Array.from(kept, (i) => batch.seqs[i] ?? 0),
    times: Float64Array.from(kept, (i) => batch.times[i] ?? 0),
  };
}

function isStateful(processor: Processor): boolean {
  return 'state' in processor || 'flush' in processor || 'onWatermark' in processor;
}

/**
 * Results belong to the position they were taken at: sequences then ascend over everything a sink is
 * given, and a result with the same key and sequence always has the same content.
 */
function restamp(batch: Batch, seq: number): Batch {
  return { ...batch, seqs: new Float64Array(batch.rows.length).fill(seq) };
}

function singles(batch: Batch): Batch[] {
  return batch.rows.map((_, i) => pick(batch, [i]));
}

function concat(batches: readonly Batch[]): Batch {
  const [first] = batches;
  if (first !== undefined && batches.length === 1) return first;
  const length = batches.reduce((sum, batch) => sum + batch.rows.length, 0);
  const [seqs, times] = [new Float64Array(length), new Float64Array(length)];
  let at = 0;
  for (const batch of batches) {
    seqs.set(batch.seqs, at);
    times.set(batch.times, at);
    at += batch.rows.length;
  }
  return { rows: batches.flatMap((batch) => batch.rows), seqs, times };
}
