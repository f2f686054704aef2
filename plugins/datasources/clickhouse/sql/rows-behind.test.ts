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

describe('what the rows are weighed by is', () => {
  const sumOf = (...columns: string[]) =>
    rowsBehind(`SELECT ${columns.join(', ')} FROM logs WHERE $__time(ts) GROUP BY 1`).sum;

  test.each([
    ['sum(a)', 'a'],
    ['sum(price * amount) AS paid', 'price * amount'],
    ['SUM ( a ) paid', 'a'],
    ['sum(a) / 100', 'a'],
    ['60 * (sum(a) / $__step) AS rate', 'a'],
    ['round(sum(a), 2)', 'a'],
    ['toFloat64(round(sum(a) / 1000)) AS k', 'a'],
    ['ifNull(sum(a), 0)', 'a'],
    ['round(sum(a) * 100.0 / {seconds:UInt32})', 'a'],
    ['count(), sum(a)', 'a'],
    ['sum(a) / sum(b) AS share, sum(b)', 'b'],
    ['sum(greatest(a, 0))', 'greatest(a, 0)'],
    ['sum(a) AS x, sum(b) AS y', 'a'],
  ])('what one column adds up, alone or with numbers: %s', (...given) => {
    const sum = given.pop();
    expect(sumOf('$__bucket(ts) AS t', ...given)).toBe(sum);
  });

  test.each([
    'round(sum(a) / sum(b))',
    'sum(a) / sum(b)',
    'sum(a) / count()',
    'sum(a) - sum(b)',
    'if(sum(a) > 0, 1, 0)',
    'sum(a) / uniq(user)',
    'sqrt(sum(a))',
    '100 / sum(a)',
    'sum(a) % 10',
    'sum(a) > 5',
    '-sum(a)',
    '1 - sum(a)',
    'sum(a) OVER (ORDER BY t)',
    'sum(DISTINCT a)',
    '(SELECT sum(n) FROM other) AS all_of_them, count()',
    'arraySum(x -> sum(x), list)',
    'sum(sum(a)) OVER ()',
    'sum',
    'sum(a, b)',
    'sumIf(a, b)',
  ])('nothing else, then every row weighs the same: %s', (column) => {
    expect(sumOf('$__bucket(ts) AS t', column)).toBeUndefined();
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
