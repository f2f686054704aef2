import type { DashboardDocument } from '@heliostat/sdk';
import { expect, test } from 'vitest';
import { parseBound } from './bound.ts';

const document = {
  variables: { limit: { type: 'text' } },
  queries: { limits: { datasource: 'w' } },
} as unknown as DashboardDocument;

test.each([
  ['12,5', { value: 12.5 }],
  [' -3 ', { value: -3 }],
  ['$limit', { value: '$limit' }],
  ['limits', { value: { query: 'limits' } }],
  ['limits.p99.9', { value: { query: 'limits', field: 'p99.9' } }],
  ['$limits', 'There is no variable $limits'],
  ['limit', 'A number, $variable, query or query.field'],
  ['', 'A number, $variable, query or query.field'],
])('a threshold at %j', (text, expected) => {
  expect(parseBound(text, document)).toEqual(expected);
});
