import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { HeliostatError } from '@heliostat/sdk';

/** Who holds a data directory: a process, and when it started, because pids are used again. */
interface Holder {
  pid: number;
  started: string;
}

export interface Lock {
  release(): Promise<void>;
}

const attempts = 3;

/**
 * Takes the data directory for this process. Throws CONFLICT when a living process holds it; a lock
 * left by a process that died is taken over.
 */
export async function takeLock(path: string): Promise<Lock> {
  await mkdir(dirname(path), { recursive: true });
  for (let attempt = 0; attempt < attempts; attempt++) {
    if (await tryCreate(path)) return { release: () => rm(path, { force: true }) };
    const holder = await readHolder(path);
    if (holder !== undefined && (await isAlive(holder))) throw held(path, holder);
    await rm(path, { force: true });
  }
  throw new HeliostatError('CONFLICT', `data directory is contended: ${dirname(path)}`, {
    hint: 'Start one server at a time on a data directory.',
  });
}

function held(path: string, holder: Holder): HeliostatError {
  return new HeliostatError(
    'CONFLICT',
    `data directory is in use by process ${holder.pid}: ${dirname(path)}`,
    { hint: 'Stop the other server, or start this one with another data directory.' },
  );
}

async function tryCreate(path: string): Promise<boolean> {
  const holder: Holder = { pid: process.pid, started: await startedAt(process.pid) };
  try {
    await writeFile(path, JSON.stringify(holder), { flag: 'wx', mode: 0o600 });
    return true;
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw thrown;
  }
}

/** Undefined where the file is gone or is not ours: a crash in the middle of writing it. */
async function readHolder(path: string): Promise<Holder | undefined> {
  try {
    const holder = JSON.parse(await readFile(path, 'utf8')) as Partial<Holder>;
    if (typeof holder.pid !== 'number' || typeof holder.started !== 'string') return;
    return { pid: holder.pid, started: holder.started };
  } catch {
    return;
  }
}

async function isAlive({ pid, started }: Holder): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  return (await startedAt(pid)) === started;
}

/** Clock ticks since boot at which the process started; empty where the system does not tell. */
async function startedAt(pid: number): Promise<string> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
}
