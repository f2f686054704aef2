import type { DashboardDocument } from '@heliostat/sdk';
import { expect, test } from 'vitest';
import { nameNewPanels } from './name-panels.ts';

const base: DashboardDocument = {
  ...{ kind: 'dashboard', format: 1, title: 'Shop' },
  panels: { orders: { type: 'x', title: 'Orders' }, 'new-panel': { type: 'x', title: 'Kept' } },
  layout: { rows: [{ cells: [{ panel: 'orders', span: 12 }] }] },
};

test('new panels get the slug of their title, wherever they are mentioned', () => {
  const document: DashboardDocument = {
    ...base,
    annotations: { deploys: { query: 'deploys', panels: ['orders', 'new-panel-2'] } },
    panels: {
      ...base.panels,
      'new-panel-2': { type: 'x', title: 'Orders' },
      'new-panel-3': { type: 'x', title: 'By country' },
      'new-panel-4': { type: 'x', title: 'New panel' },
    },
    layout: { rows: [{ cells: [{ stack: ['new-panel-2', 'new-panel-3'], span: 24 }] }] },
  };
  const named = nameNewPanels(document, base);
  expect(Object.keys(named.document.panels)).toEqual([
    ...['orders', 'new-panel', 'orders-2', 'by-country', 'new-panel-4'],
  ]);
  expect(named.document.layout.rows[0]?.cells).toEqual([
    { stack: ['orders-2', 'by-country'], span: 24 },
  ]);
  expect(named.document.annotations?.['deploys']?.panels).toEqual(['orders', 'orders-2']);
  expect([...named.names]).toEqual([
    ['new-panel-2', 'orders-2'],
    ['new-panel-3', 'by-country'],
  ]);
});

test('without new panels the document is the same', () => {
  expect(nameNewPanels(base, base).document).toBe(base);
});

test('so do the queries that were begun on them', () => {
  const queries = {
    orders: { datasource: 'w' },
    'new-panel': { datasource: 'w' },
    'new-panel-2': { datasource: 'w' },
  };
  const document: DashboardDocument = {
    ...base,
    queries,
    panels: {
      ...base.panels,
      'new-panel-2': { type: 'x', title: 'Orders', query: 'new-panel' },
      'new-panel-3': { type: 'x', title: 'New panel', query: 'new-panel-2' },
    },
  };
  const named = nameNewPanels(document, base).document;
  expect(Object.keys(named.queries ?? {})).toEqual(['orders', 'orders-2', 'new-panel-2']);
  expect(named.panels['orders-2']?.query).toBe('orders-2');
  const kept = nameNewPanels(document, { ...base, queries });
  expect(Object.keys(kept.document.queries ?? {})).toContain('new-panel');
});
