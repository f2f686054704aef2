import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { HeliostatError, type Logger } from '@heliostat/sdk';
import type { ChildMessage, ChildOptions } from './child.ts';
import { slots } from './lanes.ts';

const entry = fileURLToPath(new URL('./child.ts', import.meta.url));

/** From source the engine needs the loader for TypeScript; built it is JavaScript. */
const loader = entry.endsWith('.ts')
  ? ['--import', pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href]
  : [];

/** A first start may have to load many parts. An engine that did start is back within a second or so. */
const startWithinMs = 60_000;
const backoffMs = [0, 0, 100, 250, 500];
const healthyAfterMs = 10_000;
const stopWithinMs = 5000;

/** Keeps one engine process running on one port. */
export class Supervisor {
  readonly #options: ChildOptions;
  readonly #log: Logger;
  #child: ChildProcess | undefined;
  #crashes = 0;
  #isStopping = false;
  #restart: NodeJS.Timeout | undefined;

  constructor(options: ChildOptions, log: Logger) {
    this.#options = options;
    this.#log = log;
  }

  /** The process id of the engine, while it runs. */
  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** Resolves with the port when the engine answers. Throws UNAVAILABLE with its own reason. */
  async start(): Promise<number> {
    const { child, ready } = this.#spawn();
    this.#child = child;
    const started = performance.now();
    try {
      const { port, version } = await ready;
      this.#options.port = port;
      this.#watch(child, performance.now());
      const ms = Math.round(performance.now() - started);
      this.#log.info({ version, port, engine: child.pid, ms }, 'embedded clickhouse started');
      return port;
    } catch (thrown) {
      child.kill('SIGKILL');
      throw new HeliostatError(
        'UNAVAILABLE',
        `embedded engine did not start: ${reasonOf(thrown)}`,
        {
          hint: `Look at the data directory ${this.#options.directory} and the log above.`,
          cause: thrown,
        },
      );
    }
  }

  /** Ends the engine, gracefully if it will. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    clearTimeout(this.#restart);
    const child = this.#child;
    if (child === undefined || hasEnded(child)) return;
    const ended = once(child, 'exit');
    const timer = setTimeout(() => child.kill('SIGKILL'), stopWithinMs);
    if (child.connected) child.send('stop');
    await ended;
    clearTimeout(timer);
  }

  #spawn(): { child: ChildProcess; ready: Promise<{ port: number; version: string }> } {
    const threads = Object.values(slots).reduce((a, b) => a + b) + 4;
    const child = fork(entry, [], {
      execArgv: loader,
      env: { ...process.env, UV_THREADPOOL_SIZE: String(threads), TZ: 'UTC' },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      detached: true,
    });
    const last = this.#follow(child);
    const ready = new Promise<{ port: number; version: string }>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error('it took too long')), startWithinMs);
      child.once('message', (message: ChildMessage) => {
        clearTimeout(timer);
        if (message.kind === 'ready') resolve(message);
        else reject(new Error(message.reason));
      });
      child.once('error', reject);
      child.once('exit', (code, signal) => {
        clearTimeout(timer);
        reject(new Error(`it ended with ${signal ?? `code ${code}`}: ${last()}`));
      });
    });
    child.send(this.#options);
    return { child, ready };
  }

  /** Passes the engine's own output to the log; returns how to get its last words. */
  #follow(child: ChildProcess): () => string {
    let last = '';
    for (const output of [child.stdout, child.stderr])
      output?.setEncoding('utf8').on('data', (text: string) => {
        last = text.trim().slice(-2000);
        this.#log.warn({ text: last }, 'embedded clickhouse says');
      });
    return () => last;
  }

  #watch(child: ChildProcess, readyAt: number): void {
    child.once('exit', (code, signal) => {
      if (this.#isStopping) return;
      this.#crashes = performance.now() - readyAt > healthyAfterMs ? 0 : this.#crashes + 1;
      this.#log.error({ code, signal, crashes: this.#crashes }, 'embedded clickhouse ended');
      this.#scheduleRestart();
    });
  }

  #scheduleRestart(): void {
    const waitMs = backoffMs[Math.min(this.#crashes, backoffMs.length - 1)] ?? 0;
    this.#restart = setTimeout(() => {
      this.start().catch((thrown: unknown) => {
        this.#log.error({ reason: reasonOf(thrown) }, 'embedded clickhouse did not restart');
        this.#crashes++;
        if (!this.#isStopping) this.#scheduleRestart();
      });
    }, waitMs);
  }
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

function reasonOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
