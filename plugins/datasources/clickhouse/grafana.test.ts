import { toText } from '@heliostat/sdk';
import { expect, test } from 'vitest';
import grafana from './grafana.ts';
import { expand } from './sql/expand.ts';

const variables = new Map([
  ['region', { name: 'region', multi: true }],
  ['shop_kind', { name: 'shop-kind', multi: false }],
  ['q', { name: 'q', multi: false }],
]);

function convert(rawSql: string): { sql: string; notes: string[] } {
  const notes: string[] = [];
  const note = (text: string) => void notes.push(text);
  const query = grafana.query({ rawSql }, { variables, note });
  const sql = toText(query?.['sql'] as string | string[]);
  return { sql, notes };
}

test.each([
  ['$__timeFilter(ts)', '$__time(ts)'],
  ['$__dateTimeFilter(d, ts)', '$__time(ts)'],
  ['$__timeInterval(ts)', '$__bucket(ts)'],
  ['toStartOfInterval(ts, INTERVAL $__interval_s second)', '$__bucket(ts)'],
  ['count() / $__interval_s', 'count() / intDiv($__step, 1000)'],
  ['ts > $__fromTime', 'ts > fromUnixTimestamp64Milli($__from)'],
  ['ms < ${__to}', 'ms < $__to'],
  ["region IN ('$region')", '$__in(region, region)'],
  ['lower(region) in (${region:singlequote})', '$__in(lower(region), region)'],
  ['region NOT IN ($region)', 'NOT $__in(region, region)'],
  ["region = '$region'", '$__in(region, region)'],
  ["kind = '${shop_kind}'", 'kind = $__var(shop-kind)'],
  ["kind LIKE '%[[shop_kind]]%'", "kind LIKE concat('%', $__var(shop-kind), '%')"],
  ['$__conditionalAll(region IN ($region), $region)', '$__in(region, region)'],
  ["$__conditionalAll(f(a, '$q') > 0, $q)", '(empty($__var(q)) OR f(a, $__var(q)) > 0)'],
  ['1 LIMIT $q', '1 LIMIT toUInt64($__var(q))'],
  ['limit $q_other', 'limit $q_other'],
])('%s → %s', (from, to) => {
  const { sql } = convert(`SELECT ${from};`);
  expect(sql).toBe(`SELECT ${to}`);
  if (to.includes('$q_other')) return;
  const bound = { range: { from: 0, to: 1 }, stepMs: 1000, filters: [] };
  expand(sql, { ...bound, params: { region: ['a'], 'shop-kind': 'b', q: 'c' } });
});

test.each(['SELECT $q', 'SELECT sum($q) FROM t', 'SELECT 1 FROM ${q:raw}', 'SELECT a ORDER BY $q'])(
  'what is a name or a number in Grafana is named: %s',
  (sql) => {
    expect(convert(sql).notes).toEqual([
      '$q without quotes: bound as a text, which is no name and no number',
    ]);
    expect(convert("SELECT 1 WHERE a > $q AND f(b, '$q') = ($q) LIMIT $q").notes).toEqual([]);
  },
);

test('what is left of Grafana is named, as are tables that queries may not read', () => {
  expect(convert('SELECT $__table, ${other:csv} FROM system.parts').notes).toEqual(
    [
      'reads system tables: give its datasource the setting systemTables',
      '$__table: no counterpart',
      '${other:csv}: no counterpart',
    ].sort((a, b) => Number(a.startsWith('reads')) - Number(b.startsWith('reads'))),
  );
});

test.each(["INTERVAL '$width'", 'INTERVAL ${width}'])('%s is the step of the query', (width) => {
  const query = grafana.query(
    { rawSql: `SELECT toStartOfInterval(ts, ${width}) AS t FROM orders` },
    {
      variables: new Map([['width', { name: 'width', multi: false, isInterval: true }]]),
      note: () => undefined,
    },
  );
  expect(query).toEqual({ sql: 'SELECT $__bucket(ts) AS t FROM orders', step: '$width' });
});

test('ad hoc filters of a table are applied where it is read', () => {
  const { sql } = convert(
    "SELECT count() FROM shop.orders SETTINGS $__adHocFilters('shop.orders')",
  );
  expect(sql).toBe('SELECT count() FROM (SELECT * FROM shop.orders WHERE $__filters)');
  expect(grafana.tables?.({ sql })).toEqual(['shop.orders']);
  expect(grafana.tables?.({ sql: 'WITH a AS (SELECT 1 FROM b) SELECT 2 FROM a' })).toEqual(['b']);
});

test('a query without text is none', () => {
  expect(grafana.query({ rawSql: ' ' }, { variables, note: () => undefined })).toBeUndefined();
});
