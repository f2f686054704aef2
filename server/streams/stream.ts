import { createHash } from 'node:crypto';
import {
  HeliostatError,
  toHeliostatError,
  type EventSchema,
  type StreamDocument,
} from '@heliostat/sdk';
import type { Effects, Observation } from '../effects.ts';
import type { Metrics } from '../metrics.ts';
import { checkBody, checkLines, type CheckedBody } from './accept.ts';
import type { BodyFormat, BodyLine } from './body.ts';
import type { DeadLetters } from './dead-letters.ts';
import { inferredDefinition, type StreamDefinition } from './definition.ts';
import type { StreamKeys } from './idempotency.ts';
import { InferredSchema, guessTimeField } from './inferred-schema.ts';
import type { Log, Origin } from './log/log.ts';
import { MovingRate, TokenBucket } from './rate.ts';
import type {
  AcceptResult,
  Arrival,
  DeadLetter,
  Stream,
  StreamLimits,
  StreamStatus,
} from './streams.ts';

export interface StreamState {
  name: string;
  log: Log;
  dead: DeadLetters;
  keys: StreamKeys;
  definition: StreamDefinition;
  effects: Effects;
  metrics: Metrics;
  /** Past this much unprocessed log, sources are asked to wait. */
  maxBacklogBytes: number;
  /** Lowest offset that a pipeline still needs. */
  consumed: () => number;
  /** An inferred schema has new fields. */
  onWidened: (stream: EventStream) => void;
}

/** A request whose first event is older than this brings the past: it says nothing of how much happens now. */
const pastMs = 60_000;

interface Acceptance {
  format: BodyFormat | undefined;
  onChecked: (checked: CheckedBody) => void;
}

/** A log with a door: what comes in is parsed, checked, counted and held to its limits. */
export class EventStream implements Stream {
  readonly name: string;
  readonly log: Log;
  readonly #state: StreamState;
  readonly #rate = new MovingRate();
  readonly #bucket = new TokenBucket();
  #rejected = 0;

  constructor(state: StreamState) {
    this.name = state.name;
    this.log = state.log;
    this.#state = state;
  }

  get document(): StreamDocument {
    return this.definition.document;
  }

  get schema(): EventSchema {
    return this.definition.schema;
  }

  get limits(): StreamLimits {
    return this.definition.limits;
  }

  get definition(): StreamDefinition {
    return this.#state.definition;
  }

  define(definition: StreamDefinition): void {
    this.#state.definition = definition;
  }

  async accept(
    body: Buffer,
    origin: Origin,
    { format, isPast = false }: Arrival = {},
  ): Promise<AcceptResult> {
    const startedAt = performance.now();
    const { effects } = this.#state;
    let kind: Observation['kind'] = isPast ? 'backfill' : 'ingest';
    const onChecked = ({ firstMs = Infinity }: CheckedBody) => {
      if (firstMs < effects.now() - pastMs) kind = 'backfill';
    };
    const answer = (result: { count: number; status: number }) => {
      const ms = performance.now() - startedAt;
      effects.observe({ kind, name: this.name, ms, bytes: body.length, ...result });
    };
    try {
      this.#admit(body.length);
      const result = await this.#acceptOnce(body, origin, { format, onChecked });
      this.#count(result);
      answer({ count: result.duplicate ? 0 : result.accepted, status: 200 });
      return result;
    } catch (error) {
      answer({ count: 0, status: toHeliostatError(error).status });
      throw error;
    }
  }

  async emit(rows: readonly object[]): Promise<void> {
    if (rows.length === 0) return;
    const { time } = this.schema;
    const nowMs = this.#state.effects.now();
    const lines = rows.map((row) => `${JSON.stringify({ [time]: nowMs, ...row })}\n`);
    await this.log.append({
      count: rows.length,
      payload: Buffer.from(lines.join('')),
      origin: { kind: 'internal' },
    });
    this.#rate.note(rows.length, nowMs);
  }

  async deadLetter(letters: readonly DeadLetter[]): Promise<void> {
    await this.#state.dead.append(letters);
    this.#state.metrics.deadLetters.inc({ stream: this.name }, letters.length);
  }

  readDeadLetters(limit: number): Promise<DeadLetter[]> {
    return this.#state.dead.read(limit);
  }

  replayDeadLetters(): Promise<number> {
    return this.#state.dead.replay(this.#replayLines);
  }

  /** Ends a replay that a crash interrupted. */
  recover(): Promise<void> {
    return this.#state.dead.finishReplay(this.#replayLines);
  }

