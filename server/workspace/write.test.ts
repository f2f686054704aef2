import { mkdtemp, readFile, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HeliostatError } from '@heliostat/sdk';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { removeDurably, replaceAtomically, writeAtomically } from './write.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heliostat-write-'));
});
afterEach(() => rm(folder, { recursive: true }));

test.each(['../out.json', 'a/../../out.json', 'no/such/folder/../../../../out.json'])(
  'nothing is written to or removed from %s, whether its folders are there or not',
  async (file) => {
    const root = join(folder, 'root');
    const refused = { code: 'INVALID_REQUEST', message: `${file}: leads out of its folder` };
    await expect(writeAtomically(root, file, 'x')).rejects.toMatchObject(refused);
    await expect(removeDurably(root, file)).rejects.toMatchObject(refused);
    expect(await readdir(folder)).toEqual([]);
  },
);

test('what lies behind a link stays as it is', async () => {
  await symlink(tmpdir(), join(folder, 'link'));
  await expect(writeAtomically(folder, 'link/out.json', 'x')).rejects.toMatchObject({
    message: 'link/out.json: goes through a symbolic link',
  });
});

test('folders are created, and nothing is left beside the file', async () => {
  await writeAtomically(folder, 'a/b/file.json', 'x');
  expect(await readdir(join(folder, 'a/b'))).toEqual(['file.json']);
});

test('who may read a file is not changed by writing it', async () => {
  const file = join(folder, 'private.json');
  await writeFile(file, 'x', { mode: 0o600 });
  await writeAtomically(folder, 'private.json', 'y');
  expect((await stat(file)).mode & 0o777).toBe(0o600);
});

test('a file that its writer calls off stays as it was, with nothing beside it', async () => {
  await writeAtomically(folder, 'file.json', 'x');
  const confirm = () => Promise.reject(new HeliostatError('CONFLICT', 'not now'));
  const replacing = replaceAtomically({ root: folder, file: 'file.json', confirm }, 'y');
  await expect(replacing).rejects.toThrow('not now');
  expect(await readFile(join(folder, 'file.json'), 'utf8')).toBe('x');
  expect(await readdir(folder)).toEqual(['file.json']);
});
