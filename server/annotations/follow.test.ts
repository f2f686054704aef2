import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Metadata } from '../metadata/metadata.ts';
import { openMetadata } from '../metadata/open.ts';
import { openWorkspace } from '../workspace/open.ts';
import { loadTestPlugins, silent } from '../workspace/testing.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { maxNotes, type Annotations } from './annotations.ts';
import { buildAnnotations } from './build.ts';
import { followMoves } from './follow.ts';

const plugins = await loadTestPlugins();
const effects = { log: silent, now: Date.now };
let directory: string;
let root: string;
let metadata: Metadata;
let workspace: Workspace;
let annotations: Annotations;
let stop: () => Promise<void>;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'heliostat-follow-'));
  root = join(directory, 'workspace');
  await mkdir(join(root, 'team'), { recursive: true });
  metadata = await openMetadata(join(directory, 'metadata'));
  workspace = await openWorkspace({ directory: root, plugins, effects });
  annotations = buildAnnotations({ metadata, workspace, effects });
  stop = followMoves({ workspace, annotations, effects });
});
afterEach(async () => {
  await stop();
  await workspace.close();
  await metadata.close();
  await rm(directory, { recursive: true });
});

function save(path: string, title: string, panels: object = {}): Promise<{ etag: string }> {
  const document = { kind: 'dashboard', format: 1, title, panels, layout: { rows: [] } };
  return workspace.save({ kind: 'dashboard', path, text: JSON.stringify(document) });
}

const textsOf = async (path: string) => (await annotations.list(path)).map(({ text }) => text);

test('a dashboard that is saved under another path and title, then deleted, takes its notes along', async () => {
  const { etag } = await save('shop', 'Shop');
  await annotations.create('shop', { from: 1, text: 'deploy' }, 'ann');
  await save('team/shop', 'Our shop');
  await workspace.remove({ kind: 'dashboard', path: 'shop', ifMatch: etag });
  await expect.poll(() => textsOf('team/shop')).toEqual(['deploy']);
  expect(await textsOf('shop')).toEqual([]);
});

test('so does a file that somebody moves on the disk', async () => {
  await save('shop', 'Shop');
  await annotations.create('shop', { from: 2, text: 'deploy' }, 'ann');
  await rename(join(root, 'shop.dashboard.json'), join(root, 'team/shop.dashboard.json'));
  await expect.poll(() => textsOf('team/shop')).toEqual(['deploy']);
  expect(await textsOf('shop')).toEqual([]);
});

test('notes of a deleted dashboard wait for it under its path', async () => {
  const { etag } = await save('shop', 'Shop');
  await annotations.create('shop', { from: 1, text: 'deploy' }, 'ann');
  await workspace.remove({ kind: 'dashboard', path: 'shop', ifMatch: etag });
  await save('other', 'Other', { a: { type: 'dots' } });
  await stop();
  expect(await textsOf('other')).toEqual([]);
  expect(await textsOf('shop')).toEqual(['deploy']);
});

test('a dashboard that was deleted and is back keeps its notes, whoever copies it then', async () => {
  const { etag } = await save('shop', 'Shop');
  await annotations.create('shop', { from: 1, text: 'deploy' }, 'ann');
  await workspace.remove({ kind: 'dashboard', path: 'shop', ifMatch: etag });
  await save('shop', 'Shop');
  await save('copy', 'Copy');
  await stop();
  expect(await textsOf('copy')).toEqual([]);
  expect(await textsOf('shop')).toEqual(['deploy']);
});

test('where both have notes the newest stay, as many as one may have', async () => {
  await save('a', 'A');
  await save('b', 'B');
  for (let i = 0; i < maxNotes; i++)
    await annotations.create(i % 2 === 0 ? 'a' : 'b', { from: i, text: `${i}` }, 'ann');
  await annotations.create('a', { from: maxNotes, text: 'last' }, 'ann');
  await annotations.move('a', 'b');
  const texts = await textsOf('b');
  expect([texts.length, texts[0], texts.at(-1)]).toEqual([maxNotes, '1', 'last']);
  await annotations.move('a', 'b');
  expect(await textsOf('b')).toEqual(texts);
});
