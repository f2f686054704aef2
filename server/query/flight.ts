import { HeliostatError, toHeliostatError } from '@heliostat/sdk';
import { deferred } from './deferred.ts';

export interface FlightOptions {
  /** A result up to this size is kept whole; a larger one is only passed on. */
  keepBytes: number;
  /** How far the slowest reader of a result that is not kept may be behind. */
  windowBytes: number;
}

interface Reader {
  /** Index of the chunk it reads next. */
  at: number;
  signal: AbortSignal;
  leave: () => void;
}

/**
 * One run of a query, read by everybody who asked for the same. A reader that leaves does not disturb
 * the others; when the last one has left, the run is aborted.
 */
export class Flight {
  readonly #options: FlightOptions;
  readonly #abort = new AbortController();
  readonly #readers = new Set<Reader>();
  #chunks: Uint8Array[] = [];
  /** Index of `#chunks[0]` in the stream. */
  #first = 0;
  #bytes = 0;
  #state: 'running' | 'ended' | 'failed' = 'running';
  #error: HeliostatError | undefined;
  #changed = deferred<undefined>();
  /** Settles when the run is over, however it went. */
  readonly over: Promise<void>;

  constructor(open: (signal: AbortSignal) => AsyncIterable<Uint8Array>, options: FlightOptions) {
    this.#options = options;
    this.over = this.#run(open);
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Whether one more reader gets the result from its start. */
  get joinable(): boolean {
    return (
      this.#state !== 'failed' &&
      !this.#abort.signal.aborted &&
      this.#first === 0 &&
      !this.#isLarge()
    );
  }

  /** The whole result, once it has ended and was small enough to keep. */
  get kept(): readonly Uint8Array[] | undefined {
    return this.#state === 'ended' && this.joinable ? this.#chunks : undefined;
  }

  /**
   * Joins; resolves once the first bytes are there, rejects when the run fails before that or
   * `signal` aborts. Throws CANCELLED later when it aborts in the middle.
   */
  async read(signal: AbortSignal): Promise<AsyncIterable<Uint8Array>> {
    signal.throwIfAborted();
    const reader: Reader = { at: 0, signal, leave: () => this.#leave(reader) };
    this.#readers.add(reader);
    signal.addEventListener('abort', reader.leave, { once: true });
    try {
      await this.#chunkAt(reader);
    } catch (error) {
      this.#leave(reader);
      throw error;
    }
    return this.#iterate(reader);
  }

  async *#iterate(reader: Reader): AsyncIterable<Uint8Array> {
    try {
      for (;;) {
        const chunk = await this.#chunkAt(reader);
        if (chunk === undefined) return;
        reader.at++;
        this.#trim();
        yield chunk;
      }
    } finally {
      this.#leave(reader);
    }
  }

  /** Undefined at the end. */
  async #chunkAt(reader: Reader): Promise<Uint8Array | undefined> {
    for (;;) {
      if (reader.signal.aborted) throw toHeliostatError(reader.signal.reason, 'CANCELLED');
      const chunk = this.#chunks[reader.at - this.#first];
      if (chunk !== undefined) return chunk;
      if (this.#error !== undefined) throw this.#error;
      if (this.#state === 'ended') return;
      await this.#changed.promise;
    }
  }

  async #run(open: (signal: AbortSignal) => AsyncIterable<Uint8Array>): Promise<void> {
    try {
      for await (const chunk of open(this.#abort.signal)) {
        this.#chunks.push(chunk);
        this.#bytes += chunk.length;
        this.#notify();
        while (this.#ahead() > this.#options.windowBytes && this.#readers.size > 0)
          await this.#changed.promise;
      }
      this.#state = 'ended';
    } catch (thrown) {
      this.#state = 'failed';
      this.#error = this.#abort.signal.aborted ? noReaders() : toHeliostatError(thrown);
    }
    this.#notify();
  }

  #isLarge(): boolean {
    return this.#bytes > this.#options.keepBytes;
  }

  /** Bytes held for the slowest reader of a result that is not kept. */
  #ahead(): number {
    if (!this.#isLarge()) return 0;
    this.#trim();
    return this.#chunks.reduce((sum, chunk) => sum + chunk.length, 0);
  }

  #trim(): void {
    if (!this.#isLarge()) return;
    const slowest = Math.min(...[...this.#readers].map(({ at }) => at), this.#first + Infinity);
    const passed = Math.min(slowest - this.#first, this.#chunks.length);
    if (passed <= 0) return;
    this.#chunks.splice(0, passed);
    this.#first += passed;
    this.#notify();
  }

  #leave(reader: Reader): void {
    reader.signal.removeEventListener('abort', reader.leave);
    if (!this.#readers.delete(reader)) return;
    if (this.#readers.size === 0 && this.#state === 'running') this.#abort.abort(noReaders());
    this.#notify();
  }

  #notify(): void {
    this.#changed.resolve(undefined);
    this.#changed = deferred();
  }
}

function noReaders(): HeliostatError {
  return new HeliostatError('CANCELLED', 'query cancelled: nobody waits for it any more');
}
