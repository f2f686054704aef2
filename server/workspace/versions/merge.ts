import type { DeletedFile, FileVersion, SourceDeletion, SourceVersion } from './versions.ts';

interface Sources {
  committed: readonly SourceVersion[];
  seen: readonly SourceVersion[];
}

/**
 * One list of commits and of texts that are in none of them, newest first. `current` is the hash of the
 * text on disk: the newest version with it is the current one.
 */
export function mergeVersions(
  { committed, seen }: Sources,
  { current, first }: { current: string | undefined; first: number },
): FileVersion[] {
  const hashes = new Set(committed.map(({ hash }) => hash));
  const all = [
    ...seen
      .filter(({ hash }) => !hashes.has(hash))
      .map((version) => ({ ...version, isCommitted: false })),
    ...committed.map((version) => ({ ...version, isCommitted: true })),
  ].sort((a, b) => b.atMs - a.atMs);
  const now = all.find(({ hash }) => hash === current);
  return all
    .slice(0, first)
    .map(({ hash: _hash, ...version }) => ({ ...version, isCurrent: version.id === now?.id }));
}

interface Present {
  paths: ReadonlySet<string>;
  /** Hashes of the texts there are. */
  hashes: ReadonlySet<string>;
}

/** What is gone, newest first, each path once; what only has another name now is not. */
export function findDeleted(
  found: readonly SourceDeletion[],
  { paths, hashes }: Present,
): DeletedFile[] {
  const byPath = new Map<string, SourceDeletion>();
  for (const file of [...found].sort((a, b) => b.atMs - a.atMs))
    if (!byPath.has(file.path)) byPath.set(file.path, file);
  return [...byPath.values()]
    .filter(({ path, hash }) => !paths.has(path) && !hashes.has(hash))
    .map(({ hash: _hash, ...file }) => file);
}
