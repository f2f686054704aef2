import type { ValuesRequest } from '@heliostat/sdk';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTestEngine } from './testing.ts';

const { signal } = new AbortController();
let engine: Awaited<ReturnType<typeof openTestEngine>>;
beforeAll(async () => {
  engine = await openTestEngine([
    `CREATE TABLE \`odd \`\`name\` (
      short LowCardinality(Nullable(String)), kind Enum8('a' = 1, 'b' = 2), n Nullable(Int32), big UInt64,
      ratio Float64, ok Bool, day Date, at DateTime('UTC'), \`we.ird\\'\` String, list Array(String),
      tree Map(String, String)) ENGINE = MergeTree ORDER BY tuple()`,
    `INSERT INTO \`odd \`\`name\` SELECT
      if(number % 4 = 3, NULL, ['DE', 'FR', ''][number % 4 + 1]), if(number < 9, 'b', 'a'),
      if(number = 0, NULL, if(number < 4, 7, -5)), 18446744073709551615 - if(number < 9, 0, 1),
      if(number < 9, 0.5, 2), number < 9, toDate('2026-11-22') - (number > 8),
      toDateTime('2026-11-22 10:00:00', 'UTC') + (number > 8), if(number < 9, 'x\\'y', 'ÜBER'), [], map()
      FROM numbers(12)`,
  ]);
});
afterAll(() => engine.close());

const read = (field: string, changed: Partial<ValuesRequest> = {}) =>
  engine.connection.values!(
    { path: ['default', 'odd `name'], field, search: '', limit: 10, ...changed },
    signal,
  );

describe('values', () => {
  test.each([
    ['short', ['DE', 'FR']],
    ['kind', ['b', 'a']],
    ['n', [-5, 7]],
    ['big', ['18446744073709551615', '18446744073709551614']],
    ['ratio', [0.5, 2]],
    ['ok', [true, false]],
    ['day', ['2026-11-22', '2026-11-21']],
    ['at', ['2026-11-22 10:00:00', '2026-11-22 10:00:01']],
    ["we.ird'", ["x'y", 'ÜBER']],
  ])('of %s are %j', async (field, expected) => {
    expect(await read(field)).toEqual(expected);
  });

  test('are searched in letters of any language, and in numbers', async () => {
    expect(await read("we.ird'", { search: 'über' })).toEqual(['ÜBER']);
    expect(await read('n', { search: '7' })).toEqual([7]);
    expect(await read('ok', { search: 'fal' })).toEqual([false]);
  });

  test.each(['list', 'tree'])('of %s are refused: it has no single ones', async (field) => {
    await expect(read(field)).rejects.toThrow(
      new RegExp(`field ${field}: .* has no single values`),
    );
  });

  test('of the tables of the engine itself nobody sees', async () => {
    const path = ['system', 'users'];
    await expect(read('name', { path })).rejects.toThrow('no such field: system.users.name');
    await expect(read('n', { path: ['default'] })).rejects.toThrow('no such field: default.n');
  });
});
