import type { DashboardDocument, PanelTime } from '@heliostat/sdk';
import { expect, test } from 'vitest';
import type { FeedRequest } from './feed-run.ts';
import { narrowRequest } from './narrow.ts';
import { toParams } from './view.ts';

const document = {
  variables: {
    country: { type: 'list', values: ['DE', 'FR'], multi: true },
    city: { type: 'query', query: 'cities' },
    search: { type: 'text' },
    where: { type: 'filters', datasource: 'w', table: 't' },
  },
  queries: {
    cities: { datasource: 'w', sql: 'SELECT city FROM t WHERE $__in(country, country)' },
    rows: { datasource: 'w', sql: 'SELECT 1 WHERE $__in(city, city) AND $__filters' },
    top: { from: ['rows'], dimensions: [] },
    narrow: { datasource: 'w', sql: 'SELECT $__filters', dimensions: ['a', 'device'] },
    plain: { datasource: 'w', sql: 'SELECT 1' },
  },
  panels: {},
} as unknown as DashboardDocument;
const variables = { country: ['DE'], city: ['Ulm'], search: ['x'], where: ['a=1', 'b=2'] };
const filters = [{ field: 'device', op: '=', value: 'web' }] as const;
const request: FeedRequest = {
  ...{ dashboard: 'd', version: '1', from: 'now-1h', to: 'now', timeZone: 'utc' },
  ...{ refresh: 'off', isPaused: false, filters, variables: toParams(document, variables) },
};
const narrow = (query: string, scope = {}) => {
  const narrowed = narrowRequest(request, { query, scope }, { document, variables });
  return [narrowed.variables, narrowed.filters];
};

test('a query is asked with what it or its sources mention, and nothing else', () => {
  expect(narrow('cities')).toEqual([{ country: ['DE'] }, []]);
  const where = ['a=1', 'b=2'];
  expect(narrow('rows')).toEqual([{ city: 'Ulm', where }, filters]);
  expect(narrow('top')).toEqual([{ city: 'Ulm', where }, filters]);
  expect(narrow('narrow')).toEqual([{ where: ['a=1'] }, filters]);
  expect(narrow('plain')).toEqual([{}, []]);
});

test('a copy is asked with its own value', () => {
  expect(narrow('cities', { country: 'FR' })).toEqual([{ country: ['FR'] }, []]);
  expect(narrow('rows', { city: 'Bonn' })).toEqual([
    { city: 'Bonn', where: ['a=1', 'b=2'] },
    filters,
  ]);
});

test('the time of a panel goes along; without one the request says nothing of it', () => {
  const at = (time?: PanelTime) =>
    narrowRequest(request, { query: 'plain', ...(time && { time }) }, { document, variables }).time;
  expect(at({ shift: '7d', compare: 'range' })).toEqual({ shift: '7d', compare: 'range' });
  expect([at(), at({})]).toEqual([undefined, undefined]);
});
