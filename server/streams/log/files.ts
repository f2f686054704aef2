import { link, open, readdir, rename, stat, unlink, type FileHandle } from 'node:fs/promises';

/** The part of an open file that the log uses. */
export type LogFile = Pick<
  FileHandle,
  'read' | 'writev' | 'datasync' | 'truncate' | 'stat' | 'close' | 'sync'
>;

/** The file system as the log sees it; tests replace it to make disks fail. */
export interface LogFiles {
  open(path: string, flags: string): Promise<LogFile>;
  list(directory: string): Promise<string[]>;
  /** Replaces `to` in one step. */
  rename(from: string, to: string): Promise<void>;
  /** A second name for the same bytes; fails when `to` exists. */
  link(from: string, to: string): Promise<void>;
  remove(path: string): Promise<void>;
  modifiedAtMs(path: string): Promise<number>;
}

export const diskFiles: LogFiles = {
  open,
  list: (directory) => readdir(directory),
  rename,
  link,
  remove: unlink,
  modifiedAtMs: async (path) => (await stat(path)).mtimeMs,
};

export function hasCode(thrown: unknown, code: string): boolean {
  return thrown instanceof Error && (thrown as NodeJS.ErrnoException).code === code;
}

/** Makes the names in a directory durable: without it a new file may be gone after a power loss. */
export async function syncDirectory(files: LogFiles, directory: string): Promise<void> {
  const handle = await files.open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Writes all of `parts` at `position`, however many calls it takes. */
export async function writeAll(file: LogFile, parts: Buffer[], position: number): Promise<void> {
  let rest = parts.filter((part) => part.length > 0);
  while (rest.length > 0) {
    const { bytesWritten } = await file.writev(rest, position);
    if (bytesWritten === 0) throw Object.assign(new Error('no space left'), { code: 'ENOSPC' });
    position += bytesWritten;
    rest = dropBytes(rest, bytesWritten);
  }
}

function dropBytes(parts: Buffer[], count: number): Buffer[] {
  let i = 0;
  while (i < parts.length && count >= (parts[i]?.length ?? 0)) count -= parts[i++]?.length ?? 0;
  const [first, ...others] = parts.slice(i);
  return first === undefined ? [] : [first.subarray(count), ...others];
}

/** Up to `length` bytes from `position`; fewer only at the end of the file. */
export async function readBytes(file: LogFile, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafeSlow(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await file.read(buffer, filled, length - filled, position + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return buffer.subarray(0, filled);
}
