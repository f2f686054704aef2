import { expect, test } from 'vitest';
import { rowsNear } from './near.ts';

/** 30 units of 30 px with 8 between: 1,132 px, 36 of header. */
const rows = Array.from({ length: 10 }, () => ({ height: 30, cells: [] }));
const indicesNear = (scrollY: number): number[] => {
  const near = rowsNear(rows, { scrollY, innerHeight: 900 });
  return rows.flatMap((row, i) => (near.has(row) ? [i] : []));
};

test('rows are near that are on the screen, or a screen above or below it', () => {
  expect(indicesNear(0)).toEqual([0, 1]);
  expect(indicesNear(5000)).toEqual([3, 4, 5]);
  expect(indicesNear(100_000)).toEqual([]);
});
