import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { HeliostatError } from '@heliostat/sdk';

/** Held while one server uses a data directory. */
export interface DirectoryLock {
  release(): void;
}

/**
 * Takes the data directory for this process: a file `lock` with the process id and its start time,
 * so that an id the system has given to another process does not count. Throws CONFLICT when another
 * server has it, UNAVAILABLE when the directory cannot be written.
 */
export function lockDirectory(directory: string): DirectoryLock {
  const path = join(directory, 'lock');
  makeDirectory(directory);
  for (let attempt = 0; attempt < 2; attempt++) {
    if (tryCreate(path)) return { release: () => rmSync(path, { force: true }) };
    const holder = readHolder(path);
    if (holder !== undefined && isSameProcess(holder)) throw inUse(directory, holder.pid);
    rmSync(path, { force: true });
  }
  throw inUse(directory, undefined);
}

interface Holder {
  pid: number;
  startTime: string;
}

function makeDirectory(directory: string): void {
  try {
    makeFolders(directory);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new HeliostatError('UNAVAILABLE', `data directory cannot be made: ${reason}`, {
      hint: 'Give another one with --data.',
      cause,
    });
  }
}

/** Not `recursive`: Node 20 loops for ever where the system says ENOENT to a new folder, as in /proc. */
function makeFolders(path: string): void {
  if (existsSync(path)) return;
  makeFolders(dirname(path));
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    if (!isCode(error, 'EEXIST')) throw error;
  }
}

function tryCreate(path: string): boolean {
  try {
    const file = openSync(path, 'wx', 0o600);
    writeSync(file, `${process.pid} ${startTimeOf(process.pid)}\n`);
    closeSync(file);
    return true;
  } catch (cause) {
    if (isCode(cause, 'EEXIST')) return false;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new HeliostatError('UNAVAILABLE', `data directory cannot be written: ${reason}`, {
      cause,
    });
  }
}

function readHolder(path: string): Holder | undefined {
  try {
    const [pid = '', startTime = ''] = readFileSync(path, 'utf8').trim().split(' ');
    return Number(pid) > 0 ? { pid: Number(pid), startTime } : undefined;
  } catch {
    // The holder let go between our attempt to create and to read: try again.
    return undefined;
  }
}

function isSameProcess({ pid, startTime }: Holder): boolean {
  if (pid === process.pid) return startTime === startTimeOf(pid);
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (isCode(error, 'ESRCH')) return false;
  }
  return startTimeOf(pid) === startTime;
}

/** Start time of a process in clock ticks since boot (field 22 of /proc/PID/stat); `-` where there is no /proc. */
function startTimeOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '-';
  } catch {
    return '-';
  }
}

function inUse(directory: string, pid: number | undefined): HeliostatError {
  const by = pid === undefined ? 'another server' : `process ${pid}`;
  return new HeliostatError('CONFLICT', `data directory is in use by ${by}: ${directory}`, {
    hint: 'Stop that server, or give another directory with --data.',
  });
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
