import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readFile, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { HeliostatError, encodeLiveFrame, type Logger, type Snapshot } from '@heliostat/sdk';
import { removeDurably, writeAtomically } from '../workspace/write.ts';
import type { FrozenDashboard, SnapshotSummary } from './snapshots.ts';

export interface SnapshotStoreOptions {
  directory: string;
  now(): number;
  log: Logger;
  maxCount: number;
  /** Of all snapshots together. */
  maxTotalBytes: number;
}

/** 192 bits: nobody finds one by trying. */
const idPattern = /^[\w-]{32}$/;

/**
 * Snapshots as two files each: `HASH.frames` with the results and, written after it, `HASH.json` with
 * the rest, which makes it one. The names are hashes of the ids, so what a client writes never becomes a
 * path, and how long a wrong id takes to refuse says nothing about a right one.
 */
export class SnapshotStore {
  readonly #options: SnapshotStoreOptions;
  readonly #summaries = new Map<string, SnapshotSummary>();

  private constructor(options: SnapshotStoreOptions) {
    this.#options = options;
  }

  static async open(options: SnapshotStoreOptions): Promise<SnapshotStore> {
    await mkdir(options.directory, { recursive: true, mode: 0o700 });
    const store = new SnapshotStore(options);
    await store.#read();
    return store;
  }

  /** The newest first; none that has expired. */
  list(): readonly SnapshotSummary[] {
    return [...this.#summaries.values()]
      .filter((summary) => !this.#isOver(summary))
      .sort((a, b) => b.madeAt - a.madeAt);
  }

  async add({ patches, ...frozen }: FrozenDashboard): Promise<SnapshotSummary> {
    const id = randomBytes(24).toString('base64url');
    const name = nameOf(id);
    const snapshot: Snapshot = { id, ...frozen };
    const text = JSON.stringify(snapshot);
    const frames = encodeLiveFrame({ seq: 0, sentAtMs: frozen.madeAt, patches });
    const summary = summaryOf(snapshot, Buffer.byteLength(text) + frames.length);
    await this.sweep();
    this.#checkRoom(summary.bytes);
    // Its place is taken before it is written: two at once must not both be the last that fits.
    this.#summaries.set(name, summary);
    const { directory } = this.#options;
    try {
      await writeAtomically(directory, `${name}.frames`, frames);
      await writeAtomically(directory, `${name}.json`, text);
    } catch (error) {
      // What could not be written may well not be there.
      await this.#remove(name).catch(() => undefined);
      throw error;
    }
    return summary;
  }

  async get(id: string): Promise<Snapshot> {
    return this.#readSnapshot(this.#find(id));
  }

  async results(id: string): Promise<Readable> {
    return createReadStream(this.#file(this.#find(id), 'frames'));
  }

  async revoke(id: string): Promise<void> {
    await this.#remove(this.#find(id));
  }

  /** Deletes those that have expired. */
  async sweep(): Promise<void> {
    const over = [...this.#summaries].filter(([, summary]) => this.#isOver(summary));
    for (const [name] of over)
      await this.#remove(name).catch((error: unknown) => {
        this.#options.log.warn({ error, name }, 'expired snapshot not deleted');
      });
  }

  /** Throws NOT_FOUND, whatever the reason. */
  #find(id: string): string {
    const name = idPattern.test(id) ? nameOf(id) : '';
    const summary = this.#summaries.get(name);
    if (summary !== undefined && !this.#isOver(summary) && isEqual(summary.id, id)) return name;
    throw new HeliostatError('NOT_FOUND', 'no such snapshot', {
      hint: 'It may have expired or been revoked; ask the one who sent the link.',
    });
  }

  #isOver({ expiresAt }: SnapshotSummary): boolean {
    return expiresAt !== undefined && expiresAt <= this.#options.now();
  }

  #checkRoom(bytes: number): void {
    const { maxCount, maxTotalBytes } = this.#options;
    const summaries = [...this.#summaries.values()];
    const kept = summaries.reduce((sum, summary) => sum + summary.bytes, 0);
    if (summaries.length < maxCount && kept + bytes <= maxTotalBytes) return;
    const what = summaries.length < maxCount ? `${maxTotalBytes} bytes` : `${maxCount}`;
    throw new HeliostatError('STORAGE_FULL', `snapshots: at most ${what} are kept`, {
      hint: 'Revoke some on the page Snapshots.',
    });
  }

  /** First the file that makes it a snapshot: what is left by a crash is none. Throws UNAVAILABLE. */
  async #remove(name: string): Promise<void> {
    this.#summaries.delete(name);
    const { directory } = this.#options;
    await removeDurably(directory, `${name}.json`);
    await removeDurably(directory, `${name}.frames`);
  }

  async #readSnapshot(name: string): Promise<Snapshot> {
    return JSON.parse(await readFile(this.#file(name, 'json'), 'utf8')) as Snapshot;
  }

  #file(name: string, ending: 'json' | 'frames'): string {
    return join(this.#options.directory, `${name}.${ending}`);
  }

  /** What is there already; results without their snapshot are what a crash has left. */
  async #read(): Promise<void> {
    const { directory, log } = this.#options;
    const files = await readdir(directory);
    const names = files.flatMap((file) => /^([0-9a-f]{64})\.json$/.exec(file)?.[1] ?? []);
    for (const name of names) {
      try {
        const snapshot = await this.#readSnapshot(name);
        const sizes = [stat(this.#file(name, 'json')), stat(this.#file(name, 'frames'))];
        const bytes = (await Promise.all(sizes)).reduce((sum, { size }) => sum + size, 0);
        if (nameOf(snapshot.id) === name) this.#summaries.set(name, summaryOf(snapshot, bytes));
      } catch (error) {
        log.warn({ error, name }, 'snapshot cannot be read');
      }
    }
    const stray = files.filter((file) => {
      const name = /^([0-9a-f]{64})\.frames$/.exec(file)?.[1];
      return name !== undefined && !names.includes(name);
    });
    for (const file of stray) await rm(join(directory, file), { force: true });
  }
}

function nameOf(id: string): string {
  return createHash('sha256').update(id).digest('hex');
}

/** Both have the length of an id. */
function isEqual(a: string, b: string): boolean {
  return timingSafeEqual(Buffer.from(a), Buffer.from(b));
}

function summaryOf(snapshot: Snapshot, bytes: number): SnapshotSummary {
  const { id, title, dashboard, panel, madeAt, expiresAt } = snapshot;
  return {
    ...{ id, title, dashboard, madeAt, bytes },
    ...(panel !== undefined && { panel }),
    ...(expiresAt !== undefined && { expiresAt }),
  };
}
