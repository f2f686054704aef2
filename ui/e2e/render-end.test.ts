import { spawn } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
let directory: string;
let server: Server | undefined;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'heliostat-render-end-'));
});
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});
afterAll(() => rm(directory, { recursive: true, force: true }));

/** A server that has the dashboard, and as its page this script; without one the page never comes. */
async function serve(script: string | undefined): Promise<string> {
  const dashboard = { document: { panels: {} }, issues: [] };
  server = createServer((request, response) => {
    if (request.method === 'POST') response.end(JSON.stringify({ data: { dashboard } }));
    else if (script !== undefined) response.end(`<title>P</title><script>${script}</script>`);
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** `mark` is in the environment of the command and of every process that it starts. */
function render(url: string, mark: string): Promise<{ code: number | null; output: string }> {
  const words = ['render', 'a/b', '--url', url, '--out', 'x.png', '--timeout', '2'];
  const child = spawn(process.execPath, [join(root, 'bin/heliostat.mjs'), ...words], {
    cwd: directory,
    env: { ...process.env, RENDER_MARK: mark },
    timeout: 100_000,
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, output })));
}

function processesWith(mark: string): string[] {
  return readdirSync('/proc').filter((name) => {
    try {
      const environment = readFileSync(`/proc/${name}/environ`, 'utf8');
      // A zombie has no environment: it is gone but for its parent's asking.
      return /^\d+$/.test(name) && environment.includes(`RENDER_MARK=${mark}`);
    } catch {
      return false;
    }
  });
}

test.each([
  ['never comes', undefined, /the page did not open/],
  ['is busy from the start', 'for (;;);', /the page did not open/],
  ['never offers its picture', 'void 0', /the page did not open/],
  [
    'never draws its panels',
    'globalThis.heliostatRender = () => new Promise(() => {})',
    /the page did not draw its picture in time/,
  ],
  [
    'is busy for ever',
    'globalThis.heliostatRender = () => { for (;;); }',
    /the page did not draw its picture in time/,
  ],
  [
    'fails while it draws',
    'globalThis.heliostatRender = () => { throw new Error("no ink") }',
    /the page did not draw its picture: .*no ink/,
  ],
  [
    'has no sheet to photograph',
    'globalThis.heliostatRender = async () => ({ svg: "", problems: [] })',
    /the page did not draw its picture/,
  ],
])('a page that %s is given up, with its browser', async (what, script, message) => {
  const mark = what.replaceAll(' ', '-') + String(process.pid);
  const { code, output } = await render(await serve(script), mark);
  expect([code, output]).toEqual([1, expect.stringMatching(message)]);
  expect(processesWith(mark)).toEqual([]);
});
