import { expect, test } from 'vitest';
import { buildClosers } from './closers.ts';

const silent = { debug() {}, info() {}, warn() {}, error() {} };

test('what was opened last is closed first, once', async () => {
  const closed: string[] = [];
  const closers = buildClosers(silent);
  for (const name of ['lock', 'log', 'api']) closers.add(name, () => closed.push(name));

  await closers.closeAll();
  await closers.closeAll();

  expect(closed).toEqual(['api', 'log', 'lock']);
});

test('one that fails is named and does not keep the others open', async () => {
  const closed: string[] = [];
  const errors: object[] = [];
  const closers = buildClosers({ ...silent, error: (fields) => void errors.push(fields) });
  closers.add('lock', () => closed.push('lock'));
  closers.add('engine', () => Promise.reject(new Error('stuck')));

  await closers.closeAll();

  expect(closed).toEqual(['lock']);
  expect(errors).toMatchObject([{ name: 'engine', error: { message: 'stuck' } }]);
});
