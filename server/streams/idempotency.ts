import { HeliostatError } from '@heliostat/sdk';
import { open, type Database, type RootDatabase } from 'lmdb';
import type { LogEffects } from './log/open.ts';
import type { Log } from './log/log.ts';
import type { AcceptResult } from './streams.ts';

const keptMs = 24 * 3_600_000;
const maxKeys = 1_000_000;
const purgeBatch = 5_000;

interface Remembered {
  digest: string;
  result: AcceptResult;
}

interface Running {
  digest: string;
  result: Promise<AcceptResult>;
  /** Head of the log when it began: the index is complete below it. */
  head: number;
}

/**
 * Which idempotency keys were seen in the last 24 hours, and what was answered. The index lies next
 * to the logs and may lag behind them: what a crash took from it is read from the records again.
 */
export class IdempotencyIndex {
  readonly #root: RootDatabase;
  readonly #keys: Database<Remembered, [string, string]>;
  readonly #byTime: Database<true, [number, string, string]>;
  readonly #covered: Database<number, string>;
  readonly #effects: LogEffects;
  /** A put is not seen by a get before its transaction is committed. */
  readonly #unwritten = new Map<string, Remembered>();

  constructor(directory: string, effects: LogEffects) {
    this.#root = open({ path: directory, maxDbs: 3 });
    this.#keys = this.#root.openDB({ name: 'keys' });
    this.#byTime = this.#root.openDB({ name: 'by-time' });
    this.#covered = this.#root.openDB({ name: 'covered' });
    this.#effects = effects;
  }

  /** The keys of one stream, complete up to the head of its log. */
  async of(stream: string, log: Log): Promise<StreamKeys> {
    const keys = new StreamKeys(stream, this);
    const from = Math.max(this.#covered.get(stream) ?? 0, log.start);
    for await (const { origin, offset, count, acceptedAtMs } of log.read(from)) {
      if (origin?.key === undefined || offset < from) continue;
      if (this.find(stream, origin.key) !== undefined) continue;
      const result = { accepted: count, rejected: 0, rejectedLines: [], offset, duplicate: false };
      const remembered = { digest: origin.digest ?? '', result };
      this.remember([stream, origin.key], remembered, acceptedAtMs);
    }
    this.cover(stream, log.head);
    return keys;
  }

  find(stream: string, key: string): Remembered | undefined {
    return this.#unwritten.get(`${stream} ${key}`) ?? this.#keys.get([stream, key]);
  }

  remember(key: [stream: string, key: string], value: Remembered, atMs: number): void {
    const name = key.join(' ');
    this.#unwritten.set(name, value);
    const written = this.#keys.put(key, value);
    this.#settle(written.finally(() => this.#unwritten.delete(name)));
    this.#settle(this.#byTime.put([atMs, ...key], true));
  }

  /** Everything below `head` is in the index. Ordered after what was remembered before it. */
  cover(stream: string, head: number): void {
    this.#settle(this.#covered.put(stream, head));
  }

  /** Forgets keys older than a day, and the oldest ones of too many. */
  async purge(): Promise<void> {
    while (this.#purgeSome() === purgeBatch) await this.#root.flushed;
  }

  #purgeSome(): number {
    const oldestMs = this.#effects.now() - keptMs;
    const { entryCount } = this.#byTime.getStats() as { entryCount: number };
    let surplus = entryCount - maxKeys;
    let purged = 0;
    for (const { key } of this.#byTime.getRange({ limit: purgeBatch })) {
      const [atMs, stream, name] = key;
      if (atMs >= oldestMs && surplus-- <= 0) break;
      this.#settle(this.#keys.remove([stream, name]));
      this.#settle(this.#byTime.remove(key));
      purged++;
    }
    return purged;
  }

  /** The index may lag: what a failed write loses is read from the log at the next start. */
  #settle(written: Promise<boolean>): void {
    written.catch((error: unknown) => {
      this.#effects.log.error({ err: error }, 'idempotency index: write failed');
    });
  }

  async close(): Promise<void> {
    await this.#root.close();
  }

  now(): number {
    return this.#effects.now();
  }
}

/** The keys of one stream, with the requests that are being answered. */
export class StreamKeys {
  readonly #stream: string;
  readonly #index: IdempotencyIndex;
  readonly #running = new Map<string, Running>();
  #covered = -1;

  constructor(stream: string, index: IdempotencyIndex) {
    this.#stream = stream;
    this.#index = index;
  }

  /** Runs `accept` unless the key was seen; a second request waits for the first. */
  async once(
    request: { key: string; digest: string; head: number },
    accept: () => Promise<AcceptResult>,
  ): Promise<AcceptResult> {
    const { key, digest, head } = request;
    const known = this.#running.get(key) ?? this.#index.find(this.#stream, key);
    if (known !== undefined) {
      if (known.digest !== digest) throw mismatch(key);
      return { ...(await known.result), duplicate: true };
    }
    const result = accept();
    this.#running.set(key, { digest, result, head });
    try {
      const answered = await result;
      const remembered = { digest, result: answered };
      this.#index.remember([this.#stream, key], remembered, this.#index.now());
      return answered;
    } finally {
      this.#running.delete(key);
    }
  }

  /** Notes how far the index is complete, so that opening reads only what came later. */
  cover(head: number): void {
    const heads = [...this.#running.values()].map((running) => running.head);
    const covered = Math.min(head, ...heads);
    if (covered === this.#covered) return;
    this.#covered = covered;
    this.#index.cover(this.#stream, covered);
  }
}

function mismatch(key: string): HeliostatError {
  return new HeliostatError('IDEMPOTENCY_MISMATCH', `idempotency key: ${key}`, {
    hint: 'This key came with another body before. Use a new key for new events.',
  });
}
