import type { DashboardDocument } from '@heliostat/sdk';
import { expect, test } from 'vitest';
import { addQueryVariable, chooseQuery, renameWithQuery } from './variable-query.ts';

const document = {
  kind: 'dashboard',
  format: 1,
  title: 'Shop',
  variables: { city: { type: 'query', query: 'cities' } },
  queries: { cities: { datasource: 'w', sql: 'SELECT city' } },
  panels: { a: { type: 'stat', query: 'cities' } },
  layout: { rows: [] },
} as unknown as DashboardDocument;

test('a new variable has a query of its own that is still to be written', () => {
  const { document: added, slug } = addQueryVariable(document, 'w');
  expect(slug).toBe('values');
  expect(added.variables?.['values']).toEqual({ type: 'query', query: 'values' });
  expect(added.queries).toEqual({ ...document.queries, values: { datasource: 'w' } });
  expect(Object.keys(added)).toEqual(Object.keys(document));
});

test('another query takes the place of one that asks nothing, and leaves nothing behind', () => {
  const { document: added } = addQueryVariable(document, 'w');
  const chosen = chooseQuery(added, 'values', { query: 'cities' });
  expect(chosen.variables?.['values']).toEqual({ type: 'query', query: 'cities' });
  expect(chosen.queries).toEqual(document.queries);
  const again = chooseQuery(chosen, 'values', { datasource: 'w' });
  expect(Object.keys(again.queries ?? {})).toEqual(['cities', 'values']);
  expect(chooseQuery(again, 'values', { datasource: 'w' })).toEqual(again);
});

test('the query of a variable goes along with its name, unless another panel shows it', () => {
  const { document: added } = addQueryVariable(document, 'w');
  const renamed = renameWithQuery(added, 'values', 'country');
  expect(renamed.variables?.['country']).toEqual({ type: 'query', query: 'country' });
  expect(Object.keys(renamed.queries ?? {})).toEqual(['cities', 'country']);
  const shown = { ...added, panels: { a: { type: 'stat', query: 'values' } } };
  expect(renameWithQuery(shown, 'values', 'country').queries).toEqual(added.queries);
  expect(renameWithQuery(document, 'city', 'town').queries).toEqual(document.queries);
  expect(renameWithQuery(document, 'city', 'city')).toBe(document);
});
