import { afterEach, expect, it } from 'vitest';
import { openCheckpoint, type CheckpointHead, type StateChange } from './checkpoint.ts';
import { makeDirectory } from './testing/rig.ts';

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

const head: CheckpointHead = { stream: 'events', position: 7, atMs: 1, fingerprints: {} };

function begin() {
  const { directory, remove } = makeDirectory();
  cleanups.push(remove);
  const checkpoint = openCheckpoint(directory, 'social/main');
  cleanups.push(() => checkpoint.close());
  return checkpoint;
}

function changes(step: string, keys: readonly string[]): StateChange[] {
  return keys.map((key) => ({ step, key, bytes: Buffer.from(key) }));
}

it('gives back the state of a step whatever its keys are, and of no other step', async () => {
  const checkpoint = begin();
  const keys = ['', 'plain', '🌞', '\uffff', 'x'.repeat(5000)];
  const own = changes('per-10s', keys);
  await checkpoint.save(head, { changes: [...own, ...changes('per-10', ['a'])], obsolete: [] });
  const stored = [...checkpoint.state('per-10s')];
  expect(stored.map(([key]) => key).sort()).toEqual([...keys].sort());
  expect(stored.every(([key, bytes]) => Buffer.from(bytes).toString() === key)).toBe(true);
  expect(checkpoint.head()).toEqual(head);
});

it('forgets a step that is obsolete, and keeps what comes with the same save', async () => {
  const checkpoint = begin();
  await checkpoint.save(head, { changes: changes('sum', ['a', '🌞']), obsolete: [] });
  await checkpoint.save(head, { changes: changes('sum', ['b']), obsolete: ['sum'] });
  expect([...checkpoint.state('sum')].map(([key]) => key)).toEqual(['b']);
});
