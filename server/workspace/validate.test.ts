import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadTestPlugins, readState, toLines } from './testing.ts';

const fixtures = join(import.meta.dirname, 'fixtures');
const invalid = await readdir(join(fixtures, 'invalid'));
const plugins = await loadTestPlugins();

test.each(invalid)('%s is reported at its place', async (name) => {
  const directory = join(fixtures, 'invalid', name);
  const state = await readState(directory, plugins);
  expect(state.issues()).not.toEqual([]);
  await expect(toLines(state.issues())).toMatchFileSnapshot(join(directory, 'issues.txt'));
});

test('a valid workspace has no issues', async () => {
  const state = await readState(join(fixtures, 'valid'), plugins);
  expect(state.issues()).toEqual([]);
  expect(state.list('dashboard').map(({ path }) => path)).toEqual(['engagement/overview']);
});

test('keys of prototypes change nothing', async () => {
  await readState(join(fixtures, 'invalid/prototype-keys'), plugins);
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
});
