import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lockDirectory } from '@heliostat/sdk/lock';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { toEtag } from '../../workspace/state.ts';
import { main } from '../main.ts';

const fixtures = join(import.meta.dirname, '../../workspace/fixtures/valid');
const nowhere = 'http://127.0.0.1:9';
let directory: string;
let errors: string;
let server: Server | undefined;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'heliostat-render-'));
  await cp(fixtures, join(directory, 'workspace'), { recursive: true });
});
afterEach(async () => {
  server?.close();
  await rm(directory, { recursive: true });
});

function run(...words: string[]): Promise<number> {
  errors = '';
  return main(['render', ...words], {
    write: () => undefined,
    writeError: (text) => void (errors += text),
    environment: { HELIOSTAT_PLUGINS: join(import.meta.dirname, '../../plugins/fixtures/good') },
    isTerminal: false,
    signal: new AbortController().signal,
  });
}

test.each([
  [[], 'give one dashboard'],
  [['a/b'], 'out: missing'],
  [['a/b', '--out', 'x.gif'], 'ends in .png, .svg or .pdf, got "x.gif"'],
  [['a/b', '--out', 'x.png', '--width', '0'], 'width: expected 1 to 8000, got "0"'],
  [['a/b', '--out', 'x.png', '--theme', 'blue'], 'theme: expected light or dark, got "blue"'],
  [['a/b', '--out', 'x.png', '--paper', 'a5'], 'paper: expected a4 or letter, got "a5"'],
  [['a/b', '--out', 'x.png', '--var', 'country'], 'var: expected name=value, got "country"'],
  [['a/b', '--out', 'x.png', '--url', 'ftp://x'], 'url: not an http address'],
  [['a/b', '--out', 'x.png', '--from', 'soon'], 'from: time not understood: soon'],
  [['a/b', '--out', 'x.png', '--to', ''], 'to: time not understood: (empty)'],
])('%j is used wrongly, and told so', async (words, message) => {
  expect(await run(...words)).toBe(2);
  expect(errors).toContain(message);
});

test('a file that is no dashboard is told from one', async () => {
  const file = join(directory, 'workspace/datasources.json');
  expect(await run(file, '--out', 'x.png', '--url', nowhere)).toBe(2);
  expect(errors).toContain('not a dashboard');
});

test('where no server answers, it says so and what to do', async () => {
  expect(await run('a/b', '--out', 'x.png', '--url', nowhere)).toBe(1);
  expect(errors).toMatch(/no server answers\n {2}Start one .* render then starts its own/);
});

/** A server that answers every question for a dashboard with this. */
async function serve(answer: string): Promise<string> {
  server = createServer((_, response) => void response.end(answer));
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const document = { panels: {}, variables: { country: {}, device: {} } };
const found = (etag: string) =>
  JSON.stringify({ data: { dashboard: { etag, document, issues: [] } } });

test('a file that the server does not know is told, with the way out', async () => {
  const url = await serve('{"data": {"dashboard": null}}');
  const file = join(directory, 'workspace/engagement/overview.dashboard.json');
  expect(await run(file, '--out', 'x.png', '--url', url)).toBe(1);
  expect(errors).toBe(
    `heliostat: ${file}: ${url} has no dashboard engagement/overview\n` +
      '  Push it, or leave --url out: render then starts a server for the workspace of the file.\n',
  );
  expect(await run('a/b', '--out', 'x.png', '--url', url)).toBe(1);
  expect(errors).toContain(`heliostat: ${url}: dashboard a/b is not there\n`);
});

test('a variable that is not there is told with those that are', async () => {
  const url = await serve(found('"x"'));
  expect(await run('a/b', '--out', 'x.png', '--url', url, '--var', 'land=DE')).toBe(1);
  expect(errors).toContain('var: a/b has no land\n  It has country, device.');
});

test('that the server draws another version than the file is told', async () => {
  const file = join(directory, 'workspace/engagement/overview.dashboard.json');
  const none = ['--out', 'x.png', '--var', 'none=1'];
  expect(await run(file, ...none, '--url', await serve(found('"x"')))).toBe(1);
  expect(errors).toMatch(
    /overview\.dashboard\.json: http\S+ has another version, which is drawn: /,
  );
  server?.close();
  const etag = toEtag(await readFile(file));
  expect(await run(file, ...none, '--url', await serve(found(etag)))).toBe(1);
  expect(errors).not.toContain('another version');
});

test('what is no Heliostat is told to be none', async () => {
  const url = await serve('<!doctype html>');
  expect(await run('a/b', '--out', 'x.png', '--url', url)).toBe(1);
  expect(errors).toMatch(/^heliostat: http\S+: not the answer of a Heliostat\n {2}Give the URL/);
});

test('a data directory that another server has is left alone', async () => {
  const data = join(directory, 'data');
  const lock = lockDirectory(data);
  const file = join(directory, 'workspace/engagement/overview.dashboard.json');
  expect(await run(file, '--out', 'x.png', '--data', data)).toBe(1);
  lock.release();
  expect(errors).toMatch(/in use by process \d+[^]*Ask the server that has it with --url/);
});
