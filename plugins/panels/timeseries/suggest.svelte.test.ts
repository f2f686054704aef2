import { frameFromRows } from '@heliostat/sdk';
import { expect, test } from 'vitest';
import panel from './ui.ts';

function fitOf(names: (row: number) => string): number {
  const rows = Array.from({ length: 100 }, (_, row) => ({
    t: row * 1000,
    name: names(row),
    n: row,
  }));
  return panel.suggest([
    frameFromRows(rows, [
      { name: 't', type: 'time' },
      { name: 'name', type: 'string' },
      { name: 'n', type: 'number' },
    ]),
  ]);
}

test('it is made for names that come again over time, not for rows that are each one of their own', () => {
  expect(fitOf((row) => `shop ${row % 5}`)).toBe(0.9);
  expect(fitOf((row) => `order ${row}`)).toBe(0.3);
});
