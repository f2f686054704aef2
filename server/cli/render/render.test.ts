import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lockDirectory } from '@heliostat/sdk/lock';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { main } from '../main.ts';

const fixtures = join(import.meta.dirname, '../../workspace/fixtures/valid');
const nowhere = 'http://127.0.0.1:9';
let directory: string;
let errors: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'heliostat-render-'));
  await cp(fixtures, join(directory, 'workspace'), { recursive: true });
});
afterEach(() => rm(directory, { recursive: true }));

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

test('a data directory that another server has is left alone', async () => {
  const data = join(directory, 'data');
  const lock = lockDirectory(data);
  const file = join(directory, 'workspace/engagement/overview.dashboard.json');
  expect(await run(file, '--out', 'x.png', '--data', data)).toBe(1);
  lock.release();
  expect(errors).toMatch(/in use by process \d+[^]*Ask the server that has it with --url/);
});
