import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findDrop, type Box, type RowBox } from './drop.ts';

function box(...[left, top, width, height]: [number, number, number, number]): Box {
  return { left, top, width, height };
}
/** Two rows of 100 px with two cells each, 40 px apart. */
const rows: RowBox[] = [0, 140].map((top) => ({
  ...box(0, top, 208, 100),
  cells: [box(0, top, 100, 100), box(108, top, 100, 100)],
}));
const stacked: RowBox[] = [
  { ...box(0, 0, 100, 208), cells: [box(0, 0, 100, 100), box(0, 108, 100, 100)] },
];

test.each([
  ['the left half of a cell is before it', [20, 50], { kind: 'cell', row: 0, cell: 0 }],
  ['the right half is behind it', [80, 50], { kind: 'cell', row: 0, cell: 1 }],
  ['right of the last is the end', [400, 50], { kind: 'cell', row: 0, cell: 2 }],
  ['above all rows is the first', [50, -30], { kind: 'row', row: 0 }],
  ['at the lower edge is a row below', [50, 95], { kind: 'row', row: 1 }],
  ['between two rows is a row there', [50, 120], { kind: 'row', row: 1 }],
  ['below all rows is the last', [50, 900], { kind: 'row', row: 2 }],
] as const)('%s', (_, [x, y], place) => {
  expect(findDrop(rows, x, y)?.place).toEqual(place);
});

test('cells on top of each other are told apart by height', () => {
  expect(findDrop(stacked, 90, 40)?.place).toEqual({ kind: 'cell', row: 0, cell: 0 });
  expect(findDrop(stacked, 10, 70)).toEqual({
    place: { kind: 'cell', row: 0, cell: 1 },
    mark: { left: 0, width: 100, top: 102.5, height: 3 },
  });
});

test('an empty row is filled, and without rows there is no place', () => {
  const empty = { ...box(0, 0, 200, 68), cells: [] };
  expect(findDrop([empty], 50, 30)).toEqual({
    place: { kind: 'cell', row: 0, cell: 0 },
    mark: box(0, 0, 200, 68),
  });
  expect(findDrop([], 0, 0)).toBeUndefined();
});

test('every point of the page has a place that exists', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: -500, max: 800 }),
      fc.integer({ min: -500, max: 800 }),
      (x, y) => {
        const place = findDrop(rows, x, y)?.place;
        expect(place?.row).toBeGreaterThanOrEqual(0);
        expect(place?.row).toBeLessThanOrEqual(place?.kind === 'row' ? 2 : 1);
      },
    ),
  );
});
