import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const root = join(import.meta.dirname, '../..');
const bin = join(root, 'bin/heliostat.mjs');
const startWithinMs = 90_000;
const stopWithinMs = 30_000;

export interface StartOptions {
  /** A workspace folder; the server may write to it. */
  workspace: string;
  /** Data directory; absent: a new one that `stop` and `kill` remove. */
  data?: string;
  /** More flags of `heliostat start`. */
  flags?: readonly string[];
  environment?: Readonly<Record<string, string>>;
}

/** How a process ended. */
export interface Ending {
  code: number | null;
  signal: NodeJS.Signals | null;
}

/** A real server in a process of its own, as `heliostat start` runs it. */
export interface ServerProcess {
  /** Without a slash at the end. */
  url: string;
  port: number;
  pid: number;
  data: string;
  /** Standard output and error so far, as they came. */
  output(): string;
  /** Ends it with a signal, SIGTERM by default, and says how it ended. */
  stop(signal?: NodeJS.Signals): Promise<Ending>;
  /** SIGKILL, and back when it and its children are gone. */
  kill(): Promise<void>;
  signal(signal: NodeJS.Signals): void;
  readonly ended: Promise<Ending>;
  isRunning(): boolean;
}

/** Starts a server on a free port. Throws with its output when it ends before it is ready. */
export async function startServer(options: StartOptions): Promise<ServerProcess> {
  const data = options.data ?? (await mkdtemp(join(tmpdir(), 'heliostat-data-')));
  const tidy = async () => {
    if (options.data === undefined) await rm(data, { recursive: true, force: true });
  };
  const arguments_ = ['start', '--port', '0', '--no-demo', '--data', data];
  arguments_.push('--workspace', options.workspace, ...(options.flags ?? []));
  const { child, output, ended } = run(arguments_, options.environment);
  const pid = child.pid ?? 0;
  const url = await readUrl(output, ended).catch(async (error: unknown) => {
    child.kill('SIGKILL');
    await tidy();
    throw error;
  });
  const isRunning = () => child.exitCode === null && child.signalCode === null;
  return {
    ...{ url, pid, data, output, ended, isRunning },
    port: Number(new URL(url).port),
    signal(signal) {
      child.kill(signal);
    },
    async stop(signal = 'SIGTERM') {
      child.kill(signal);
      const timer = setTimeout(() => {
        child.kill('SIGKILL');
      }, stopWithinMs);
      const ending = await ended;
      clearTimeout(timer);
      await tidy();
      return ending;
    },
    async kill() {
      const family = [pid, ...childrenOf(pid)];
      child.kill('SIGKILL');
      await ended;
      await until('its children to end', () => family.every((member) => !isAlive(member)));
      await tidy();
    },
  };
}

/** A command of the command line that is expected to end by itself. */
export async function runCli(
  arguments_: readonly string[],
  environment?: Readonly<Record<string, string>>,
): Promise<Ending & { output: string; errors: string }> {
  const { child, ended, errors, written } = run(arguments_, environment);
  const timer = setTimeout(() => {
    child.kill('SIGKILL');
  }, startWithinMs);
  const ending = await ended;
  clearTimeout(timer);
  return { ...ending, output: written(), errors: errors() };
}

/** Process ids of the children that a process has now. */
export function childrenOf(pid: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && statOf(Number(name))[1] === String(pid))
    .map(Number);
}

/** The embedded engine among the children; tsx may have a compiler running beside it. */
export function engineOf(pid: number): number {
  const isEngine = (child: number) =>
    readFileSync(`/proc/${child}/cmdline`, 'utf8').includes('/engine/');
  return childrenOf(pid).find(isEngine) ?? 0;
}

/** False also for a process that has ended and that nobody has waited for. */
export function isAlive(pid: number): boolean {
  const [state = 'X'] = statOf(pid);
  return state !== 'Z' && state !== 'X';
}

/** Resident memory of a process, bytes. */
export function residentBytes(pid: number): number {
  const text = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(text)?.[1] ?? 0) * 1024;
}

/** Asks until the answer is true. Throws after a minute, naming what was waited for. */
export async function until(
  what: string,
  isSo: () => boolean | Promise<boolean>,
  withinMs = 60_000,
): Promise<void> {
  const deadline = Date.now() + withinMs;
  while (!(await isSo())) {
    if (Date.now() > deadline) throw new Error(`waited ${withinMs} ms for ${what}`);
    await sleep(50);
  }
}

function run(arguments_: readonly string[], environment: Readonly<Record<string, string>> = {}) {
  const child = spawn(process.execPath, [bin, ...arguments_], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...withoutOwn(process.env), ...environment },
  });
  let all = '';
  let written = '';
  let errors = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    written += text;
    all += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
    all += text;
  });
  const read = { output: () => all, written: () => written, errors: () => errors };
  return { child, ended: endingOf(child), ...read };
}

/** What a person has set for their own server is not meant for ours. */
function withoutOwn(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(environment).filter(([name]) => !name.startsWith('HELIOSTAT_')),
  );
}

async function endingOf(child: ChildProcess): Promise<Ending> {
  const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
  return { code, signal };
}

async function readUrl(output: () => string, ended: Promise<Ending>): Promise<string> {
  let ending: Ending | undefined;
  void ended.then((value) => {
    ending = value;
  });
  const deadline = Date.now() + startWithinMs;
  while (Date.now() < deadline) {
    const url = /is ready in [\d.]+ s: +(http:\/\/\S+)/.exec(output())?.[1];
    if (url !== undefined) return url.replace(/\/$/, '');
    if (ending !== undefined)
      throw new Error(`the server ended with ${String(ending.code)}:\n${output()}`);
    await sleep(25);
  }
  throw new Error(`no URL after ${startWithinMs} ms:\n${output()}`);
}

/** State and parent of a process, from /proc. */
function statOf(pid: number): string[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ', 2);
  } catch {
    return [];
  }
}
