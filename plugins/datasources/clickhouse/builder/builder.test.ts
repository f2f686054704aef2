import type { Aggregate, BuiltQuery, Filter, Measure } from '@heliostat/sdk';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { builder } from './builder.ts';

const time: BuiltQuery = {
  table: ['activity'],
  time: 'ts',
  bucket: true,
  measures: [{ name: 'count', aggregate: 'count' }],
  groupBy: [],
  filters: [],
  sort: { by: 'ts', descending: false },
};

const write = (built: BuiltQuery): string => [builder.write(built).sql].flat().join('\n');

test('rows counted over time', () => {
  expect(builder.write(time)).toEqual({
    sql: [
      'SELECT $__bucket(ts) AS t, count() AS count',
      'FROM activity',
      'WHERE $__time(ts) AND $__filters',
      'GROUP BY t',
      'ORDER BY t',
    ],
  });
});

test('measures by group, filtered, sorted and limited', () => {
  const built: BuiltQuery = {
    table: ['other db', 'activity'],
    time: 'ts',
    bucket: false,
    measures: [
      { name: 'p95', aggregate: 'quantile', field: 'time_spent', quantile: 0.95 },
      { name: 'users', aggregate: 'unique', field: 'user_id' },
    ],
    groupBy: ['country', 'order'],
    filters: [
      { field: 'type', op: 'in', value: ['like', "it's"] },
      { field: 'time_spent', op: '>=', value: -1.5 },
      { field: 'path', op: 'matches', value: '^/a\\d' },
      { field: 'ok', op: '=', value: true },
      { field: 'order', op: 'in', variable: 'my-order' },
    ],
    sort: { by: 'p95', descending: true },
    limit: 10,
  };
  expect(write(built)).toBe(
    [
      'SELECT country, `order`, quantile(0.95)(time_spent) AS p95, uniq(user_id) AS users',
      'FROM `other db`.activity',
      'WHERE',
      '  $__time(ts) AND',
      "  type IN ('like', 'it\\'s') AND",
      '  time_spent >= -1.5 AND',
      "  match(path, '^/a\\\\d') AND",
      '  ok = true AND',
      '  $__in(`order`, my-order) AND',
      '  $__filters',
      'GROUP BY country, `order`',
      'ORDER BY p95 DESC',
      'LIMIT 10',
    ].join('\n'),
  );
  expect(builder.read(builder.write(built))).toEqual(built);
});

test('numbers that are names come as text, under their own name, and are sorted as numbers', () => {
  const built = {
    ...time,
    groupBy: ['status', 'order', 'zone'],
    asText: ['status', 'order'],
    sort: { by: 'status', descending: false },
  };
  expect(write(built)).toBe(
    [
      'SELECT $__bucket(ts) AS t, $__text(status), $__text(`order`), zone, count() AS count',
      'FROM activity',
      'WHERE $__time(ts) AND $__filters',
      'GROUP BY t, status, `order`, zone',
      'ORDER BY status',
    ].join('\n'),
  );
  expect(builder.read(builder.write(built))).toEqual(built);
});

test('the bucket takes a name that nothing else has', () => {
  expect(write({ ...time, time: 't' })).toContain('$__bucket(t) AS time,');
  expect(write({ ...time, groupBy: ['t', 'time', 'bucket'] })).toContain('AS bucket_2, t, time,');
});

test('without measures it is the rows, without fields all of them', () => {
  const rows: BuiltQuery = {
    table: ['logs'],
    bucket: false,
    measures: [],
    groupBy: [],
    filters: [],
  };
  expect(write(rows)).toBe('SELECT *\nFROM logs\nWHERE $__filters');
  expect(write({ ...rows, time: 'ts', groupBy: ['level', 'message'] })).toBe(
    'SELECT ts, level, message\nFROM logs\nWHERE $__time(ts) AND $__filters',
  );
});

