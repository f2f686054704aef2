import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { open, type RootDatabase } from 'lmdb';
import type { SourceVersion, VersionSource } from './versions.ts';

/** What was on disk from a moment on: a text, or nothing. */
interface Revision {
  atMs: number;
  text: string | null;
  hash: string;
}
type Key = [path: string, number: number];
type Store = RootDatabase<Revision, Key>;

export interface KeptLimits {
  perFile: number;
  /** How long a text stays after another has taken its place. */
  replacedForMs: number;
  totalBytes: number;
}

const keptLimits: KeptLimits = {
  perFile: 100,
  replacedForMs: 30 * 86_400_000,
  totalBytes: 64 * 1024 * 1024,
};

/** Texts the server has seen on disk, in a folder of the data directory. */
export interface Kept extends VersionSource {
  /** Takes down what is on disk now; null: nothing. Nothing happens when that is the last known. */
  record(path: string, text: string | null, atMs: number): Promise<void>;
  /** Dashboards that were there when the server last looked. */
  present(): readonly string[];
  close(): Promise<void>;
}

/** Opens the kept texts, and drops what is older than the limits allow. */
export async function openKept(
  directory: string,
  { limits = keptLimits, now }: { limits?: KeptLimits; now: () => number },
): Promise<Kept> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const store: Store = open<Revision, Key>({
    path: directory,
    encoding: 'json',
    compression: true,
  });
  const bound = { limits, nowMs: now };
  for (const path of pathsOf(store)) await prune(store, path, bound);
  let bytes = await pruneTotal(store, limits.totalBytes);

  async function record(path: string, text: string | null, atMs: number): Promise<void> {
    const [last] = newestOf(store, path, 1);
    const hash = text === null ? '' : hashOf(text);
    if ((last?.revision.hash ?? '') === hash) return;
    const number = (last?.key[1] ?? 0) + 1;
    // By whatever clock the file's time came from: later than what it replaces.
    const revision = { atMs: Math.max(atMs, last?.revision.atMs ?? 0), text, hash };
    await store.put([path, number], revision);
    await prune(store, path, bound);
    bytes += text?.length ?? 0;
    if (bytes > limits.totalBytes) bytes = await pruneTotal(store, limits.totalBytes);
  }

  return {
    record,
    present: () => pathsOf(store).filter((path) => isText(newestOf(store, path, 1)[0]?.revision)),
    list: async (path, first) =>
      revisionsOf(store, path)
        .filter(({ revision }) => isText(revision))
        .reverse()
        .slice(0, first)
        .map(toVersion),
    read: async (path, id) => {
      const number = /^r([1-9]\d{0,14})$/.exec(id)?.[1];
      return number === undefined
        ? undefined
        : (store.get([path, Number(number)])?.text ?? undefined);
    },
    deleted: async () =>
      pathsOf(store).flatMap((path) => {
        const [last, before] = newestOf(store, path, 2);
        if (before === undefined || last === undefined || isText(last.revision)) return [];
        return [{ ...toVersion(before), path, atMs: last.revision.atMs }];
      }),
    close: () => store.close(),
  };
}

/** As git names a text. */
export function hashOf(text: string): string {
  const bytes = Buffer.from(text);
  return createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
}

interface Entry {
  key: Key;
  revision: Revision;
}

function toVersion({ key, revision }: Entry): SourceVersion {
  const { atMs, hash } = revision;
  return { id: `r${key[1]}`, atMs, hash, author: undefined, message: undefined };
}

function isText(revision: Revision | undefined): boolean {
  return typeof revision?.text === 'string';
}

/** In the order in which they were on disk. */
function revisionsOf(store: Store, path: string): Entry[] {
  const range = store.getRange({ start: [path, 0], end: [path, Number.MAX_SAFE_INTEGER] });
  return [...range].map(({ key, value }) => ({ key, revision: value }));
}

/** The last ones, the newest first, without reading the texts of all others. */
function newestOf(store: Store, path: string, limit: number): Entry[] {
  const [start, end]: [Key, Key] = [
    [path, Number.MAX_SAFE_INTEGER],
    [path, 0],
  ];
  const range = store.getRange({ start, end, reverse: true, limit });
  return [...range].map(({ key, value }) => ({ key, revision: value }));
}

function pathsOf(store: Store): string[] {
  return [...new Set([...store.getKeys()].map(([path]) => path))];
}

interface Bound {
  limits: KeptLimits;
  nowMs: () => number;
}

/** Drops what has been replaced too long, and the oldest of too many; the last one stays. */
async function prune(store: Store, path: string, { limits, nowMs }: Bound): Promise<void> {
  const revisions = revisionsOf(store, path);
  const expiredMs = nowMs() - limits.replacedForMs;
  const stale = revisions.filter(({ revision }, i) => {
    const next = revisions[i + 1];
    if (next === undefined) return !isText(revision) && revision.atMs < expiredMs;
    return next.revision.atMs < expiredMs || i < revisions.length - limits.perFile;
  });
  await Promise.all(stale.map(({ key }) => store.remove(key)));
}

/** Drops the oldest of all files until they fit; returns how large they are together. */
async function pruneTotal(store: Store, maxBytes: number): Promise<number> {
  const entries = [...store.getRange({})].map(({ key, value }) => ({ key, ...value }));
  let bytes = entries.reduce((sum, { text }) => sum + (text?.length ?? 0), 0);
  for (const { key, text } of entries.sort((a, b) => a.atMs - b.atMs)) {
    if (bytes <= maxBytes) break;
    bytes -= text?.length ?? 0;
    await store.remove(key);
  }
  return bytes;
}
