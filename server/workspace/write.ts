import { randomBytes } from 'node:crypto';
import { lstat, mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { HeliostatError } from '@heliostat/sdk';
import { codeOf } from './read.ts';

const scratchAgeMs = 60_000;

/**
 * Replaces a file so that after a crash it is the old or the new one: written beside it, made
 * durable, renamed, and the folder made durable. Creates folders; goes out of `root` by no name and no link.
 */
export function writeAtomically(
  root: string,
  file: string,
  content: string | Uint8Array,
): Promise<void> {
  return replaceAtomically({ root, file }, content);
}

interface Replaced {
  root: string;
  file: string;
  /** What complaints call it. Default: `file`. */
  shown?: string;
  /** Asked once the new text is durable, last before it takes its place; what it throws keeps the old one. */
  confirm?: () => Promise<void>;
}

/** `writeAtomically` that may be called off to the last moment. */
export async function replaceAtomically(
  { root, file, shown = file, confirm }: Replaced,
  content: string | Uint8Array,
): Promise<void> {
  const path = join(root, file);
  await refuseWaysOut(root, file, shown);
  const scratch = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}.tmp`);
  try {
    await mkdir(dirname(path), { recursive: true });
    await sweepScratch(dirname(path));
    await writeDurably(scratch, { content, mode: await modeOf(path) });
    await confirm?.();
    await rename(scratch, path);
    await syncDirectory(dirname(path));
  } catch (cause) {
    await rm(scratch, { force: true }).catch(() => undefined);
    throw cause instanceof HeliostatError ? cause : toWriteError(shown, cause);
  }
}

/** Deletes a file durably. */
export async function removeDurably(root: string, file: string): Promise<void> {
  await refuseWaysOut(root, file);
  try {
    await rm(join(root, file));
    await syncDirectory(dirname(join(root, file)));
  } catch (cause) {
    throw toWriteError(file, cause);
  }
}

/**
 * Deletes what a crash during an earlier write left behind. What is younger than a minute stays:
 * another process may be writing it.
 */
async function sweepScratch(folder: string): Promise<void> {
  const names = await readdir(folder);
  for (const name of names.filter((name) =>
    /^\..+\.(json|frames)\.[0-9a-f]{12}\.tmp$/.test(name),
  )) {
    const { mtimeMs } = await lstat(join(folder, name)).catch(() => ({ mtimeMs: Infinity }));
    if (Date.now() - mtimeMs > scratchAgeMs) await rm(join(folder, name), { force: true });
  }
}

interface Written {
  content: string | Uint8Array;
  /** Default: what a new file has. */
  mode: number | undefined;
}

async function writeDurably(path: string, { content, mode }: Written): Promise<void> {
  const handle = await open(path, 'wx', mode === undefined ? 0o644 : 0o600);
  try {
    if (mode !== undefined) await handle.chmod(mode);
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Who may read and write the file that is replaced: nobody more afterwards. */
async function modeOf(path: string): Promise<number | undefined> {
  const stats = await lstat(path).catch(() => undefined);
  return stats === undefined ? undefined : stats.mode & 0o777;
}

async function syncDirectory(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function refuseWaysOut(root: string, file: string, shown = file): Promise<void> {
  const segments = file.split('/');
  if (segments.includes('..'))
    throw new HeliostatError('INVALID_REQUEST', `${shown}: leads out of its folder`, {
      hint: 'Name it from the root of the folder, without "..".',
    });
  let path = root;
  for (const segment of segments) {
    path = join(path, segment);
    const stats = await lstat(path).catch(() => undefined);
    if (stats === undefined) return;
    if (!stats.isSymbolicLink()) continue;
    throw new HeliostatError('INVALID_REQUEST', `${shown}: goes through a symbolic link`, {
      hint: 'Edit the file it leads to, or replace the link by a file.',
    });
  }
}

const obstacles: Readonly<Record<string, string>> = {
  ENOSPC: 'Free some space.',
  EDQUOT: 'Free some space.',
  // What Node says of a folder that is to be made on a file system that is read-only.
  ENOENT: 'Its folder cannot be made: is the file system read-only?',
  EROFS: 'Its file system is read-only: use another folder.',
  EEXIST: 'A file stands where a folder of its path should be: move that away.',
  ENOTDIR: 'A file stands where a folder of its path should be: move that away.',
  EISDIR: 'A folder has its name: move that away.',
  ENAMETOOLONG: 'Give it a shorter name.',
};

function toWriteError(shown: string, cause: unknown): HeliostatError {
  const code = codeOf(cause);
  const isFull = code === 'ENOSPC' || code === 'EDQUOT';
  return new HeliostatError(
    isFull ? 'STORAGE_FULL' : 'UNAVAILABLE',
    `${shown}: cannot be written: ${code}`,
    { hint: obstacles[code] ?? 'Check the permissions of its folder.', cause },
  );
}
