import { describe, expect, test } from 'vitest';
import { rowsBehind } from './rows-behind.ts';

describe('the rows behind a query are those of', () => {
  test('its table, its joins and its conditions, without what is made of them', () => {
    const sql = `SELECT $__bucket(ts) AS t, sum(amount) * 1000 / $__step AS paid -- per second
      FROM orders AS o JOIN shops USING (shop_id)
      WHERE $__time(o.ts) AND kind IN ('a', 'GROUP BY') AND $__filters
      GROUP BY t ORDER BY t LIMIT 10`;
    expect(rowsBehind(sql)).toEqual({
      from: `orders AS o JOIN shops USING (shop_id)
      WHERE $__time(o.ts) AND kind IN ('a', 'GROUP BY') AND $__filters`,
      time: 'o.ts',
      sum: 'amount',
    });
  });

  test('the innermost of several that says which time', () => {
    const sql =
      'SELECT t, avg(n) FROM (SELECT $__bucket(ts) AS t, count() AS n FROM logs WHERE ($__time(ts)) GROUP BY t) GROUP BY t';
    expect(rowsBehind(sql)).toEqual({
      ...{ from: 'logs WHERE ($__time(ts))', time: 'ts', sum: undefined },
    });
  });

  test('all that is said where nothing is made of them', () => {
    expect(rowsBehind('select * from logs where $__time(toDateTime(ts))')).toEqual({
      ...{ from: 'logs where $__time(toDateTime(ts))', time: 'toDateTime(ts)', sum: undefined },
    });
  });
});

test.each([
  ['SELECT count() FROM logs', 'no $__time(column)'],
  ['SELECT 1 FROM a WHERE $__time(ts) UNION ALL SELECT 1 FROM b', 'several queries'],
  ['WITH x AS (SELECT 1) SELECT 1 FROM a WHERE $__time(ts)', 'WITH'],
  ['SELECT 1 FROM a WHERE $__time', '$__time without its column'],
])('of others it cannot be told: %s', (sql, reason) => {
  expect(() => rowsBehind(sql)).toThrow(reason);
});
