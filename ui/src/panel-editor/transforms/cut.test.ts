import { expect, test } from 'vitest';
import { cutAfter, inputsOf } from './cut.ts';

const queries = {
  a: { datasource: 'w', sql: 'A' },
  b: { datasource: 'w', sql: 'B', transforms: [{ use: 'sort' }, { use: 'limit' }] },
  both: { from: ['a', 'b'], transforms: [{ use: 'join' }, { use: 'sort' }] },
};

test('a query is cut behind a step, the queries below it stay whole', () => {
  expect(cutAfter(queries, 'b', 1)).toEqual({ b: { ...queries.b, transforms: [{ use: 'sort' }] } });
  expect(cutAfter(queries, 'b', 0)['b']).not.toHaveProperty('transforms');
  expect(cutAfter(queries, 'both', 1)).toEqual({
    both: { from: ['a', 'b'], transforms: [{ use: 'join' }] },
    a: queries.a,
    b: queries.b,
  });
});

test('into the first step over other queries come their results, into a later one that of the one before', () => {
  expect(inputsOf(queries, 'both', 0).map(({ query }) => query)).toEqual(['a', 'b']);
  expect(inputsOf(queries, 'both', 1)).toEqual([
    { query: 'both', queries: cutAfter(queries, 'both', 1) },
  ]);
  expect(inputsOf(queries, 'b', 0).map(({ query }) => query)).toEqual(['b']);
});
