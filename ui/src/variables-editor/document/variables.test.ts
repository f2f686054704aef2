import type { DashboardDocument } from '@heliostat/sdk';
import { describe, expect, test } from 'vitest';
import { orderOf } from './order.ts';
import { dependenciesOf, usesOf } from './uses.ts';
import {
  addVariable,
  deleteVariable,
  duplicateVariable,
  inOrder,
  placeOf,
  placeVariable,
  renameVariable,
} from './variables.ts';

const document = {
  kind: 'dashboard',
  format: 1,
  title: 'Shop',
  variables: {
    country: { type: 'list', values: ['DE', 'FR'], multi: true },
    city: { type: 'query', query: 'cities' },
    width: { type: 'interval', values: ['auto', '5m'] },
  },
  queries: {
    cities: { datasource: 'w', sql: 'SELECT city WHERE $__in(country, country)' },
    orders: { datasource: 'w', step: '$width', sql: ['SELECT {city:String}', '-- country'] },
  },
  panels: {
    a: {
      type: 'stat',
      title: 'Orders of $country',
      query: 'orders',
      controls: ['width'],
      fields: { n: { link: '/d/x?var.country=${country}&f={country}', thresholds: [] } },
    },
  },
  layout: {
    rows: [{ title: 'Row', repeat: 'country', cells: [{ panel: 'a', repeat: 'city', span: 24 }] }],
  },
} as unknown as DashboardDocument;

describe('another name', () => {
  test('is written wherever the variable is mentioned, and nowhere else', () => {
    const renamed = renameVariable(document, 'country', 'land');
    expect(renamed.queries?.['cities']).toMatchObject({
      sql: 'SELECT city WHERE $__in(country, land)',
    });
    expect(renamed.panels['a']).toMatchObject({
      title: 'Orders of $land',
      fields: { n: { link: '/d/x?var.country=${land}&f={country}' } },
    });
    expect(renamed.layout.rows[0]?.repeat).toBe('land');
    expect(Object.keys(renamed)).toEqual(Object.keys(document));
    expect(Object.keys(renamed.variables ?? {})).toEqual(['land', 'city', 'width']);
    expect(renameVariable(renamed, 'land', 'country')).toEqual(document);
  });

  test('follows into steps, controls and cells', () => {
    const renamed = renameVariable(renameVariable(document, 'width', 'step'), 'city', 'town');
    expect(renamed.queries?.['orders']).toMatchObject({
      step: '$step',
      sql: ['SELECT {town:String}', '-- country'],
    });
    expect(renamed.panels['a']?.controls).toEqual(['step']);
    expect(renamed.layout.rows[0]?.cells[0]?.repeat).toBe('town');
  });

  test('that is taken changes nothing', () => {
    expect(renameVariable(document, 'country', 'city')).toBe(document);
  });
});

test('a variable is added under a free slug, and shown where a bar is written down', () => {
  const text = { type: 'text' } as const;
  expect(addVariable(document, 'country', text).slug).toBe('country-2');
  expect(addVariable(document, 'x', text).document.controls).toBeUndefined();
  const barred = { ...document, controls: ['city'] };
  expect(addVariable(barred, 'x', text).document.controls).toEqual(['city', 'x']);
});

test('a copy stands behind its original', () => {
  const { document: next, slug } = duplicateVariable(document, 'country');
  expect(orderOf(next)).toEqual(['country', slug, 'city', 'width']);
  expect(next.variables?.[slug]).toEqual(document.variables?.['country']);
});

test('what is deleted is repeated and shown no more', () => {
  const next = deleteVariable(document, 'country');
  expect(next.layout.rows[0]).toEqual({
    title: 'Row',
    cells: [{ panel: 'a', repeat: 'city', span: 24 }],
  });
  expect(deleteVariable(document, 'width').panels['a']?.controls).toBeUndefined();
  const one = { ...document, variables: { country: document.variables!['country']! } };
  expect('variables' in deleteVariable(one, 'country')).toBe(false);
});

test('the order is that of the bar, and of the file', () => {
  const next = inOrder({ ...document, controls: ['country', 'city'] }, [
    'width',
    'city',
    'country',
  ]);
  expect(next.controls).toEqual(['city', 'country']);
  expect(Object.keys(next.variables ?? {})).toEqual(['width', 'city', 'country']);
});

test('a variable moves to a row, a panel, nowhere, and back', () => {
  expect(placeOf(document, 'width')).toEqual({ panel: 'a' });
  expect(placeOf(document, 'city')).toBe('bar');
  const inRow = placeVariable(document, 'city', { row: 0 });
  expect(placeOf(inRow, 'city')).toEqual({ row: 0 });
  expect(inRow.controls).toBeUndefined();
  const inPanel = placeVariable(inRow, 'city', { panel: 'a' });
  expect(inPanel.panels['a']?.controls).toEqual(['width', 'city']);
  expect(inPanel.layout.rows[0]?.controls).toBeUndefined();
  const nowhere = placeVariable(inPanel, 'city', 'nowhere');
  expect([placeOf(nowhere, 'city'), nowhere.controls]).toEqual(['nowhere', ['country']]);
  expect(placeVariable(nowhere, 'city', 'bar')).toEqual(document);
});

test('uses are told, and what a variable depends on', () => {
  expect(usesOf(document, 'country')).toEqual([
    'query cities',
    'panel Orders of $country',
    'row Row',
  ]);
  expect(usesOf(document, 'width')).toEqual(['query orders']);
  expect(usesOf(document, 'city')).toEqual(['query orders', 'row Row']);
  expect(dependenciesOf(document, 'city')).toEqual(['country']);
});

test('a row without a title that uses a variable is counted on its tab', () => {
  const onTabs = (...tabs: (string | undefined)[]): DashboardDocument => ({
    ...document,
    layout: {
      rows: tabs.map((tab) => ({
        ...(tab !== undefined && { tab }),
        cells: [{ panel: 'a', repeat: 'city', span: 24 }],
      })),
    },
  });
  const rowsOf = (tabs: (string | undefined)[]) =>
    usesOf(onTabs(...tabs), 'city').filter((use) => use.startsWith('row'));
  expect(rowsOf([undefined, undefined])).toEqual(['row 1', 'row 2']);
  expect(rowsOf(['Now', 'Ads', 'Ads'])).toEqual([
    'row 1 on tab Now',
    'row 1 on tab Ads',
    'row 2 on tab Ads',
  ]);
});
