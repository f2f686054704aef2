import type { DashboardDocument } from '@heliostat/sdk';
import { expect, test } from 'vitest';
import { barControls, headControls } from './controls.ts';

const text = { type: 'text' as const };
const document = {
  variables: { a: text, b: text, c: text, d: text },
  panels: { one: { type: 'stat', controls: ['c'] }, two: { type: 'stat' } },
  layout: {
    rows: [
      { controls: ['b'], cells: [{ panel: 'one', span: 12 }] },
      { cells: [{ stack: ['two'], span: 12 }] },
    ],
  },
} as unknown as DashboardDocument;

test('what a row or a panel has in its head is not in the bar', () => {
  expect(barControls(document)).toEqual(['a', 'd']);
  expect(barControls({ ...document, controls: ['d', 'b'] })).toEqual(['d']);
  expect(barControls({ ...document, controls: [] })).toEqual([]);
});

test('over the whole page a panel keeps the variables of its row within reach', () => {
  expect(barControls(document, 'one@a=1')).toEqual(['a', 'd', 'b']);
  expect(barControls(document, 'two')).toEqual(['a', 'd']);
});

test('a copy of a row does not offer what it is fixed to', () => {
  const row = { controls: ['a', 'b'], cells: [] };
  expect(headControls(row)).toEqual(['a', 'b']);
  expect(headControls(row, { a: 'x' })).toEqual(['b']);
});
