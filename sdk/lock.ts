import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { HeliostatError } from './errors.ts';

/** Held while one server uses a data directory. */
export interface DirectoryLock {
  release(): void;
}

/**
 * Takes a directory for this process, making it where it is missing. Throws CONFLICT when another process has
 * it, UNAVAILABLE when it cannot be written. Waits for milliseconds where several start at once: of them one
 * wins.
 *
 * Each puts a file of its own into `holders/`, named by its process id and start time, and only then looks
 * for others; who finds none that matters writes `held` into its own. Of those that have not, the one that
 * started first goes on and the others give way, so at least one stays and never two. A name is never used
 * twice, so what the dead have left is removed without a chance to hit the living.
 */
export function lockDirectory(directory: string): DirectoryLock {
  const folder = join(directory, 'holders');
  makeDirectory(folder);
  const own = nameOf(process.pid);
  claim(join(folder, own), directory);
  const release = () => rmSync(join(folder, own), { force: true });
  for (let waitedMs = 0; ; waitedMs += pauseMs) {
    const others = readdirSync(folder).filter((name) => name !== own && isAlive(folder, name));
    const winner =
      others.find((name) => isHeld(folder, name)) ??
      others.find((name) => isBefore(name, own) || waitedMs >= patienceMs);
    if (winner !== undefined) {
      release();
      throw inUse(directory, winner);
    }
    if (others.length === 0) break;
    sleep(pauseMs);
  }
  writeFileSync(join(folder, own), held);
  return { release };
}

const held = 'held';
const pauseMs = 5;
/** Others have only to read a folder: who takes longer than this is stopped. */
const patienceMs = 2000;

function isHeld(folder: string, name: string): boolean {
  try {
    return readFileSync(join(folder, name), 'utf8') === held;
  } catch {
    return false;
  }
}

/** By start, then by process id. */
function isBefore(name: string, other: string): boolean {
  const [[pid = 0, start = 0] = [], [otherPid = 0, otherStart = 0] = []] = [name, other].map(
    (one) => one.split('-').map(Number),
  );
  return start === otherStart ? pid < otherPid : start < otherStart;
}

function sleep(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
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

function claim(path: string, directory: string): void {
  try {
    writeFileSync(path, '', { flag: 'wx', mode: 0o600 });
  } catch (cause) {
    if (isCode(cause, 'EEXIST')) throw inUse(directory, nameOf(process.pid));
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new HeliostatError('UNAVAILABLE', `data directory cannot be written: ${reason}`, {
      cause,
    });
  }
}

/** Removes what a process that has ended left behind. */
function isAlive(folder: string, name: string): boolean {
  const pid = Number(/^([1-9]\d*)-\d+$/.exec(name)?.[1]);
  if (pid > 0 && isRunning(pid) && nameOf(pid) === name) return true;
  rmSync(join(folder, name), { recursive: true, force: true });
  return false;
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return !isCode(error, 'ESRCH');
  }
}

/** A process id is given away again; together with the start time it is one process. */
function nameOf(pid: number): string {
  return `${pid}-${startTimeOf(pid)}`;
}

/** Clock ticks since boot (field 22 of /proc/PID/stat); `0` for one that has ended, and without /proc. */
function startTimeOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? '0' : (fields[19] ?? '0');
  } catch {
    return '0';
  }
}

function inUse(directory: string, holder: string): HeliostatError {
  const [pid = ''] = holder.split('-');
  return new HeliostatError(
    'CONFLICT',
    `data directory is in use by process ${pid}: ${directory}`,
    {
      hint: 'Stop that server, or give another directory with --data.',
    },
  );
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
