import type { DashboardDocument, QueryDocument } from '@heliostat/sdk';
import { expect, test } from 'vitest';
import { receivePanels } from '../edit/document/panels.ts';
import { exploredDashboard } from './explored.ts';
import type { PaneState } from './pane-state.ts';

const ask = (sql: string): QueryDocument => ({ ...{ datasource: 'w', sql } });

const shop: DashboardDocument = {
  kind: 'dashboard',
  format: 1,
  title: 'Shop',
  variables: {
    region: { type: 'query', query: 'regions' },
    city: { type: 'query', query: 'cities', multi: true },
    kind: { type: 'list', values: ['web', 'app'] },
  },
  queries: {
    regions: ask('SELECT region FROM shops'),
    cities: ask('SELECT city FROM shops WHERE $__in(region, region)'),
  },
  panels: {},
  layout: { rows: [] },
};
const empty: DashboardDocument = { ...shop, variables: {}, queries: {} };
const state: PaneState = {
  query: ask('SELECT n FROM orders WHERE $__in(city, city)'),
  variables: { city: ['Ulm'] },
};
const shown = { title: 'Cities', type: 'stat' };
const place = { kind: 'row', row: 0 } as const;
const added = (target: DashboardDocument, one: PaneState, origin?: DashboardDocument) =>
  receivePanels(target, exploredDashboard(one, { ...shown, origin }), place).document;

test('a query from a dashboard brings its variables, those these depend on and what they ask', () => {
  const { variables, queries, panels } = added(empty, state, shop);
  expect(variables).toEqual({ region: shop.variables?.['region'], city: shop.variables?.['city'] });
  expect(queries).toEqual({ ...shop.queries, 'cities-2': state.query });
  expect(panels['cities']?.query).toBe('cities-2');
});

test('a variable that is there by name is the one that is meant, and nothing else comes with it', () => {
  const city = { type: 'text', default: 'Bonn' } as const;
  const { variables, queries } = added({ ...empty, variables: { city } }, state, shop);
  expect(variables).toEqual({ city });
  expect(Object.values(queries ?? {})).toEqual([state.query]);
});

test('what no dashboard defines is what it is now', () => {
  const sql = 'SELECT $__var(a), $__var(typed), {odd:String} FROM orders WHERE $__in(x, b)';
  const variables = { a: '5', b: ['1', '2'], unused: 'x' };
  const made = added(empty, { query: ask(sql), variables });
  expect(made.variables).toEqual({
    a: { type: 'text', default: '5' },
    b: { type: 'list', multi: true, values: ['1', '2'], default: ['1', '2'] },
    typed: { type: 'text' },
  });
});
