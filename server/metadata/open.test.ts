import { fork } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Metadata } from './metadata.ts';
import { openMetadata } from './open.ts';

let directory: string;
let metadata: Metadata;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'heliostat-metadata-'));
  metadata = await openMetadata(directory);
});
afterEach(async () => {
  await metadata.close();
  await rm(directory, { recursive: true });
});

test('a document has version 1, then one more with every change', async () => {
  const first = await metadata.put('stars', 'ann', { value: ['a'] });
  const second = await metadata.put('stars', 'ann', { value: ['a', 'b'] });
  expect([first.version, second.version]).toEqual([1, 2]);
  expect(await metadata.get('stars', 'ann')).toEqual({ key: 'ann', value: ['a', 'b'], version: 2 });
});

test('a change of an old version is refused and changes nothing', async () => {
  await metadata.put('stars', 'ann', { value: 1 });
  await metadata.put('stars', 'ann', { value: 2, ifVersion: 1 });
  const stale = metadata.put('stars', 'ann', { value: 3, ifVersion: 1 });
  await expect(stale).rejects.toMatchObject({
    code: 'PRECONDITION_FAILED',
    message: 'stars/ann: version is 2, not 1',
  });
  expect((await metadata.get('stars', 'ann'))?.value).toBe(2);
});

test('of many that create at once exactly one wins', async () => {
  const puts = Array.from({ length: 20 }, (_, i) =>
    metadata.put('stars', 'ann', { value: i, ifVersion: 0 }),
  );
  const results = await Promise.allSettled(puts);
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  expect((await metadata.get('stars', 'ann'))?.version).toBe(1);
});

test('a collection lists its own documents by key, and no neighbour’s', async () => {
  await metadata.put('stars', 'b', { value: 1 });
  await metadata.put('stars', 'a', { value: 2 });
  await metadata.put('stars', '𝄞', { value: 3 });
  await metadata.put('star', 'x', { value: 4 });
  await metadata.put('starship', 'x', { value: 5 });
  const keys = (await metadata.list('stars')).map(({ key }) => key);
  expect(keys).toEqual(['a', 'b', '𝄞']);
});

test('a deleted document is gone and starts again at version 1', async () => {
  await metadata.put('stars', 'ann', { value: 1 });
  await expect(metadata.delete('stars', 'ann', { ifVersion: 7 })).rejects.toThrow('version is 1');
  expect(await metadata.delete('stars', 'ann')).toBe(true);
  expect(await metadata.delete('stars', 'ann')).toBe(false);
  expect((await metadata.put('stars', 'ann', { value: 2 })).version).toBe(1);
});

test('hostile collections, keys and values are refused with their names', async () => {
  await expect(metadata.get('../x', 'a')).rejects.toThrow('collection: not a name: ../x');
  await expect(metadata.get('stars', '')).rejects.toThrow('key: expected 1 to 500 bytes');
  await expect(metadata.get('stars', 'ü'.repeat(251))).rejects.toThrow('key: expected');
  await expect(metadata.put('stars', 'a', { value: undefined })).rejects.toThrow('not JSON');
  const large = 'x'.repeat(300_000);
  await expect(metadata.put('stars', 'a', { value: large })).rejects.toThrow('larger than');
});

test('what was put is there after SIGKILL', async () => {
  await metadata.close();
  const script = join(directory, 'writer.mjs');
  await writeFile(
    script,
    `const { openMetadata } = await import(${JSON.stringify(join(import.meta.dirname, 'open.ts'))});
     const metadata = await openMetadata(process.argv[2]);
     for (let i = 1; ; i++) {
       await metadata.put('counters', 'n', { value: i });
       process.send(i);
     }`,
  );
  const writer = fork(script, [join(directory, 'store')], {
    execArgv: ['--import', 'tsx'],
    cwd: import.meta.dirname,
  });
  let acknowledged = 0;
  await new Promise<void>((resolve) => {
    writer.on('message', (count: number) => {
      acknowledged = count;
      if (count === 50) writer.kill('SIGKILL');
    });
    writer.on('exit', () => resolve());
  });
  metadata = await openMetadata(join(directory, 'store'));
  const document = await metadata.get('counters', 'n');
  expect(acknowledged).toBeGreaterThanOrEqual(50);
  expect(document?.value).toBeGreaterThanOrEqual(acknowledged);
  expect(document?.version).toBe(document?.value);
});
