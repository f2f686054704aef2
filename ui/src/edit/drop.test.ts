import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findDrop, findGap, type Box, type CellBox, type RowBox } from './drop.ts';

function box(...[left, top, width, height]: [number, number, number, number]): Box {
  return { left, top, width, height };
}
const cell = (...at: [number, number, number, number]): CellBox => ({
  ...box(...at),
  panels: [box(...at)],
});
/** Two rows of 100 px with two cells each, 40 px apart. */
const rows: RowBox[] = [0, 140].map((top, row) => ({
  ...box(0, top, 208, 100),
  row,
  cells: [cell(0, top, 100, 100), cell(108, top, 100, 100)],
}));
const column: RowBox[] = [
  { ...box(0, 0, 100, 208), row: 0, cells: [cell(0, 0, 100, 100), cell(0, 108, 100, 100)] },
];
/** The second row is the sixth of the file, on a tab. */
const tabbed: RowBox[] = rows.map((row, i) => (i === 0 ? row : { ...row, row: 5, tab: 'Ads' }));

test.each([
  ['the left of a cell is before it', [20, 50], { kind: 'cell', row: 0, cell: 0 }],
  ['the right is behind it', [80, 50], { kind: 'cell', row: 0, cell: 1 }],
  ['its middle is above what is in it', [50, 40], { kind: 'stack', row: 0, cell: 0, at: 0 }],
  ['lower down it is below', [158, 70], { kind: 'stack', row: 0, cell: 1, at: 1 }],
  ['right of the last is the end', [400, 50], { kind: 'cell', row: 0, cell: 2 }],
  ['above all rows is the first', [50, -30], { kind: 'row', row: 0 }],
  ['at the lower edge is a row below', [50, 95], { kind: 'row', row: 1 }],
  ['between two rows is a row there', [50, 120], { kind: 'row', row: 1 }],
  ['below all rows is the last', [50, 900], { kind: 'row', row: 2 }],
] as const)('%s', (_, [x, y], place) => {
  expect(findDrop(rows, { x, y })?.place).toEqual(place);
});

test('in a stack it goes between the panels that are there', () => {
  const panels = [box(0, 0, 100, 46), box(0, 54, 100, 46)];
  const row = { ...box(0, 0, 100, 100), row: 3, cells: [{ ...cell(0, 0, 100, 100), panels }] };
  expect(findDrop([row], { x: 50, y: 40 })).toEqual({
    place: { kind: 'stack', row: 3, cell: 0, at: 1 },
    mark: { left: 0, width: 100, top: 48.5, height: 3 },
  });
});

test('cells on top of each other are told apart by height', () => {
  expect(findDrop(column, { x: 90, y: 40 })?.place).toEqual({ kind: 'cell', row: 0, cell: 0 });
  expect(findDrop(column, { x: 10, y: 70 })).toEqual({
    place: { kind: 'cell', row: 0, cell: 1 },
    mark: { left: 0, width: 100, top: 102.5, height: 3 },
  });
});

test('an empty row is filled, and without rows there is no place', () => {
  const empty = { ...box(0, 0, 200, 68), row: 0, cells: [] };
  expect(findDrop([empty], { x: 50, y: 30 })).toEqual({
    place: { kind: 'cell', row: 0, cell: 0 },
    mark: box(0, 0, 200, 68),
  });
  expect(findDrop([], { x: 0, y: 0 })).toBeUndefined();
});

test('between the rows above all tabs and those of a tab the nearer one says where', () => {
  expect(findGap(tabbed, { x: 0, y: 110 })?.place).toEqual({ kind: 'row', row: 1 });
  expect(findGap(tabbed, { x: 0, y: 130 })?.place).toEqual({ kind: 'row', row: 5, tab: 'Ads' });
  expect(findGap(tabbed, { x: 0, y: 900 })?.place).toEqual({ kind: 'row', row: 6, tab: 'Ads' });
});

test('every point of the page has a place that exists', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: -500, max: 800 }),
      fc.integer({ min: -500, max: 800 }),
      (x, y) => {
        const place = findDrop(rows, { x, y })?.place;
        expect(place?.row).toBeGreaterThanOrEqual(0);
        expect(place?.row).toBeLessThanOrEqual(place?.kind === 'row' ? 2 : 1);
      },
    ),
  );
});
