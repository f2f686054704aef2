import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Client } from './client.ts';
import { functions } from './functions.ts';
import { readSchema } from './schema-tree.ts';
import { openTestEngine } from './testing.ts';
import { readValues } from './values.ts';

const { signal } = new AbortController();
let engine: Awaited<ReturnType<typeof openTestEngine>>;
let client: Client;
beforeAll(async () => {
  engine = await openTestEngine([
    'CREATE TABLE full (n UInt8) ENGINE = MergeTree ORDER BY n',
    'CREATE TABLE empty (n UInt8) ENGINE = MergeTree ORDER BY n',
    'CREATE VIEW seen AS SELECT n FROM full',
    'INSERT INTO full SELECT number FROM numbers(7)',
  ]);
  client = engine.client;
});
afterAll(() => engine.close());

test('a table says how many rows it has and when they changed; a view, which has none, nothing', async () => {
  const before = Date.now();
  const [empty, full, seen] = await readSchema(client, ['default'], signal);
  expect(full).toMatchObject({ name: 'full', rows: 7 });
  expect(Math.abs(before - full!.changedAtMs!)).toBeLessThan(60_000);
  expect(empty).toMatchObject({ name: 'empty', rows: 0 });
  expect(empty).not.toHaveProperty('changedAtMs');
  expect(seen).toMatchObject({ name: 'seen', type: 'View' });
  expect(seen).not.toHaveProperty('rows');
});

test('elements of tuples and keys of maps are fields, whose values are found', async () => {
  for (const sql of [
    `CREATE TABLE nested (tags Array(String), attrs Map(LowCardinality(String), String), geo Tuple(city String,
      lat Float64), counts Map(UInt8, UInt8)) ENGINE = MergeTree ORDER BY tuple()`,
    "INSERT INTO nested VALUES (['a'], {'os': 'ios', 'not a word': 'x'}, ('Paris', 1), {1: 2})",
  ])
    await client.command({ sql, signal });
  const fields = await readSchema(client, ['default', 'nested'], signal);
  expect(fields.map(({ name, fieldType }) => [name, fieldType])).toEqual([
    ['tags', 'json'],
    ['attrs', 'json'],
    ['geo', 'json'],
    ['counts', 'json'],
    ['geo.city', 'string'],
    ['geo.lat', 'number'],
    ['attrs.key_os', 'string'],
  ]);
  const values = (field: string) =>
    readValues(client, { path: ['default', 'nested'], field, search: '', limit: 9 }, signal);
  expect(await values('attrs.key_os')).toEqual(['ios']);
  await expect(values('attrs.no')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await client.command({ sql: 'DROP TABLE nested', signal });
});

test('what is inside of columns of hidden databases is no field either', async () => {
  const ask = (path: string[], field: string) =>
    readValues(client, { path, field, search: '', limit: 9 }, signal);
  for (const [table, field] of [
    ['processes', 'Settings.key_readonly'],
    ['processes', 'ProfileEvents.key_Query'],
    ['tables', 'create_table_query.size'],
  ])
    await expect(ask(['system', table!], field!)).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

test('a user who may not read the parts sees the tables all the same', async () => {
  const guarded = new Proxy(client, {
    get: (target, key) =>
      key === 'rows'
        ? (statement: Parameters<Client['rows']>[0]) =>
            statement.sql.includes('system.parts')
              ? Promise.reject(new Error('not granted'))
              : target.rows(statement)
        : (Reflect.get(target, key) as unknown),
  });
  const tables = await readSchema(guarded, ['default'], signal);
  expect(tables.map(({ name, rows }) => [name, rows])).toEqual([
    ['empty', 0],
    ['full', 7],
    ['seen', undefined],
  ]);
});

test('every function that is offered is one of the engine, and offered once', async () => {
  const sql =
    'SELECT if(case_insensitive, lower(name), name) AS name FROM system.functions FORMAT TSV';
  const known = new Set(await client.lines({ sql, signal }));
  const names = functions.map(({ label }) => label);
  // `countIf` is `count` with a combinator.
  const isKnown = (name: string): boolean =>
    [name, name.toLowerCase(), name.replace(/(If|Map)$/, '')].some((one) => known.has(one));
  expect(names.filter((name) => !isKnown(name))).toEqual([]);
  expect(new Set(names).size).toBe(names.length);
  expect(names).toEqual(expect.arrayContaining(['countIf', 'toStartOfHour', 'quantile']));
});
