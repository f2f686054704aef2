import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Metadata } from '../metadata/metadata.ts';
import { openMetadata } from '../metadata/open.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { maxNotes, type Annotations, type Note } from './annotations.ts';
import { buildAnnotations } from './build.ts';

let directory: string;
let metadata: Metadata;
let annotations: Annotations;
const workspace = {
  get: (_: string, path: string) => (path === 'shop' ? {} : undefined),
} as unknown as Workspace;
const open = async () => {
  metadata = await openMetadata(directory);
  annotations = buildAnnotations({ metadata, workspace, effects: { now: () => 7 } });
};

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'heliostat-annotations-'));
  await open();
});
afterEach(async () => {
  await metadata.close();
  await rm(directory, { recursive: true });
});

const textsOf = (notes: readonly Note[]) => notes.map(({ text }) => text);

test('what touches the range is listed in the order of time, and is there after a restart', async () => {
  await annotations.create('shop', { from: 50, text: 'late' }, 'ann');
  await annotations.create('shop', { from: 10, to: 30, text: 'span' }, 'ann');
  await annotations.create('shop', { from: 20, text: 'moment' }, 'ann');
  await metadata.close();
  await open();
  expect(textsOf(await annotations.list('shop'))).toEqual(['span', 'moment', 'late']);
  expect(textsOf(await annotations.list('shop', { from: 25, to: 50 }))).toEqual(['span', 'late']);
  expect(await annotations.list('other')).toEqual([]);
});

test('a change keeps who wrote it first, and everybody who listens hears of it', async () => {
  const heard: string[] = [];
  const end = annotations.onChange((dashboard) => heard.push(dashboard));
  const { id } = await annotations.create('shop', { from: 1, text: 'a', panel: 'p' }, 'ann');
  const updated = await annotations.update('shop', id, { from: 2, text: 'b', tags: ['x'] });
  expect(updated).toEqual({ id, from: 2, text: 'b', tags: ['x'], author: 'ann', writtenAt: 7 });
  await annotations.remove('shop', id);
  end();
  await annotations.create('shop', { from: 1, text: 'c' }, 'ann');
  expect(heard).toEqual(['shop', 'shop', 'shop']);
});

test('of many that write at once nobody is lost', async () => {
  const texts = Array.from({ length: 20 }, (_, i) => `note ${i}`);
  await Promise.all(texts.map((text, i) => annotations.create('shop', { from: i, text }, 'ann')));
  expect(textsOf(await annotations.list('shop'))).toEqual(texts);
});

test.each([
  [{ from: 1, text: '' }, /text: /],
  [{ from: 1, text: '   ' }, /text: .*what happened/],
  [{ from: 1, text: 'x'.repeat(501) }, /text: /],
  [{ from: 1, text: 'a\u0000b' }, 'text: expected plain text'],
  [{ from: 1, text: 'over\rwritten' }, 'text: expected plain text'],
  [{ from: 1, text: '\u001b[2J' }, 'text: expected plain text'],
  [{ from: 1, text: '\u200b\u2060' }, 'text: expected plain text'],
  [{ from: 1, text: 'half \ud83d' }, 'text: expected plain text'],
  [{ from: 1, text: 'x', tags: ['fine', '\r'] }, 'tags[1]: expected plain text'],
  [{ from: 2, to: 1, text: 'x' }, 'to: before from: 1'],
  [{ from: 1e300, text: 'x' }, /from: /],
  [{ from: 1, text: 'x', tags: Array(11).fill('t') }, /tags/],
])('refuses %j', async (input, message) => {
  await expect(annotations.create('shop', input, 'ann')).rejects.toThrow(message);
});

test('a text is taken as it was written, in any script, over lines, with emoji', async () => {
  for (const text of ['两次 \u05d4\u05d9\u05d5', 'a\n\tb', 'a\r\nb', '👩‍👩‍👧 🚀', '…'])
    expect((await annotations.create('shop', { from: 1, text }, 'ann')).text).toBe(text);
});

test('a note that is written while all of them move goes along', async () => {
  await annotations.create('shop', { from: 1, text: 'first' }, 'ann');
  const remove = metadata.delete.bind(metadata);
  let others = 3;
  metadata.delete = async (...asked) => {
    if (others-- > 0) await annotations.create('shop', { from: 5, text: `n${others}` }, 'ann');
    return await remove(...asked);
  };
  await annotations.move('shop', 'new');
  expect(textsOf(await annotations.list('new'))).toEqual(['first', 'n2', 'n1', 'n0']);
  expect(await annotations.list('shop')).toEqual([]);
});

test('what does not exist is not found, and there is an end', async () => {
  const note = { from: 1, text: 'x' };
  await expect(annotations.create('nope', note, 'a')).rejects.toThrow('unknown dashboard: nope');
  await expect(annotations.update('shop', 'id', note)).rejects.toThrow('unknown annotation: id');
  await expect(annotations.remove('shop', 'id')).rejects.toThrow('unknown annotation: id');
  const value = Array.from({ length: maxNotes }, (_, i) => ({ ...note, id: String(i) }));
  await metadata.put('annotations', 'shop', { value });
  await expect(annotations.create('shop', note, 'a')).rejects.toMatchObject({
    code: 'LIMIT_EXCEEDED',
  });
  const long = { ...note, text: '\u6f22'.repeat(500), tags: Array(10).fill('\u6f22'.repeat(40)) };
  const almost = value.slice(0, 90).map((one) => ({ ...one, ...long }));
  await metadata.put('annotations', 'shop', { value: almost });
  const more = Array.from({ length: 10 }, () => annotations.create('shop', long, 'a'));
  const refused = (await Promise.allSettled(more)).filter(({ status }) => status === 'rejected');
  expect(refused).not.toEqual([]);
  for (const one of refused)
    expect(one).toMatchObject({
      reason: { code: 'LIMIT_EXCEEDED', message: expect.stringContaining('larger than') as string },
    });
});
