import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { HeliostatError } from '@heliostat/sdk';

export interface Lock {
  release(): Promise<void>;
}

/**
 * Takes the data directory for this process. Throws CONFLICT when a living process holds it; what a
 * process that died has left is taken over.
 *
 * Each holder puts a file of its own into `holders/`, named by its process id and start time, and only
 * then looks for others: of two that start at once at least one sees the other. A name is never used
 * twice, so what the dead have left is removed without a chance to hit the living.
 */
export async function takeLock(directory: string): Promise<Lock> {
  const folder = join(directory, 'holders');
  await mkdir(folder, { recursive: true });
  const own = await nameOf(process.pid);
  await claim(join(folder, own), directory);
  const release = () => rm(join(folder, own), { force: true });
  for (const name of await readdir(folder)) {
    if (name === own || !(await isHeld(folder, name))) continue;
    await release();
    throw inUse(directory, name);
  }
  return { release };
}

async function claim(path: string, directory: string): Promise<void> {
  try {
    await writeFile(path, '', { flag: 'wx', mode: 0o600 });
  } catch (thrown) {
    if (isCode(thrown, 'EEXIST')) throw inUse(directory, await nameOf(process.pid));
    throw thrown;
  }
}

/** Removes what a process that has ended left behind. */
async function isHeld(folder: string, name: string): Promise<boolean> {
  const pid = Number(/^([1-9]\d*)-\d+$/.exec(name)?.[1]);
  if (pid > 0 && isRunning(pid) && (await nameOf(pid)) === name) return true;
  await rm(join(folder, name), { recursive: true, force: true });
  return false;
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (thrown) {
    return !isCode(thrown, 'ESRCH');
  }
}

/** A process id is given away again; together with the start time it is one process. */
async function nameOf(pid: number): Promise<string> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  // Field 22, clock ticks since boot; 0 for one that has ended (Z), or where the system does not tell.
  return `${pid}-${fields[0] === 'Z' ? '0' : (fields[19] ?? '0')}`;
}

function inUse(directory: string, holder: string): HeliostatError {
  const [pid = ''] = holder.split('-');
  return new HeliostatError(
    'CONFLICT',
    `data directory is in use by process ${pid}: ${directory}`,
    { hint: 'Stop the other server, or start this one with another data directory.' },
  );
}

function isCode(thrown: unknown, code: string): boolean {
  return (thrown as NodeJS.ErrnoException | undefined)?.code === code;
}
