import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { HeliostatError, toHeliostatError, type StreamDocument } from '@heliostat/sdk';
import type { Effects } from '../effects.ts';
import type { Metrics } from '../metrics.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { refuseFirst } from './accept.ts';
import { DeadLetters, writeDurably } from './dead-letters.ts';
import {
  brokenDefinition,
  declaredDefinition,
  inferredDefinition,
  limitsOf,
  type StreamDefinition,
} from './definition.ts';
import { IdempotencyIndex } from './idempotency.ts';
import { InferredSchema } from './inferred-schema.ts';
import { internalName, internalStream } from './internal.ts';
import { hasCode } from './log/files.ts';
import type { Origin } from './log/log.ts';
import { openLog } from './log/open.ts';
import { EventStream } from './stream.ts';
import type { AcceptResult, Arrival, Stream, Streams } from './streams.ts';

const namePattern = /^[a-z][a-z0-9-]{0,62}$/;
const maxStreams = 500;
/** After a crash this much of each log is read again for its idempotency keys. */
const coverEveryMs = 5000;

export interface StreamsOptions {
  workspace: Pick<Workspace, 'list' | 'get' | 'onChange'>;
  dataDirectory: string;
  effects: Effects;
  metrics: Metrics;
  /** How often old segments and keys are looked for, milliseconds; default 30 s. */
  retainEveryMs?: number;
  /** Unprocessed bytes of a stream past which ingest answers 503; default 1 GiB. */
  maxBacklogBytes?: number;
}

/** Opens the streams that the workspace declares, those on disk, and the server's own. */
export async function openStreams(options: StreamsOptions): Promise<Streams> {
  const streams = new StreamSet(options);
  await streams.start();
  return streams;
}

export function isStreamName(name: string): boolean {
  return namePattern.test(name);
}

class StreamSet implements Streams {
  readonly defaultLimits = limitsOf({});
  readonly #options: StreamsOptions;
  readonly #directory: string;
  readonly #index: IdempotencyIndex;
  readonly #streams = new Map<string, EventStream>();
  readonly #opening = new Map<string, Promise<EventStream>>();
  readonly #listeners = new Set<(name: string) => void>();
  #consumed: (stream: string) => number = () => Infinity;
  /** Saving, redefining and retention happen one after the other. */
  #work: Promise<void> = Promise.resolve();
  readonly #timers: NodeJS.Timeout[] = [];
  #unsubscribe: () => void = () => undefined;

  constructor(options: StreamsOptions) {
    this.#options = options;
    this.#directory = join(options.dataDirectory, 'streams');
    this.#index = new IdempotencyIndex(join(options.dataDirectory, 'idempotency'), options.effects);
  }

