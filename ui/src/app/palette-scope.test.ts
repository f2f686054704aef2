import { expect, test } from 'vitest';
import { parseScope } from './palette-scope.ts';

test.each([
  ['orders', undefined, 'orders'],
  ['>', '>', ''],
  ['> print', '>', 'print'],
  ['@by type ', '@', 'by type'],
  ['#live', '#', 'live'],
  ['a > b', undefined, 'a > b'],
])('%j searches %j for %j', (search, sign, text) => {
  expect(parseScope(search)).toEqual({ sign, text });
});
