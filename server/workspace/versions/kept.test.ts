import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openKept, type Kept, type KeptLimits } from './kept.ts';

const dayMs = 86_400_000;
let directory: string;
let kept: Kept;
let nowMs: number;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'heliostat-kept-'));
  nowMs = 1000 * dayMs;
});
afterEach(async () => {
  await kept.close();
  await rm(directory, { recursive: true, force: true });
});

async function open(limits: Partial<KeptLimits> = {}): Promise<void> {
  const all = { perFile: 100, replacedForMs: 30 * dayMs, totalBytes: 1e6, ...limits };
  kept = await openKept(directory, { limits: all, now: () => nowMs });
}

const record = (path: string, text: string | null) => kept.record(path, text, nowMs);
async function textsOf(path: string): Promise<unknown[]> {
  const found = await kept.list(path, 200);
  return Promise.all(found.map(({ id }) => kept.read(path, id)));
}

test('the same text again is no new version', async () => {
  await open();
  for (const text of ['one', 'one', 'two', 'one']) await record('a', text);
  expect(await textsOf('a')).toEqual(['one', 'two', 'one']);
});

test('of one file the newest are kept', async () => {
  await open({ perFile: 3 });
  for (const text of ['1', '2', '3', '4', '5']) await record('a', text);
  await record('b', 'other');
  expect(await textsOf('a')).toEqual(['5', '4', '3']);
  expect(await textsOf('b')).toEqual(['other']);
});

test('a text goes thirty days after another took its place, not thirty days after it came', async () => {
  await open();
  await record('a', 'old');
  nowMs += 100 * dayMs;
  await record('a', 'new');
  expect(await textsOf('a')).toEqual(['new', 'old']);
  nowMs += 31 * dayMs;
  await kept.close();
  await open();
  expect(await textsOf('a')).toEqual(['new']);
});

test('a deleted file is forgotten thirty days after', async () => {
  await open();
  await record('a', 'text');
  await record('a', null);
  expect(kept.present()).toEqual([]);
  const [gone] = await kept.deleted();
  expect(await kept.read('a', gone?.id ?? '')).toBe('text');
  nowMs += 31 * dayMs;
  await kept.close();
  await open();
  expect(await kept.deleted()).toEqual([]);
  expect(await textsOf('a')).toEqual([]);
});

test('together they fit the limit: the oldest of all files go first', async () => {
  await open({ totalBytes: 1000 });
  for (const [i, path] of ['a', 'b', 'a', 'c', 'a'].entries()) {
    nowMs += 1000;
    await record(path, `${i}`.repeat(300));
  }
  expect(await textsOf('a')).toEqual(['4'.repeat(300), '2'.repeat(300)]);
  expect(await textsOf('b')).toEqual([]);
  expect(await textsOf('c')).toEqual(['3'.repeat(300)]);
});

test('versions are in the order in which they were on disk, whatever the clock says', async () => {
  await open();
  await record('a', 'one');
  await kept.record('a', 'two', nowMs - 5 * dayMs);
  const found = await kept.list('a', 9);
  expect(found.map(({ atMs }) => atMs)).toEqual([nowMs, nowMs]);
  expect(await textsOf('a')).toEqual(['two', 'one']);
});
