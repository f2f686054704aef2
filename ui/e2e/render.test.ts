import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { pastOrders } from './orders.ts';
import { startServer, type TestServer } from './server.ts';

const root = join(import.meta.dirname, '../..');
let server: TestServer;
let directory: string;

beforeAll(async () => {
  server = await startServer();
  await server.ingest('orders', pastOrders(14, 60));
  directory = await mkdtemp(join(tmpdir(), 'heliostat-render-'));
});

afterAll(async () => {
  await server.stop();
  await rm(directory, { recursive: true, force: true });
});

interface Ended {
  code: number | null;
  output: string;
}

/** `heliostat render` as a person or CI calls it. */
function render(words: readonly string[], environment: NodeJS.ProcessEnv = {}): Promise<Ended> {
  return endOf(start(words, environment));
}

function start(words: readonly string[], environment: NodeJS.ProcessEnv = {}) {
  return spawn(process.execPath, [join(root, 'bin/heliostat.mjs'), 'render', ...words], {
    cwd: directory,
    env: { ...process.env, ...environment },
    timeout: 100_000,
  });
}

function endOf(child: ReturnType<typeof start>): Promise<Ended> {
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, output })));
}

const made = (name: string): Promise<Buffer> => readFile(join(directory, name));

test('a panel is an SVG of the size that was asked for', async () => {
  const ended = await render([
    ...['shop/overview', '--url', server.url, '--out', 'top.svg', '--panel', 'top'],
    ...['--width', '500', '--height', '300', '--from', 'now-1h', '--to', 'now'],
    ...['--var', 'country=DE', '--var', 'country=FR'],
  ]);
  expect(ended).toEqual({ code: 0, output: 'top.svg\n' });
  const svg = (await made('top.svg')).toString();
  expect(svg).toMatch(/^<svg [^>]*width="500" height="300"/);
  expect(svg).toContain('>Last hour<');
  expect(svg).toMatch(/>DE<[^]*>FR</);
  expect(svg).not.toContain('>US<');
});

test('a dashboard is a PNG with two pixels for each of its width', async () => {
  const ended = await render(['shop/overview', '--url', server.url, '--out', 'all.png']);
  expect(ended).toEqual({ code: 0, output: 'all.png\n' });
  const png = await made('all.png');
  expect(png.subarray(1, 4).toString()).toBe('PNG');
  expect(png.readUInt32BE(16)).toBe(2 * 1440);
});

test('a panel that shows an error is named, the picture is written, and the exit code is 1', async () => {
  const words = ['shop/states', '--url', server.url, '--out', 'states.pdf', '--landscape'];
  const { code, output } = await render(words);
  expect(code).toBe(1);
  expect(output).toMatch(/^shop\/states: panel wrong \(A query that is wrong\): .*nobody/m);
  expect(output.match(/: panel /g)).toHaveLength(1);
  expect((await made('states.pdf')).subarray(0, 5).toString()).toBe('%PDF-');
});

test('stopped while the browser runs, it leaves neither that nor the data directory held', async () => {
  const data = join(directory, 'stopped');
  const file = join(root, 'dashboards/home.dashboard.json');
  const child = start([file, '--out', 'never.png', '--data', data]);
  const ending = endOf(child);
  const browser = await vi.waitFor(() => browserOf(child.pid ?? 0), 60_000);
  child.kill('SIGINT');
  expect((await ending).code).toBe(130);
  expect(await readdir(join(data, 'holders'))).toEqual([]);
  await vi.waitFor(() => expect(existsSync(`/proc/${browser}`)).toBe(false), 10_000);
}, 120_000);

/** The process id of a Chromium that a process has started. */
async function browserOf(pid: number): Promise<string> {
  const children = (await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8')).trim().split(' ');
  for (const child of children)
    if (/chrom/.test(await readFile(`/proc/${child}/comm`, 'utf8'))) return child;
  throw new Error('no browser yet');
}

test('a file is drawn by a server of its own, over the workspace it lies in', async () => {
  const file = join(server.workspace, 'shop/overview.dashboard.json');
  const words = [file, '--out', 'own.svg', '--data', join(directory, 'data')];
  const { output, code } = await render(words);
  expect(output).toContain('own.svg');
  expect((await made('own.svg')).toString()).toContain('>Shop overview<');
  // Nothing has been ingested there: the tables are not there yet, and the panels say so.
  expect([0, 1]).toContain(code);
});

test('what is not there is said before a browser is looked for', async () => {
  const none = { CHROME_PATH: join(directory, 'no-browser') };
  const url = ['--url', server.url, '--out', 'x.png'];
  expect((await render(['shop/none', ...url], none)).output).toContain('shop/none is not there');
  expect((await render(['shop/overview', '--panel', 'none', ...url], none)).output).toMatch(
    /shop\/overview has no none\n {2}It has total, by-type, top, list\./,
  );
  const { code, output } = await render(['shop/overview', ...url], none);
  expect(code).toBe(1);
  expect(output).toMatch(/CHROME_PATH: no such file[^\n]*\n {2}Install Chromium/);
});
