import type { LayoutRow } from '@heliostat/sdk';
import { expect, test } from 'vitest';
import { RowKeys } from './row-keys.ts';

const row = (...panels: string[]): LayoutRow => ({
  cells: panels.map((panel) => ({ panel, span: 4 })),
});

test('a row keeps its name when it is moved, resized, and when panels come and go', () => {
  const keys = new RowKeys();
  const [a, b] = [row('a', 'b'), row('c')];
  expect(keys.of([a, b])).toEqual([0, 1]);
  expect(keys.of([b, { ...a, height: 9 }])).toEqual([1, 0]);
  expect(keys.of([row('x'), row('c', 'a'), row('b')])).toEqual([2, 1, 0]);
});

test('an empty row goes by its title, and no name is given twice', () => {
  const keys = new RowKeys();
  const titled = { title: 'New', cells: [] };
  expect(keys.of([titled, row('a')])).toEqual([0, 1]);
  expect(keys.of([{ ...titled, cells: row('b').cells }, row('a'), titled])).toEqual([2, 1, 0]);
});
