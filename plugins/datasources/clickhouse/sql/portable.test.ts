import { buildTestHost, readAll } from '@heliostat/sdk/testing/datasource';
import { frameToRows, withDefaults } from '@heliostat/sdk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectTo } from '../connection.ts';
import { startEngine, type Engine } from '../engine/serve.ts';
import { settingsSchema } from '../settings.ts';
import { portableType } from './portable.ts';

let host: Awaited<ReturnType<typeof buildTestHost>>;
let engine: Engine;
let connection: ReturnType<typeof connectTo>;

beforeAll(async () => {
  host = await buildTestHost();
  engine = await startEngine(host);
  const { url, user, password } = engine;
  const settings = withDefaults(settingsSchema, { url, user, password });
  connection = connectTo(settings, host);
});
afterAll(async () => {
  await connection.close();
  await engine.close();
  await host.remove();
});

const noon = Date.UTC(2024, 1, 3, 12);
/** What a column of each type reads as. */
const readings: [sql: string, type: string, value: unknown][] = [
  ["toDateTime('2024-02-03 12:00:00', 'UTC')", 'time', noon],
  ["toDateTime('2024-02-03 13:00:00', 'Europe/Berlin')", 'time', noon],
  ["toDateTime64('2024-02-03 12:00:00.250', 3, 'UTC')", 'time', noon + 250],
  ["toDateTime64('2024-02-03 12:00:00.250750', 6, 'UTC')", 'time', noon + 250],
  ["toDate('2024-02-03')", 'time', Date.UTC(2024, 1, 3)],
  ["toDate32('2024-02-03')", 'time', Date.UTC(2024, 1, 3)],
  ["CAST(NULL, 'Nullable(DateTime)')", 'time', null],
  ['toUInt64(18446744073709551615)', 'number', 2 ** 64],
  ['toInt64(-5)', 'number', -5],
  ['toUInt8(3)', 'number', 3],
  ['toInt128(5)', 'number', 5],
  ['toFloat32(1.5)', 'number', 1.5],
  ['toDecimal64(1.25, 2)', 'number', 1.25],
  ["CAST(5, 'Nullable(UInt64)')", 'number', 5],
  ["CAST(NULL, 'Nullable(Float64)')", 'number', null],
  [
    "toUUID('61f0c404-5cb3-11e7-907b-a6006ad3dba0')",
    'string',
    '61f0c404-5cb3-11e7-907b-a6006ad3dba0',
  ],
  ["CAST('a', 'Enum8(\\'a\\' = 1, \\'b,(\\' = 2)')", 'string', 'a'],
  ["toLowCardinality('x')", 'string', 'x'],
  ["CAST(NULL, 'LowCardinality(Nullable(String))')", 'string', null],
  ["toIPv4('1.2.3.4')", 'string', '1.2.3.4'],
  ["toIPv6('::1')", 'string', '::1'],
  ['true', 'boolean', true],
  ["['a', 'b']", 'json', ['a', 'b']],
  ['[1, 2]', 'json', [1, 2]],
];

describe('columns through Arrow', () => {
  it.each(readings)('%s is %s', async (expression, type, value) => {
    const query = { sql: `SELECT ${expression} AS x` };
    const frame = await readAll(connection, { query, range: { from: 0, to: 1 } });
    expect(frame.fields[0]?.type).toBe(type);
    const [row] = frameToRows(frame);
    const seen = row?.['x'];
    expect(ArrayBuffer.isView(seen) ? Array.from(seen as Uint8Array) : seen).toEqual(value);
  });

  it('nested types change only in their leaves', () => {
    expect(portableType('Array(Nullable(UInt64))')).toBe('Array(Nullable(UInt64))');
    expect(portableType("Map(LowCardinality(String), Enum8('a,b' = 1))")).toBe(
      'Map(LowCardinality(String), String)',
    );
    expect(portableType('Tuple(a UInt128, `b c` UUID)')).toBe('Tuple(a Float64, `b c` String)');
  });

  it('an empty tuple stays one', () => expect(portableType('Tuple()')).toBe('Tuple()'));

  it.each([
    ['SELECT $__text(n) FROM (SELECT 404 AS n) WHERE n > 400', 'n'],
    ['SELECT $__text(`a b`), 1 AS one FROM (SELECT 404 AS `a b`)', 'a b'],
    ['SELECT $__text(x.n), toDate(0) AS d FROM (SELECT 404 AS n) AS x', 'n'],
    ['SELECT $__text(n) AS code FROM (SELECT 404 AS n)', 'code'],
    ['SELECT $__text("a b"), 1 AS one FROM (SELECT 404 AS `a b`)', 'a b'],
  ])('%s is text under its name', async (sql, name) => {
    const frame = await readAll(connection, { query: { sql }, range: { from: 0, to: 1 } });
    expect(frame.fields[0]).toMatchObject({ name, type: 'string' });
    expect(frameToRows(frame)[0]).toMatchObject({ [name]: '404' });
  });

  it('text does not take the name that another column has', async () => {
    const query = { sql: 'SELECT $__text(n), n FROM (SELECT 404 AS n)' };
    const frame = await readAll(connection, { query, range: { from: 0, to: 1 } });
    expect(frameToRows(frame)).toEqual([{ 'toString(n)': '404', n: 404 }]);
  });

  it('only a column is text under its name', async () => {
    const asked = { query: { sql: 'SELECT $__text(n + 1)' }, range: { from: 0, to: 1 } };
    await expect(readAll(connection, asked)).rejects.toThrow(/expected the name of a column/);
  });

  it('keeps the order of the query where columns are cast', async () => {
    const query = {
      sql: 'SELECT number, toDateTime(number) AS t FROM numbers(1000) ORDER BY number DESC',
    };
    const frame = await readAll(connection, { query, range: { from: 0, to: 1 } });
    expect(frameToRows(frame).map(({ number }) => number)).toEqual(
      Array.from({ length: 1000 }, (_, i) => 999 - i),
    );
  });
});