test('the space between words may differ, nothing else', () => {
  const sql =
    'SELECT $__bucket(ts) AS t,count() AS count FROM activity\n\n WHERE $__time(ts) ' +
    'AND $__filters GROUP BY t ORDER BY t';
  expect(builder.read({ sql })).toEqual(time);
  for (const other of [
    `${sql} -- by hand`,
    `${sql} SETTINGS max_threads = 1`,
    sql.replace('AND $__filters ', ''),
    sql.replace('count()', 'count(*)'),
    sql.replace('GROUP BY t', 'GROUP BY ts'),
    sql.replace('AS t,', 'AS time,'),
    sql.replaceAll('ts', 'toStartOfDay(ts)'),
    sql.replace('activity', '(SELECT 1)'),
    sql.replace('count() AS', '  quantileExact(0.9)(ts) AS'),
    '',
    'SELECT',
    "SELECT 'never closed",
  ])
    expect(builder.read({ sql: other }), other).toBeUndefined();
});

const name = fc.oneof(
  fc.stringMatching(/^[A-Za-z_]\w{0,8}$/),
  fc.string({ minLength: 1, maxLength: 12, unit: 'grapheme' }),
);
const aggregate = fc.constantFrom<Aggregate>('sum', 'avg', 'min', 'max', 'unique', 'quantile');
const measure = fc.oneof(
  fc.record<Measure>({ name, aggregate: fc.constant('count') }),
  fc
    .record({ name, aggregate, field: name, level: fc.integer({ min: 0, max: 1000 }) })
    .map(({ level, ...rest }): Measure =>
      rest.aggregate === 'quantile' ? { ...rest, quantile: level / 1000 } : rest,
    ),
);
const number = fc.oneof(
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }).filter((value) => !Object.is(value, -0)),
);
const text = fc.string({ unit: 'binary', maxLength: 20 });
const filter = fc.oneof(
  fc.record<Filter>({
    field: name,
    op: fc.constantFrom('=', '!=', '<', '<=', '>', '>='),
    value: fc.oneof(text, number, fc.boolean()),
  }),
  fc.record<Filter>({
    field: name,
    op: fc.constantFrom('in', 'not in'),
    value: fc.array(fc.oneof(text, number), { minLength: 1, maxLength: 3 }),
  }),
  fc.record<Filter>({ field: name, op: fc.constant('matches'), value: text }),
  fc.record({
    field: name,
    op: fc.constant('in' as const),
    variable: fc.stringMatching(/^[a-z][a-z0-9-]{0,9}$/),
  }),
);
const built = fc
  .record(
    {
      table: fc.array(name, { minLength: 1, maxLength: 2 }),
      time: name,
      bucket: fc.boolean(),
      measures: fc.array(measure, { maxLength: 3 }),
      groupBy: fc.uniqueArray(name, { maxLength: 3 }),
      texts: fc.integer({ min: 1, max: 3 }),
      filters: fc.array(filter, { maxLength: 3 }),
      limit: fc.integer({ min: 1, max: 1_000_000 }),
      descending: fc.boolean(),
    },
    { requiredKeys: ['table', 'bucket', 'measures', 'groupBy', 'filters'] },
  )
  .map(({ descending, texts = 0, ...rest }): BuiltQuery => {
    const asText = rest.groupBy.slice(0, texts);
    const bucket = rest.bucket && rest.time !== undefined && rest.measures.length > 0;
    const by = rest.measures[0]?.name ?? rest.time;
    const sort = descending === undefined || by === undefined ? {} : { sort: { by, descending } };
    return { ...rest, ...(asText.length > 0 && { asText }), bucket, ...sort };
  });

test('what is written is read back, whatever the names and values', () => {
  fc.assert(
    fc.property(built, (choices) => {
      expect(builder.read(builder.write(choices))).toEqual(choices);
    }),
    { numRuns: 2000 },
  );
});

test('no text at all makes the reader throw', () => {
  const words = fc.array(
    fc.oneof(
      fc.constantFrom('SELECT', 'FROM', 'WHERE', '$__time(', ')', ',', "'", '`', 'AS', '*'),
      text,
    ),
  );
  fc.assert(
    fc.property(words, (parts) => {
      const sql = parts.join(' ');
      const choices = builder.read({ sql });
      if (choices !== undefined) expect(builder.read(builder.write(choices))).toEqual(choices);
    }),
    { numRuns: 1000 },
  );
});