  async start(): Promise<void> {
    const { workspace, retainEveryMs } = this.#options;
    await mkdir(this.#directory, { recursive: true });
    const onDisk = (await readdir(this.#directory)).filter(isStreamName);
    const declared = workspace.list('stream').map(({ path }) => baseName(path));
    const names = new Set([internalName, ...declared, ...onDisk].filter(isStreamName));
    await Promise.all([...names].map((name) => this.#openNow(name)));
    this.#unsubscribe = workspace.onChange((change) => {
      if (change.kind === 'stream') this.#enqueue(() => this.#redefine(baseName(change.path)));
    });
    this.#every(retainEveryMs ?? 30_000, () => this.#enqueue(() => this.#retain()));
    this.#every(coverEveryMs, () => this.#streams.forEach((stream) => stream.cover()));
  }

  get(name: string): Stream | undefined {
    return this.#streams.get(name);
  }

  async open(name: string): Promise<Stream> {
    const found = this.#streams.get(name);
    if (found !== undefined) return found;
    if (!isStreamName(name))
      throw new HeliostatError('INVALID_REQUEST', `stream name: ${name.slice(0, 80)}`, {
        hint: 'A stream name is lower case letters, digits and dashes, at most 63 of them.',
      });
    if (!this.#opening.has(name) && this.#streams.size + this.#opening.size >= maxStreams)
      throw new HeliostatError('LIMIT_EXCEEDED', `streams: ${maxStreams} exist already`, {
        hint: 'Send to an existing stream, or remove unused ones from the data directory.',
      });
    const stream = await this.#openNow(name);
    this.#announce(name);
    return stream;
  }

  async accept(
    name: string,
    body: Buffer,
    { origin, ...arrival }: { origin: Origin } & Arrival,
  ): Promise<AcceptResult> {
    if (!this.#streams.has(name)) {
      const refused = await refuseFirst(body, {
        nowMs: this.#options.effects.now(),
        format: arrival.format,
      });
      if (refused !== undefined) return refused;
    }
    const stream = await this.open(name);
    return await stream.accept(body, origin, arrival);
  }

  list(): readonly Stream[] {
    return [...this.#streams.values()].sort((a, b) => a.name.localeCompare(b.name));
  }

  onChange(listener: (name: string) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  setConsumed(consumed: (stream: string) => number): void {
    this.#consumed = consumed;
  }

  async close(): Promise<void> {
    this.#timers.forEach(clearInterval);
    this.#unsubscribe();
    await this.#work;
    await Promise.all([...this.#streams.values()].map((stream) => stream.close()));
    await this.#index.close();
  }

  #openNow(name: string): Promise<EventStream> {
    const opening = this.#opening.get(name) ?? this.#build(name);
    this.#opening.set(name, opening);
    return opening.finally(() => this.#opening.delete(name));
  }

  async #build(name: string): Promise<EventStream> {
    const { effects, metrics } = this.#options;
    const directory = join(this.#directory, name);
    const onCommit = (seconds: number) => metrics.logAppendSeconds.observe(seconds);
    const log = await openLog(join(directory, 'log'), { onCommit }, effects);
    const stream = new EventStream({
      name,
      log,
      dead: await DeadLetters.open(join(directory, 'dead'), effects),
      keys: await this.#index.of(name, log),
      definition: this.#declared(name) ?? (await this.#inferred(name)),
      effects,
      metrics,
      maxBacklogBytes: this.#options.maxBacklogBytes ?? 1024 ** 3,
      consumed: () => this.#consumed(name),
      onWidened: (widened) => this.#enqueue(() => this.#saveInferred(widened)),
    });
    await stream.recover().catch((error: unknown) => {
      effects.log.error(
        { stream: name, err: error },
        'an interrupted replay waits for the next one',
      );
    });
    this.#streams.set(name, stream);
    return stream;
  }

  /** What the workspace says, or the built-in definition of the server's own stream. */
  #declared(name: string): StreamDefinition | undefined {
    const document = this.#document(name);
    if (document === undefined)
      return name === internalName ? declaredDefinition(internalStream, 'internal') : undefined;
    try {
      return declaredDefinition(document, name === internalName ? 'internal' : 'declared');
    } catch (error) {
      const failure = toHeliostatError(error);
      this.#options.effects.log.error({ stream: name, err: failure }, 'stream schema is broken');
      return this.#streams.get(name)?.definition ?? brokenDefinition(document, failure);
    }
  }

  #document(name: string): StreamDocument | undefined {
    const files = this.#options.workspace.list('stream');
    const [first, ...others] = files.filter((file) => baseName(file.path) === name);
    if (others.length > 0)
      this.#options.effects.log.warn(
        { stream: name, used: first?.file, ignored: others.map(({ file }) => file) },
        'several files declare one stream',
      );
    return first?.document;
  }

  async #inferred(name: string, known?: StreamDefinition): Promise<StreamDefinition> {
    const saved = known ?? (await this.#readInferred(name));
    const time = saved?.document.time ?? 'ts';
    return inferredDefinition(name, new InferredSchema(time, saved?.jsonSchema ?? {}));
  }

  async #readInferred(name: string) {
    try {
      const text = await readFile(join(this.#directory, name, 'schema.json'), 'utf8');
      const { time, schema } = JSON.parse(text) as { time: string; schema: object };
      return { document: { time }, jsonSchema: schema };
    } catch (error) {
      if (!hasCode(error, 'ENOENT'))
        this.#options.effects.log.warn({ stream: name, err: error }, 'inferred schema is lost');
      return undefined;
    }
  }

  async #redefine(name: string): Promise<void> {
    if (!isStreamName(name)) return;
    const stream = this.#streams.get(name);
    if (stream === undefined) await this.#openNow(name);
    else stream.define(this.#declared(name) ?? (await this.#inferred(name, stream.definition)));
    this.#announce(name);
  }

  async #saveInferred(stream: EventStream): Promise<void> {
    const { inferred } = stream.definition;
    if (inferred === undefined) return;
    stream.define(inferredDefinition(stream.name, inferred));
    const { time, schema } = stream.document;
    const path = join(this.#directory, stream.name, 'schema.json');
    await writeDurably(path, JSON.stringify({ time, schema }, null, 2));
    this.#announce(stream.name);
  }

  async #retain(): Promise<void> {
    for (const stream of this.#streams.values()) await stream.retain();
    await this.#index.purge();
  }

  #every(ms: number, run: () => void): void {
    this.#timers.push(setInterval(run, ms).unref());
  }

  #enqueue(work: () => Promise<void>): void {
    this.#work = this.#work.then(work).catch((error: unknown) => {
      this.#options.effects.log.error({ err: error }, 'stream upkeep failed');
    });
  }

  #announce(name: string): void {
    for (const listener of this.#listeners) listener(name);
  }
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
