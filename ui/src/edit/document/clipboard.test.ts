import type { DashboardDocument, QueryDocument } from '@heliostat/sdk';
import { expect, test } from 'vitest';
import { formatFragment, parseFragment } from './clipboard.ts';
import { copyPanels, duplicatePanels, pastePanels, type PanelFragment } from './panels.ts';

const head = { kind: 'dashboard', format: 1, title: 'Test' } as const;
const place = { kind: 'row', row: 0 } as const;

const orders: QueryDocument = {
  datasource: 'w',
  step: '$width',
  sql: ['SELECT n FROM orders', 'WHERE $__filters AND $__in(city, city)'],
};
const regions: QueryDocument = { datasource: 'w', sql: 'SELECT region FROM shops' };
const cities: QueryDocument = {
  datasource: 'w',
  sql: 'SELECT city FROM shops WHERE $__in(region, region)',
};
const target: QueryDocument = { datasource: 'w', sql: 'SELECT 1' };

const source: DashboardDocument = {
  ...head,
  variables: {
    region: { type: 'query', query: 'regions' },
    city: { type: 'query', query: 'cities', default: 'Ulm' },
    limit: { type: 'text', default: '5' },
    kind: { type: 'list', values: ['web', 'app'] },
    width: { type: 'interval', values: ['1m'] },
    unused: { type: 'text' },
    only: { type: 'filters', datasource: 'w', table: 'orders' },
  },
  controls: ['region', 'city', 'kind'],
  queries: { regions, cities, orders, target },
  panels: {
    orders: {
      type: 'stat',
      title: 'Orders of $kind',
      query: 'orders',
      fields: { '*': { thresholds: [{ at: '$limit', color: 'crit' }] } },
    },
    // In braces a panel names a field.
    plain: { type: 'table', title: '{unused}', query: 'target' },
    aim: {
      type: 'stat',
      fields: { 'query:target': { thresholds: [{ at: { query: 'target' }, color: 'ok' }] } },
    },
  },
  layout: {
    rows: [
      { title: 'In $kind', repeat: 'kind', cells: [{ panel: 'orders', repeat: 'city', span: 12 }] },
      {
        cells: [
          { panel: 'plain', span: 12 },
          { panel: 'aim', span: 12 },
        ],
      },
    ],
  },
};

const empty: DashboardDocument = { ...head, panels: {}, layout: { rows: [] } };

function carry(slugs: readonly string[]): PanelFragment {
  return parseFragment(formatFragment(copyPanels(source, slugs)))!;
}

test('a panel takes along what it, its row, its queries and their variables mention', () => {
  const { variables = {}, queries, row } = carry(['orders']);
  expect(Object.keys(variables)).toEqual(['region', 'city', 'limit', 'kind', 'width']);
  expect(Object.keys(queries)).toEqual(['regions', 'cities', 'orders']);
  expect(row).toEqual({ title: 'In $kind', repeat: 'kind' });
  expect(carry(['plain']).variables).toBeUndefined();
});

test('in an empty dashboard all of it is as it was', () => {
  const { document } = pastePanels(empty, carry(['orders']), place);
  const { unused, only, ...variables } = source.variables ?? {};
  expect([unused, only]).not.toContain(undefined);
  expect(document.variables).toEqual(variables);
  expect(document.panels['orders']).toEqual(source.panels['orders']);
  expect(document.layout.rows).toEqual([source.layout.rows[0]]);
});

test('what is there already is used: a panel copied in its own dashboard brings nothing', () => {
  const { document } = duplicatePanels(source, ['orders']);
  expect(document.variables).toBe(source.variables);
  expect(document.queries).toBe(source.queries);
  expect(document.controls).toBe(source.controls);
  expect(document.panels['orders-2']).toEqual(source.panels['orders']);
});

test('a variable that means something else keeps its name, the pasted one gets another in all mentions', () => {
  const other: DashboardDocument = {
    ...empty,
    variables: {
      city: { type: 'text' },
      kind: { type: 'list', values: ['x'] },
      limit: { type: 'text' },
      width: { type: 'interval', values: ['1h'] },
    },
    controls: ['kind'],
  };
  const { document } = pastePanels(other, carry(['orders']), place);
  expect(document.variables).toEqual({
    ...other.variables,
    region: source.variables?.['region'],
    'city-2': source.variables?.['city'],
    'limit-2': source.variables?.['limit'],
    'kind-2': source.variables?.['kind'],
    'width-2': source.variables?.['width'],
  });
  expect(document.controls).toEqual(['kind', 'region', 'city-2', 'limit-2', 'kind-2', 'width-2']);
  expect(document.queries?.['orders']).toEqual({
    datasource: 'w',
    step: '$width-2',
    sql: ['SELECT n FROM orders', 'WHERE $__filters AND $__in(city, city-2)'],
  });
  expect(document.panels['orders']).toMatchObject({
    title: 'Orders of $kind-2',
    fields: { '*': { thresholds: [{ at: '$limit-2' }] } },
  });
  expect(document.layout.rows[0]).toEqual({
    title: 'In $kind-2',
    repeat: 'kind-2',
    cells: [{ panel: 'orders', repeat: 'city-2', span: 12 }],
  });
});

test('a variable that depends on one that means something else is another one too', () => {
  const { variables = {} } = source;
  const other = { ...source, variables: { ...variables, region: { type: 'text' } as const } };
  const { document } = pastePanels(other, carry(['orders']), place);
  expect(document.variables).toMatchObject({
    region: { type: 'text' },
    'region-2': { type: 'query', query: 'regions' },
    'city-2': { type: 'query', query: 'cities-2' },
  });
  expect(document.queries?.['cities-2']).toMatchObject({
    sql: 'SELECT city FROM shops WHERE $__in(region, region-2)',
  });
  expect(document.queries?.['orders-2']).toMatchObject({
    sql: ['SELECT n FROM orders', 'WHERE $__filters AND $__in(city, city-2)'],
  });
});

test('thresholds and rules name a query by the name it has where it is pasted', () => {
  const another: QueryDocument = { datasource: 'w', sql: 'SELECT 2' };
  const other = { ...empty, queries: { target: another } };
  const { document } = pastePanels(other, carry(['aim']), place);
  expect(document.panels['aim']?.fields).toEqual({
    'query:target-2': { thresholds: [{ at: { query: 'target-2' }, color: 'ok' }] },
  });
});

test.each([
  '{"kind":"panels","panels":{"a":{"type":"x"}},"variables":[]}',
  '{"kind":"panels","panels":{"a":{"type":"x"}},"variables":{"a":1}}',
])('no panels in %j', (text) => expect(parseFragment(text)).toBeUndefined());

test('a query over others is the one that is there only where those are, too', () => {
  const both: QueryDocument = { from: ['target', 'regions'] };
  const panel = { type: 'stat', query: 'both' };
  const layout = { rows: [{ cells: [{ panel: 'sum', span: 24 }] }] };
  const from = { ...head, queries: { both, target, regions }, panels: { sum: panel }, layout };
  const here = { ...from, queries: { both, regions, target: { ...target, sql: 'SELECT 2' } } };
  const { document, slugs } = pastePanels(here, copyPanels(from, ['sum']), place);
  const used = document.panels[slugs[0] ?? '']?.query ?? '';
  expect(document.queries?.[used]).toEqual({ from: ['target-2', 'regions'] });
  expect(document.queries?.['target-2']).toEqual(target);
  expect(document.queries?.['both']).toEqual(both);
});
