import { describe, expect, test } from 'vitest';
import { QueryHistory } from './history.ts';
import { specOf, toLines, withSpec } from './spec.ts';

function memory(): Storage {
  const held = new Map<string, string>();
  return {
    getItem: (key: string) => held.get(key) ?? null,
    setItem: (key: string, value: string) => void held.set(key, value),
  } as Storage;
}

describe('history', () => {
  test('keeps the last fifty of each datasource, each once, the latest first', () => {
    const history = new QueryHistory(memory(), () => 7);
    for (let i = 0; i < 60; i++) history.add('warehouse', { sql: `SELECT ${i}` });
    history.add('warehouse', { sql: 'SELECT 30' });
    const list = history.list('warehouse');
    expect(list).toHaveLength(50);
    expect(list.slice(0, 2)).toEqual([
      { atMs: 7, spec: { sql: 'SELECT 30' } },
      { atMs: 7, spec: { sql: 'SELECT 59' } },
    ]);
    expect(history.list('other')).toEqual([]);
  });

  test('what cannot be read or kept is no history', () => {
    const storage = memory();
    storage.setItem('heliostat.history.a', '{broken');
    storage.setItem('heliostat.history.b', '[1, null, {"atMs": 1, "spec": {"sql": "x"}}]');
    expect(new QueryHistory(storage).list('a')).toEqual([]);
    expect(new QueryHistory(storage).list('b')).toHaveLength(1);
    expect(new QueryHistory(undefined).list('a')).toEqual([]);
  });
});

test('another spec keeps what is the host’s, and nothing of the old one', () => {
  const query = { datasource: 'w', sql: 'a', format: 'x', transforms: [{ use: 'limit' }] };
  expect(specOf(query)).toEqual({ sql: 'a', format: 'x' });
  expect(withSpec(query, { sql: 'b' })).toEqual({
    datasource: 'w',
    sql: 'b',
    transforms: [{ use: 'limit' }],
  });
});

test('one line is a text, several are lines, none is nothing', () => {
  expect(toLines('SELECT 1')).toBe('SELECT 1');
  expect(toLines('SELECT 1\nFROM x')).toEqual(['SELECT 1', 'FROM x']);
  expect(toLines(' \n')).toBeUndefined();
});