  status(): StreamStatus {
    const { log, definition } = this;
    const { start, head, bytes } = log.stats();
    return {
      name: this.name,
      title: definition.document.title,
      origin: definition.origin,
      schema: definition.schema,
      jsonSchema: definition.jsonSchema,
      events: head,
      eventsPerSecond: this.#rate.perSecond(this.#state.effects.now()),
      rejected: this.#rejected,
      deadLetters: this.#state.dead.count,
      bytes,
      start,
      head,
    };
  }

  /** Notes how far the idempotency index is complete. */
  cover(): void {
    this.#state.keys.cover(this.log.head);
  }

  /** Drops what may go. */
  async retain(): Promise<void> {
    await this.log.retain({ ...this.definition.retention, consumed: this.#state.consumed() });
    await this.#state.dead.retain();
  }

  async close(): Promise<void> {
    await this.log.close();
    await this.#state.dead.close();
    this.cover();
  }

  #admit(bytes: number): void {
    if (this.definition.origin === 'internal')
      throw new HeliostatError(
        'FORBIDDEN',
        `stream: only the server itself writes to ${this.name}`,
        {
          hint: 'Send to another stream; an unknown name begins a new one.',
        },
      );
    const { effects, maxBacklogBytes, consumed } = this.#state;
    const { bytesPerSecond } = this.limits;
    const wait = this.#bucket.take(bytes, { perSecond: bytesPerSecond, nowMs: effects.now() });
    if (wait > 0)
      throw new HeliostatError('RATE_LIMITED', `stream ${this.name}: ${bytesPerSecond} bytes/s`, {
        hint: `Send again after ${wait} s, or raise limits.bytesPerSecond of the stream.`,
        retryAfterSeconds: wait,
      });
    const backlog = this.log.bytesFrom(consumed());
    if (backlog > maxBacklogBytes)
      throw new HeliostatError('UNAVAILABLE', `stream ${this.name}: ${backlog} bytes behind`, {
        hint: 'Its pipelines must catch up first; see their lag and errors on the pipelines page.',
        retryAfterSeconds: 5,
      });
  }

  async #acceptOnce(
    body: Buffer,
    origin: Origin,
    { format, onChecked }: Acceptance,
  ): Promise<AcceptResult> {
    const { key } = origin;
    const take = async (from: Origin) => {
      this.#guessTimeField(body, format);
      const nowMs = this.#state.effects.now();
      const checked = await checkBody(body, this.definition, { nowMs, format });
      onChecked(checked);
      return await this.#store(checked, from);
    };
    if (key === undefined) return await take(origin);
    const digest = origin.digest ?? createHash('sha256').update(body).digest('hex');
    const { keys } = this.#state;
    return await keys.once({ key, digest, head: this.log.head }, () => take({ ...origin, digest }));
  }

  /** The first events of an undeclared stream say which of the usual names holds their time. */
  #guessTimeField(body: Buffer, format: BodyFormat | undefined): void {
    const { inferred } = this.definition;
    if (inferred?.isEmpty !== true || this.log.head > 0) return;
    const time = guessTimeField(body, format);
    if (time !== inferred.time)
      this.define(inferredDefinition(this.name, new InferredSchema(time, {})));
  }

  async #store(checked: CheckedBody, origin: Origin): Promise<AcceptResult> {
    const { accepted, rejected, rejectedLines, payload } = checked;
    await this.deadLetter(checked.letters);
    const offset =
      accepted === 0 ? undefined : await this.log.append({ count: accepted, payload, origin });
    const { metrics, effects, onWidened } = this.#state;
    metrics.ingestBytes.inc({ stream: this.name }, payload.length);
    this.#rate.note(accepted, effects.now());
    if (checked.widened) onWidened(this);
    return {
      accepted,
      rejected,
      rejectedLines,
      ...(offset !== undefined && { offset }),
      duplicate: false,
    };
  }

  #count({ accepted, rejected, duplicate }: AcceptResult): void {
    const { ingestEvents } = this.#state.metrics;
    const stream = this.name;
    if (duplicate) {
      ingestEvents.inc({ stream, result: 'duplicate' }, accepted);
      return;
    }
    ingestEvents.inc({ stream, result: 'accepted' }, accepted);
    if (rejected > 0) ingestEvents.inc({ stream, result: 'rejected' }, rejected);
    this.#rejected += rejected;
  }

  readonly #replayLines = async (lines: readonly BodyLine[], key: string): Promise<number> => {
    const origin = { kind: 'replay', key, digest: key };
    const { keys, effects } = this.#state;
    const { accepted } = await keys.once({ key, digest: key, head: this.log.head }, () =>
      this.#store(checkLines(lines, this.definition, effects.now()), origin),
    );
    return accepted;
  };
}
