import { expect, test } from 'vitest';
import type { Dataset } from '../panel-editor/query/schema-source.ts';
import { foremost } from './foremost.ts';

function table(name: string, changedAt: number | null): Dataset {
  const node = {
    name,
    kind: 'table',
    type: null,
    fieldType: null,
    description: null,
    expandable: true,
    isDefault: false,
    rows: null,
    changedAt,
  };
  return { path: [name], table: [name], node };
}

test('of many tables those that changed last are shown, in the order they came', () => {
  const tables = [table('a', 5), table('b', null), table('c', 9), table('d', 7)];
  expect(foremost(tables, 2).map(({ node }) => node.name)).toEqual(['c', 'd']);
  expect(foremost(tables, 9)).toEqual(tables);
});

test('where nobody says when they changed, the first are shown', () => {
  const tables = ['a', 'b', 'c'].map((name) => table(name, null));
  expect(foremost(tables, 2)).toEqual(tables.slice(0, 2));
});
