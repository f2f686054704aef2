import { withDefaults, type ValuesRequest } from '@heliostat/sdk';
import { buildTestHost } from '@heliostat/sdk/testing/datasource';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Client } from './client.ts';
import clickhouse from './server.ts';

const { signal } = new AbortController();
let host: Awaited<ReturnType<typeof buildTestHost>>;
let served: Awaited<ReturnType<NonNullable<typeof clickhouse.serve>>>;
let connection: ReturnType<typeof clickhouse.connect>;
beforeAll(async () => {
  host = await buildTestHost();
  const settings = withDefaults<typeof clickhouse.settings>(clickhouse.settings, {});
  served = await clickhouse.serve!(settings, host);
  connection = clickhouse.connect(served.settings, host);
  const client = new Client(served.settings);
  await client.command({
    sql: `CREATE TABLE \`odd \`\`name\` (
      short LowCardinality(Nullable(String)), kind Enum8('a' = 1, 'b' = 2), n Nullable(Int32), big UInt64,
      ratio Float64, ok Bool, day Date, at DateTime('UTC'), \`we.ird\\'\` String, list Array(String),
      tree Map(String, String)) ENGINE = MergeTree ORDER BY tuple()`,
    signal,
  });
  await client.command({
    sql: `INSERT INTO \`odd \`\`name\` SELECT
      if(number % 4 = 3, NULL, ['DE', 'FR', ''][number % 4 + 1]), if(number < 9, 'b', 'a'),
      if(number = 0, NULL, if(number < 4, 7, -5)), 18446744073709551615 - if(number < 9, 0, 1),
      if(number < 9, 0.5, 2), number < 9, toDate('2026-11-22') - (number > 8),
      toDateTime('2026-11-22 10:00:00', 'UTC') + (number > 8), if(number < 9, 'x\\'y', 'ÜBER'), [], map()
      FROM numbers(12)`,
    signal,
  });
  await client.close();
});
afterAll(async () => {
  await connection.close();
  await served.close();
  await host.remove();
});

const read = (field: string, changed: Partial<ValuesRequest> = {}) =>
  connection.values!(
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
