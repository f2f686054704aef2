import { constants } from 'node:fs';
import { lstat, open, readdir, realpath, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { HeliostatError } from '@heliostat/sdk';
import { documentOf } from './kinds.ts';
import { maxFileBytes } from './parse.ts';

/** A file as it is on disk now: its bytes, or why they cannot be had. */
export interface FileRead {
  /** Changes whenever the file does. */
  stamp: string;
  modifiedAtMs: number;
  bytes?: Buffer;
  problem?: string;
}

/** What lies in a workspace: files of documents, and places that cannot be looked into. */
export interface Listing {
  /** Relative to the workspace, with `/`, in order. */
  files: readonly string[];
  problems: readonly PlaceProblem[];
  /** The folders that cannot be read, like `files`: what lies in them is not known. */
  unread: readonly string[];
}

export interface PlaceProblem {
  severity: 'error' | 'warning';
  file: string;
  message: string;
}

const maxFiles = 20_000;

/** The real path of a workspace. Throws HeliostatError NOT_FOUND when it cannot be read. */
export async function openDirectory(directory: string): Promise<string> {
  try {
    const root = await realpath(directory);
    await readdir(root);
    return root;
  } catch (cause) {
    throw new HeliostatError('NOT_FOUND', `workspace: cannot read ${directory}: ${codeOf(cause)}`, {
      hint: 'Give a readable folder with --workspace DIR.',
      cause,
    });
  }
}

/** Every file of a document below `root`; hidden folders and node_modules are not looked into. */
export async function listFiles(root: string): Promise<Listing> {
  const files: string[] = [];
  const problems: PlaceProblem[] = [];
  const unread: string[] = [];
  const folders = [root];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    const name = toName(root, folder);
    const entries = await readdir(folder, { withFileTypes: true }).catch((cause: unknown) => {
      // A folder deleted while we look is no problem; one that may not be read is.
      if (folder !== root && codeOf(cause) === 'ENOENT') return [];
      unread.push(name);
      problems.push(folder === root ? lostRoot(root, cause) : unreadFolder(name, cause));
      return [];
    });
    for (const entry of entries.filter(({ name }) => !isHidden(name))) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) folders.push(path);
      else if (documentOf(toName(root, path)) !== undefined) files.push(toName(root, path));
      else if (entry.isSymbolicLink() && (await isDirectory(path))) {
        problems.push(warning(toName(root, path), 'link to a folder: it is not followed'));
      }
    }
    if (files.length > maxFiles) {
      problems.push(warning(name, `more than ${maxFiles} files: the rest is not read`));
      break;
    }
  }
  return { files: files.slice(0, maxFiles).sort(), problems, unread };
}

function lostRoot(root: string, cause: unknown): PlaceProblem {
  const message = `the workspace cannot be read: ${codeOf(cause)}; files are as they last were: bring ${root} back, or start with another --workspace`;
  return { severity: 'error', file: '.', message };
}

function unreadFolder(name: string, cause: unknown): PlaceProblem {
  return warning(name, `folder cannot be read: ${codeOf(cause)}; its files are as they last were`);
}

function warning(file: string, message: string): PlaceProblem {
  return { severity: 'warning', file, message };
}

/** Whether the watcher and the listing pass over a file or folder. */
export function isHidden(name: string): boolean {
  return name.startsWith('.') || name === 'node_modules';
}

/** What identifies this state of a file, without reading it; undefined when there is none. */
export async function readStamp(root: string, file: string): Promise<string | undefined> {
  const path = join(root, file);
  try {
    const link = await lstat(path, { bigint: true });
    if (!link.isSymbolicLink()) return toStamp(link);
    const target = await stat(path, { bigint: true }).catch((cause: unknown) => codeOf(cause));
    return `${toStamp(link)} ${typeof target === 'string' ? target : toStamp(target)}`;
  } catch {
    return undefined;
  }
}

/** Reads a file without leaving the workspace; undefined when there is none. */
export async function readWorkspaceFile(root: string, file: string): Promise<FileRead | undefined> {
  const stamp = await readStamp(root, file);
  if (stamp === undefined) return undefined;
  const refused = (problem: string): FileRead => ({ stamp, modifiedAtMs: 0, problem });
  try {
    const path = await realpath(join(root, file));
    if (!isInside(root, path)) return refused('link out of the workspace');
    return { stamp, ...(await readRegular(path)) };
  } catch (cause) {
    if (codeOf(cause) === 'ELOOP') return refused('link that leads back to itself');
    if (codeOf(cause) === 'ENOENT') return refused('link to a file that does not exist');
    return refused(`cannot be read: ${codeOf(cause)}`);
  }
}

/** Reads any file as those of a workspace are read, wherever links lead: bounded, and no pipe is waited for. */
export async function readPath(path: string): Promise<{ bytes?: Buffer; problem?: string }> {
  try {
    return await readRegular(await realpath(path));
  } catch (cause) {
    const code = codeOf(cause);
    return { problem: code === 'ENOENT' ? 'no such file' : `cannot be read: ${code}` };
  }
}

/** Non-blocking, so that opening a named pipe cannot hang the server. */
async function readRegular(path: string): Promise<Omit<FileRead, 'stamp'>> {
  const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW);
  try {
    const stats = await handle.stat();
    const modifiedAtMs = Math.trunc(stats.mtimeMs);
    if (!stats.isFile()) return { modifiedAtMs, problem: 'not a regular file' };
    if (stats.size > maxFileBytes) {
      const problem = `file too large: ${stats.size} bytes, at most ${maxFileBytes}`;
      return { modifiedAtMs, problem };
    }
    return { modifiedAtMs, bytes: await handle.readFile() };
  } finally {
    await handle.close();
  }
}

/** The system's code of a failed call, `EACCES`. */
export function codeOf(thrown: unknown): string {
  const code = (thrown as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : String(thrown);
}

function toStamp(stats: { ino: bigint; size: bigint; mtimeNs: bigint; ctimeNs: bigint }): string {
  return `${stats.ino} ${stats.size} ${stats.mtimeNs} ${stats.ctimeNs}`;
}

function isInside(root: string, path: string): boolean {
  return path.startsWith(root.endsWith(sep) ? root : root + sep);
}

function isDirectory(path: string): Promise<boolean> {
  return stat(path).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
}

function toName(root: string, path: string): string {
  return relative(root, path).split(sep).join('/');
}
