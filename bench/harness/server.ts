import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { waitFor } from './wait.ts';

const root = join(import.meta.dirname, '../..');

export interface ServerOptions {
  dataDirectory: string;
  /** Relative to the repository, or absolute. */
  workspace: string;
  port?: number;
  /** More flags; `--no-demo` unless they say something about the demo. */
  flags?: readonly string[];
  nodeFlags?: readonly string[];
}

/** Where the embedded engine listens. */
export interface Engine {
  pid: number;
  url: string;
  headers: Readonly<Record<string, string>>;
}

export interface PipelineStatus {
  path: string;
  state: string;
  position: number;
  lag: number;
  error?: { message: string };
}

/** The real server, as a user starts it. */
export class Server {
  readonly pid: number;
  readonly startedAt: number;
  readonly #child: ChildProcess;
  readonly #dataDirectory: string;
  #output = '';
  #log = '';

  constructor({ dataDirectory, workspace, port = 0, flags, nodeFlags = [] }: ServerOptions) {
    const arguments_ = ['start', '--port', String(port), '--data', dataDirectory];
    arguments_.push('--workspace', workspace, ...(flags ?? ['--no-demo']));
    this.#dataDirectory = dataDirectory;
    this.startedAt = performance.now();
    this.#child = spawn(
      process.execPath,
      [...nodeFlags, join(root, 'bin/heliostat.mjs'), ...arguments_],
      {
        cwd: root,
        stdio: ['ignore', 'pipe', 'pipe'],
        env: { ...process.env, HELIOSTAT_LOG_LEVEL: 'info' },
      },
    );
    this.pid = this.#child.pid ?? 0;
    process.once('exit', this.#killNow);
    this.#child.stdout?.setEncoding('utf8').on('data', (text: string) => (this.#output += text));
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => this.#note(text));
  }

  /** The URL, once the server has printed it. */
  url(): Promise<string> {
    return waitFor('the server', () => {
      if (this.#child.exitCode !== null)
        throw new Error(`the server ended: ${this.#log.slice(-2000)}`);
      return /(http:\/\/\S+)/.exec(this.#output)?.[1];
    });
  }

  /** The engine that runs now: the last one the server has said it started. */
  async engine(): Promise<Engine> {
    const started = await waitFor('the engine', () => {
      const lines = this.#log
        .split('\n')
        .filter((line) => line.includes('embedded clickhouse started'));
      return lines.at(-1);
    });
    const { port, enginePid } = readStart(started);
    const password = await readFile(
      join(this.#dataDirectory, 'datasources/warehouse/password'),
      'utf8',
    );
    const headers = { 'X-ClickHouse-User': 'default', 'X-ClickHouse-Key': password };
    return { pid: enginePid, url: `http://127.0.0.1:${port}/`, headers };
  }

  async pipelines(): Promise<PipelineStatus[]> {
    const response = await fetch(`${await this.url()}/api/v1/pipelines`);
    return (await response.json()) as PipelineStatus[];
  }

  /** Until every pipeline has processed everything accepted and stored it. */
  async caughtUp(withinMs = 300_000): Promise<void> {
    await waitFor(
      'the pipelines',
      async () => {
        const pipelines = await this.pipelines();
        const all = pipelines.every(({ state, lag }) => state === 'running' && lag === 0);
        return all && pipelines.length > 0 ? true : undefined;
      },
      { withinMs, everyMs: 50 },
    );
  }

  /** Rows of a query straight from the engine. */
  async rows<Row>(sql: string): Promise<Row[]> {
    const { url, headers } = await this.engine();
    const response = await fetch(url, {
      method: 'POST',
      headers,
      body: `${sql} FORMAT JSONEachRow`,
    });
    const text = await response.text();
    if (!response.ok) throw new Error(text);
    return text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as Row]));
  }

  async metrics(): Promise<string> {
    return (await fetch(`${await this.url()}/metrics`)).text();
  }

  /** Ends it as Ctrl-C does. */
  stop(): Promise<void> {
    return this.#end('SIGINT');
  }

  /** As a power cut does. */
  kill(): Promise<void> {
    return this.#end('SIGKILL');
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = once(this.#child, 'exit');
    this.#child.kill(signal);
    await ended;
    process.off('exit', this.#killNow);
  }

  /** A benchmark that is stopped from outside leaves no server behind. */
  readonly #killNow = () => void this.#child.kill('SIGKILL');

  #note(text: string): void {
    this.#log = (this.#log + text).slice(-1_000_000);
  }
}

function readStart(line: string): { port: number; enginePid: number } {
  const { port, engine } = JSON.parse(line) as { port: number; engine: number };
  return { port, enginePid: engine };
}

/** One counter of a metrics text, summed over the label sets that contain `labels`. */
export function readMetric(metrics: string, name: string, labels = ''): number {
  return metrics
    .split('\n')
    .filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `))
    .filter((line) => line.includes(labels))
    .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0);
}
