import type { DashboardDocument } from '@heliostat/sdk';
import { expect, test } from 'vitest';
import { unsavedQueries } from './unsaved.ts';

const limit = { use: 'limit', count: 1 };
const saved = {
  kind: 'dashboard',
  format: 1,
  title: 'Shop',
  variables: { country: { type: 'text' }, zone: { type: 'constant', value: 'eu' } },
  queries: {
    orders: { datasource: 'warehouse', sql: 'SELECT 1' },
    total: { from: ['orders'], transforms: [limit] },
    other: { datasource: 'warehouse', sql: 'SELECT 2' },
  },
  panels: {},
  layout: { rows: [] },
} as DashboardDocument;
const edited = {
  ...saved,
  queries: { ...saved.queries, orders: { datasource: 'warehouse', sql: 'SELECT 3' } },
} as DashboardDocument;

test('a query is sent with its text when it, or one it takes rows from, is not as in the file', () => {
  const unsaved = unsavedQueries(saved, edited, { country: 'DE' });
  expect(Object.keys(unsaved?.queries ?? {})).toEqual(['orders', 'total']);
  expect(unsaved?.queries['total']).toEqual({
    total: saved.queries?.['total'],
    orders: edited.queries?.['orders'],
  });
});

test('it is sent with the constants of the document, which the server cannot know', () => {
  const unsaved = unsavedQueries(saved, edited, { country: 'DE' });
  expect(unsaved?.variables).toEqual({ country: 'DE', zone: 'eu' });
});

test('filters that its variables hold go with it', () => {
  const where = { type: 'filters' as const, datasource: 'warehouse', table: 'orders' };
  const filtered = { ...edited, variables: { ...edited.variables, where } };
  const unsaved = unsavedQueries(saved, filtered, { where: ['country=DE', 'country'] });
  expect(unsaved?.filters).toEqual([{ field: 'country', op: '=', value: 'DE' }]);
});

test('nothing is sent with its text when only panels, or nothing at all, changed', () => {
  expect(unsavedQueries(saved, saved, {})).toBeUndefined();
  const moved = { ...structuredClone(saved), panels: { total: { type: 'stat', query: 'total' } } };
  expect(unsavedQueries(saved, moved, {})).toBeUndefined();
});

test('with other variables than the file has, every query is', () => {
  const variables = { ...saved.variables, kind: { type: 'text' as const } };
  const unsaved = unsavedQueries(saved, { ...saved, variables }, {});
  expect(Object.keys(unsaved?.queries ?? {})).toEqual(['orders', 'total', 'other']);
});

test('queries that take rows from each other end', () => {
  const circular = {
    ...saved,
    queries: { a: { from: ['b'], transforms: [] }, b: { from: ['a'], transforms: [] } },
  };
  expect(Object.keys(unsavedQueries(saved, circular, {})?.queries['a'] ?? {})).toEqual(['a', 'b']);
});
