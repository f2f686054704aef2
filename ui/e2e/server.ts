import { spawn, type ChildProcess } from 'node:child_process';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Browser } from 'playwright-core';
import { afterAll } from 'vitest';
import { openBrowser } from './browser.ts';
import { pastOrders } from './orders.ts';

const root = join(import.meta.dirname, '../..');
const startLimitMs = 90_000;

/** A real server on a free port with a workspace and a data directory of its own. */
export interface TestServer {
  url: string;
  /** Where the page is: with `--dev`, Vite's. */
  pageUrl: string;
  workspace: string;
  /** Sends events through the public ingest API. */
  ingest(stream: string, events: readonly object[]): Promise<void>;
  stop(): Promise<void>;
}

export interface UseOptions {
  /** More flags of `heliostat start`. */
  flags?: readonly string[];
  /** What the shop has sold before the first test. */
  orders?: readonly object[];
}

/** A server and a browser for the tests of a file; both end with them. */
export async function useServer({
  flags = [],
  orders = pastOrders(14, 60),
}: UseOptions = {}): Promise<{ server: TestServer; browser: Browser }> {
  const server = await startServer(flags);
  afterAll(() => server.stop());
  if (orders.length > 0) await server.ingest('orders', orders);
  const browser = await openBrowser();
  afterAll(() => browser.close());
  return { server, browser };
}

/** `flags` are more of `heliostat start`. */
export async function startServer(flags: readonly string[] = []): Promise<TestServer> {
  const directory = await mkdtemp(join(tmpdir(), 'heliostat-journey-'));
  const workspace = join(directory, 'workspace');
  await cp(join(import.meta.dirname, 'fixtures/workspace'), workspace, { recursive: true });
  const child = spawn(
    process.execPath,
    [
      join(root, 'bin/heliostat.mjs'),
      'start',
      ...['--port', '0'],
      ...['--data', join(directory, 'data')],
      ...['--workspace', workspace],
      '--no-demo',
      ...flags,
    ],
    { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const [url, pageUrl] = await readUrls(child, flags.includes('--dev'));
  return {
    url,
    pageUrl,
    workspace,
    ingest: (stream, events) => ingest(url, stream, events),
    stop: async () => {
      await stopChild(child);
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** Of the server and of the page. */
async function readUrls(child: ChildProcess, isDevelopment: boolean): Promise<[string, string]> {
  const output: string[] = [];
  const urls = new Promise<[string, string]>((resolve, reject) => {
    const onLine = (line: string): void => {
      output.push(line);
      const text = output.join('\n');
      const url = /ready in .*?(http:\/\/[^\s/]+)/.exec(text)?.[1];
      const page = isDevelopment ? /The page, .*?(http:\/\/[^\s/]+)/.exec(text)?.[1] : url;
      if (url !== undefined && page !== undefined) resolve([url, page]);
    };
    for (const stream of [child.stdout, child.stderr])
      if (stream !== null) createInterface({ input: stream }).on('line', onLine);
    child.once('exit', (code) =>
      reject(new Error(`the server ended with ${String(code)}:\n${output.join('\n')}`)),
    );
  });
  const late = new Promise<never>((_, reject) => {
    const timer = setTimeout(() => {
      reject(new Error(`no URL after ${startLimitMs} ms:\n${output.join('\n')}`));
    }, startLimitMs);
    timer.unref();
  });
  return Promise.race([urls, late]);
}

async function ingest(url: string, stream: string, events: readonly object[]): Promise<void> {
  const response = await fetch(`${url}/ingest/v1/${stream}`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-ndjson' },
    body: events.map((event) => `${JSON.stringify(event)}\n`).join(''),
  });
  if (!response.ok) throw new Error(`ingest answered ${response.status}: ${await response.text()}`);
}

async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), 15_000);
  await ended;
  clearTimeout(timer);
}
