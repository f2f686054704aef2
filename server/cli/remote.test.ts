import { mkdir, mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { createReadStream } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pipeline } from 'node:stream';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { toEtag } from '../workspace/state.ts';
import { main, type CliEffects } from './main.ts';
import { openRemote } from './remote.ts';

let folder: string;
let server: Server | undefined;
let errors: string;
let effects: CliEffects;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heliostat-remote-'));
  errors = '';
  effects = {
    write: () => undefined,
    writeError: (text) => void (errors += text),
    environment: {},
    isTerminal: false,
    signal: new AbortController().signal,
  };
});
afterEach(async () => {
  server?.closeAllConnections();
  server?.close();
  await rm(folder, { recursive: true });
});

async function serve(answer: RequestListener): Promise<string> {
  server = createServer(answer);
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Lists those names as dashboards, and has the same text for each. */
function serveNamed(names: readonly string[]): Promise<string> {
  const text = '{}';
  const etag = toEtag(text);
  return serve((request, response) => {
    const list = names.map((file) => ({ kind: 'dashboard', file, etag }));
    if (request.url === '/api/v1/files') response.end(JSON.stringify(list));
    else response.writeHead(200, { etag }).end(text);
  });
}

const workspace = () => join(folder, 'a/workspace');
async function pull(url: string): Promise<number> {
  await mkdir(workspace(), { recursive: true });
  return main(['pull', '--url', url, '--workspace', workspace()], effects);
}
const everything = async () =>
  (await readdir(folder, { recursive: true })).filter((name) => /json|tmp|git/.test(name));

test('a server that lies about names writes nothing outside of the workspace, nor another kind', async () => {
  const lies = [
    '../out.dashboard.json',
    'x/../../out.dashboard.json',
    '/tmp/heliostat-out.dashboard.json',
    '.git/hooks/x.dashboard.json',
    'x\\..\\out.dashboard.json',
    'datasources.json',
    'package.json',
    'a/\u001b[2J.dashboard.json',
    'Upper.dashboard.json',
    '.dashboard.json',
    '',
  ];
  const url = await serveNamed([...lies, 'good.dashboard.json']);
  expect(await pull(url)).toBe(0);
  expect(await everything()).toEqual([
    'a/workspace/.heliostat-sync.json',
    'a/workspace/good.dashboard.json',
  ]);
  for (const lie of lies.filter((name) => !name.includes('\u001b'))) expect(errors).toContain(lie);
  expect(errors).not.toContain('\u001b');
});

test('a text that is not the one of its etag is not taken', async () => {
  const url = await serve((request, response) => {
    const etagOf = (file: string) => (file.includes('bad') ? '"sha256-other"' : toEtag('{}'));
    const list = ['bad.dashboard.json', 'good.dashboard.json'];
    if (request.url === '/api/v1/files')
      response.end(
        JSON.stringify(list.map((file) => ({ kind: 'dashboard', file, etag: etagOf(file) }))),
      );
    else response.writeHead(200, { etag: etagOf(request.url ?? '') }).end('{}');
  });
  expect(await pull(url)).toBe(1);
  expect(errors).toContain('bad.dashboard.json: came other than the server says');
  expect(await everything()).toEqual([
    'a/workspace/.heliostat-sync.json',
    'a/workspace/good.dashboard.json',
  ]);
});

test('what came before a server is gone is remembered as pulled', async () => {
  const list = ['a.dashboard.json', 'b.dashboard.json'];
  const url = await serve((request, response) => {
    if (request.url === '/api/v1/files')
      response.end(
        JSON.stringify(list.map((file) => ({ kind: 'dashboard', file, etag: toEtag('{}') }))),
      );
    else if (request.url?.includes('b.')) response.writeHead(503).end();
    else response.writeHead(200, { etag: toEtag('{}') }).end('{}');
  });
  expect(await pull(url)).toBe(1);
  const memory = await readFile(join(workspace(), '.heliostat-sync.json'), 'utf8');
  expect(JSON.parse(memory)).toEqual({ url, files: { 'a.dashboard.json': toEtag('{}') } });
});

test.each([
  ['a web page', '<!doctype html>', 200, /not the answer of a Heliostat/],
  ['no list', '{"files": []}', 200, /not the answer of a Heliostat/],
  ['a list of something else', '[null, 5]', 200, /not the answer of a Heliostat/],
  ['an error page', '<h1>502</h1>', 502, /the server answered 502/],
  ['an error of another shape', '[]', 500, /the server answered 500/],
  [
    'an error that speaks to the terminal',
    '{"code":"NOT_FOUND","message":"\\u001b[2Jgone"}',
    404,
    /^heliostat: �\[2Jgone\n$/,
  ],
])('%s is said to be what it is', async (...[, text, status, message]) => {
  expect(await pull(await serve((_, response) => response.writeHead(status).end(text)))).toBe(1);
  expect(errors).toMatch(message);
});

test('an answer without an end is cut, in bytes and in time', async () => {
  const zeros = createReadStream('/dev/zero', { highWaterMark: 1024 * 1024 });
  const endless = await serve((_, response) => pipeline(zeros, response, () => undefined));
  await expect(openRemote(endless, effects).read('a.dashboard.json')).rejects.toMatchObject({
    code: 'LIMIT_EXCEEDED',
  });
  server?.closeAllConnections();
  server?.close();
  const hanging = await serve((_, response) => response.writeHead(200).write('['));
  await expect(openRemote(hanging, effects, { timeoutMs: 100 }).list()).rejects.toMatchObject({
    code: 'TIMEOUT',
    message: expect.stringContaining('does not finish its answer'),
  });
});

test('what is stopped by the user says nothing of the server', async () => {
  const url = await serve((_, response) => response.writeHead(200).write('['));
  const stop = new AbortController();
  const listing = openRemote(url, { ...effects, signal: stop.signal }).list();
  stop.abort();
  await expect(listing).rejects.toMatchObject({ name: 'AbortError' });
});
