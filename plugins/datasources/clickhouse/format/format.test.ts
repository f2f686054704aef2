import fc from 'fast-check';
import { expect, test } from 'vitest';
import { significant, tokenize } from '../sql/tokens.ts';
import { formatSql } from './format.ts';

test('a line for each clause, keywords in capitals, how rows are grouped and ordered on one', () => {
  const sql =
    "select $__bucket(ts) as t,100 * sumIf(n,type='click')/sum(n) as rate from clicks where $__time(ts) " +
    "and country in $country and type!='bot' and $__filters group by t order by t desc limit 10";
  expect(formatSql(sql).split('\n')).toEqual([
    "SELECT $__bucket(ts) AS t, 100 * sumIf(n, type = 'click')/sum(n) AS rate",
    'FROM clicks',
    "WHERE $__time(ts) AND country IN $country AND type != 'bot' AND $__filters",
    'GROUP BY t ORDER BY t DESC LIMIT 10',
  ]);
});

test('what fits on one line stays on one', () => {
  expect(formatSql('select distinct a\n  from t\n where b')).toBe(
    'SELECT DISTINCT a FROM t WHERE b',
  );
});

test('a clause that is too long is broken after commas, or before AND and OR', () => {
  const fields = ['first_long_name', 'second_long_name', 'third_long_name'].map(
    (name) => `sum(${name}) AS total_of_${name}`,
  );
  const where = ['a BETWEEN 1 AND 2', ...fields.map((field) => field.split(' ')[0]! + ' > 1000')];
  const sql = `SELECT ${fields.join(', ')} FROM t WHERE ${where.join(' AND ')} OR c = 1 AND long_one_more > 2`;
  expect(formatSql(sql).split('\n')).toEqual([
    'SELECT',
    `  ${fields[0]},`,
    `  ${fields[1]},`,
    `  ${fields[2]}`,
    'FROM t',
    'WHERE a BETWEEN 1 AND 2',
    ...where.slice(1).map((one) => `  AND ${one}`),
    '  OR c = 1',
    '  AND long_one_more > 2',
  ]);
});

test('queries in brackets have lines of their own where they are long', () => {
  const sql =
    'SELECT day, count() FROM (SELECT toDate(ts) AS day, user_id FROM members WHERE $__time(ts) GROUP BY day, user_id HAVING n > 1) ' +
    'LEFT JOIN days ON days.day = day WHERE day IN (select day from holidays) GROUP BY day';
  expect(formatSql(sql)).toBe(`SELECT day, count()
FROM (
  SELECT toDate(ts) AS day, user_id
  FROM members
  WHERE $__time(ts)
  GROUP BY day, user_id HAVING n > 1
)
LEFT JOIN days ON days.day = day
WHERE day IN (SELECT day FROM holidays)
GROUP BY day`);
});

test('names that look like keywords, and functions of their names, stay as they are', () => {
  expect(formatSql('select t.from, left(a, 2), and(b, c), d as end, type from t')).toBe(
    'SELECT t.from, left(a, 2), and(b, c), d AS end, type FROM t',
  );
});

test('a comment to the end of a line ends one', () => {
  expect(formatSql('select a, -- the first\nb from t where c in (select d -- why\n)')).toBe(`SELECT
  a, -- the first
  b
FROM t
WHERE c IN (
  SELECT d -- why
)`);
});

const piece = fc.oneof(
  fc.constantFrom(
    ...'select from where group by order having limit union all and or between as in case when end desc with join left any'.split(
      ' ',
    ),
    ...['(', ')', '[', ']', ',', '=', '>=', '->', '::', '.', '*', '-', '$', ';'],
    ...["'it''s'", '`a b`', '"c"', '$__time(', '$country', '${a:raw}', '{p:UInt8}', '1.5e3', '#x'],
    ...['-- note\n', '/* and\nmore */', "'never ends", 'a'.repeat(60)],
  ),
  fc.stringMatching(/^[a-z_]{1,8}$/),
);
const anySql = fc
  .array(fc.tuple(piece, fc.constantFrom('', ' ', '\n', '  ')), { maxLength: 40 })
  .map((parts) => parts.flat().join(''));

test('a comment at the end of a clause in brackets takes in nothing', () => {
  expect(formatSql('select (select a -- why\nfrom t)')).toBe(`SELECT (
  SELECT a -- why
  FROM t
)`);
});

test('nothing but spaces and the case of keywords changes, and a second time nothing', () => {
  const meaning = (sql: string): string[] =>
    significant(tokenize(sql)).map(({ kind, text }) =>
      kind === 'word' ? text.toLowerCase() : text,
    );
  const comments = (sql: string): string[] =>
    tokenize(sql).flatMap(({ kind, text }) => (kind === 'comment' ? text : []));
  fc.assert(
    fc.property(anySql, (sql) => {
      const formatted = formatSql(sql);
      expect(meaning(formatted)).toEqual(meaning(sql));
      expect(comments(formatted)).toEqual(comments(sql));
      expect(formatSql(formatted)).toBe(formatted);
    }),
    { numRuns: 2000 },
  );
});

test.each(['select (a', "select 'a", 'select `a', 'select a /* why'])(
  'what never ends stays as it is: %s',
  (sql) => {
    expect(formatSql(sql)).toBe(sql);
  },
);

test('ten thousand brackets in one another are answered, not a stack that overflows', () => {
  const sql = `SELECT ${'('.repeat(10_000)}1${')'.repeat(10_000)}`;
  expect(formatSql(sql)).toBe(sql);
});
