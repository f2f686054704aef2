import type { Migrations } from './migration.ts';
import type { Static, TObject } from './options.ts';
import type { EventSchema } from './schema.ts';

/** Events in log order. The arrays have equal length; a processor never changes what it was given. */
export interface Batch {
  rows: readonly Readonly<Record<string, unknown>>[];
  /** Log sequence of the event each row derives from, ascending. */
  seqs: Float64Array;
  /** Event times, epoch milliseconds. */
  times: Float64Array;
}

export const emptyBatch: Batch = {
  rows: [],
  seqs: new Float64Array(0),
  times: new Float64Array(0),
};

export interface ProcessorHost {
  /** Shape of the rows that come in. */
  readonly input: EventSchema;
  /** How far behind the newest event an event may be and still count. */
  readonly latenessMs: number;
  /** Sends one event of the current batch to the dead-letter log, with a reason a person can use. */
  reject(seq: number, reason: string): void;
}

/**
 * State of a processor that must survive a crash. The host stores it in one transaction with the
 * position in the log, so `restore` always sees the state as of that position.
 */
export interface ProcessorState {
  /** What changed since the last call, as bytes per key; null: deleted. */
  changes(): Iterable<readonly [key: string, bytes: Uint8Array | null]>;
  /** Called once, before the first batch. */
  restore(entries: Iterable<readonly [key: string, bytes: Uint8Array]>): void;
}

/**
 * A pure function of the log: no clock, no randomness, no I/O. The host calls `process` for each
 * record of the log, then `onWatermark` when event time has advanced.
 */
export interface Processor {
  process(batch: Batch): Batch;
  /** Event time has passed `watermarkMs`: returns what is final now and forgets it. */
  onWatermark?(watermarkMs: number): Batch;
  /** What changed since the last flush and is not final yet; called about once a second. */
  flush?(): Batch;
  state?: ProcessorState;
}

/** Relational form of a step, for engines that run SQL or plans (Flink, Spark). */
export type RelationalNode =
  | { op: 'filter'; where: string }
  | { op: 'project'; set: Readonly<Record<string, string>>; drop: readonly string[] }
  | {
      op: 'window';
      sizeMs: number;
      slideMs: number;
      by: readonly string[];
      aggregates: Readonly<Record<string, string>>;
    };

export interface ProcessorDefinition<Options extends TObject = TObject> {
  options: Options;
  /** What pipelines say that were written for older options. */
  migrations?: Migrations<'options'>;
  /** Shape of the rows that leave. Throws HeliostatError INVALID_OPTIONS or INVALID_EXPRESSION, naming the option. */
  output(input: EventSchema, options: Static<Options>): EventSchema;
  create(options: Static<Options>, host: ProcessorHost): Processor;
  plan?(options: Static<Options>): RelationalNode;
}

export function defineProcessor<Options extends TObject>(
  definition: ProcessorDefinition<Options>,
): ProcessorDefinition<Options> {
  return definition;
}
