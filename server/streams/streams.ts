import type { EventSchema, StreamDocument } from '@heliostat/sdk';
import type { BodyFormat } from './body.ts';
import type { Log, Origin } from './log/log.ts';

/** Why one line of a request was not taken; `line` counts from 1. */
export interface RejectedLine {
  line: number;
  reason: string;
}

export interface AcceptResult {
  accepted: number;
  rejected: number;
  /** The first 100 of them. */
  rejectedLines: readonly RejectedLine[];
  /** Sequence of the first accepted event; absent when none was. */
  offset?: number;
  /** True when the idempotency key was seen before: nothing was appended. */
  duplicate: boolean;
}

export interface StreamStatus {
  name: string;
  title: string;
  /** `declared` in a file of the workspace, or `inferred` from the first events. */
  origin: 'declared' | 'inferred' | 'internal';
  schema: EventSchema;
  /** JSON Schema of one event. */
  jsonSchema: object;
  events: number;
  eventsPerSecond: number;
  rejected: number;
  deadLetters: number;
  bytes: number;
  start: number;
  head: number;
}

/** One event that could not be processed, as kept in the dead-letter log. */
export interface DeadLetter {
  /** Sequence in the stream, or -1 when the line never got one. */
  seq: number;
  reason: string;
  /** Who refused it: `ingest` or a pipeline step, `social/engagement#per-10s`. */
  by: string;
  atMs: number;
  /** The bytes as text. */
  event: string;
}

export interface StreamLimits {
  maxBodyBytes: number;
  maxLineBytes: number;
  bytesPerSecond: number;
}

export interface Stream {
  readonly name: string;
  readonly log: Log;
  readonly document: StreamDocument;
  readonly schema: EventSchema;
  readonly limits: StreamLimits;
  /**
   * Parses, validates, makes durable. A malformed line never costs its neighbours. The body is
   * NDJSON, an array or one object, by its first byte, unless `format` says that it is NDJSON.
   * Throws FORBIDDEN (the server's own stream), RATE_LIMITED, UNAVAILABLE (backlog), STORAGE_FULL,
   * PAYLOAD_TOO_LARGE (lines), IDEMPOTENCY_MISMATCH.
   */
  accept(body: Buffer, origin: Origin, arrival?: Arrival): Promise<AcceptResult>;
  /** Rows the server itself produces (self-observation); validated by type only. */
  emit(rows: readonly object[]): Promise<void>;
  deadLetter(letters: readonly DeadLetter[]): Promise<void>;
  readDeadLetters(limit: number): Promise<DeadLetter[]>;
  /** Appends dead letters to the stream again, once; returns how many. */
  replayDeadLetters(): Promise<number>;
  status(): StreamStatus;
}

/** How a body came. */
export interface Arrival {
  /** Undefined: as its first byte says. */
  format?: BodyFormat | undefined;
  /** It brings the past, whatever the age of its events: observed as that, not as what happens now. */
  isPast?: boolean | undefined;
}

export interface Streams {
  /** Of a stream that does not exist yet. */
  readonly defaultLimits: StreamLimits;
  get(name: string): Stream | undefined;
  /** Like `get`, but a valid unknown name becomes an inferred stream. */
  open(name: string): Promise<Stream>;
  /**
   * `Stream.accept` by name. A valid unknown name becomes an inferred stream with its first accepted
   * event: a body of which every line is refused leaves nothing behind, not even dead letters.
   */
  accept(name: string, body: Buffer, how: { origin: Origin } & Arrival): Promise<AcceptResult>;
  list(): readonly Stream[];
  /** A stream was declared, inferred, changed or removed. */
  onChange(listener: (name: string) => void): () => void;
  /** The lowest offset any pipeline still needs, per stream; asked before retention. */
  setConsumed(consumed: (stream: string) => number): void;
  close(): Promise<void>;
}
