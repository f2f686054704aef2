import type { DashboardDocument, LayoutRow } from '@heliostat/sdk';
import { expect, test } from 'vitest';
import { stackFrom, stepFrom } from './carry-places.ts';
import type { Place } from './document/rows.ts';

function build(...rows: string[][]): DashboardDocument {
  const cells = (slugs: string[]): LayoutRow => ({
    cells: slugs.map((panel) => ({ panel, span: 24 / slugs.length })),
  });
  return {
    kind: 'dashboard',
    format: 1,
    title: 'Test',
    panels: Object.fromEntries(rows.flat().map((slug) => [slug, { type: 'stat' }])),
    layout: { rows: rows.map(cells) },
  };
}

/** Places on the way from one, in one direction, until it ends. */
function walk(
  base: DashboardDocument,
  place: Place,
  direction: 'ArrowUp' | 'ArrowDown' | 'ArrowLeft' | 'ArrowRight',
) {
  const places: string[] = [];
  let next: Place | undefined = place;
  const tab = 'one';
  while ((next = stepFrom({ base, slug: 'a', place: next, tab }, direction)) !== undefined)
    places.push(name(next));
  return places;
}

/** `new 2 on one`, `1.0` for a cell, `1.0+1` for a place in its stack. */
function name(place: Place): string {
  if (place.kind === 'row')
    return `new ${place.row}${place.tab === undefined ? '' : ` on ${place.tab}`}`;
  return `${place.row}.${place.cell}${place.kind === 'stack' ? `+${place.at}` : ''}`;
}

test('down the page a panel goes through rows and the gaps between them', () => {
  const base = build(['a', 'b'], ['c', 'd']);
  const home: Place = { kind: 'cell', row: 0, cell: 0 };
  expect(walk(base, home, 'ArrowDown')).toEqual(['new 1', '1.0', 'new 2']);
  expect(walk(base, home, 'ArrowUp')).toEqual(['new 0']);
});

test('the gaps beside the row it is alone in lead nowhere else', () => {
  const base = build(['a'], ['b']);
  expect(walk(base, { kind: 'cell', row: 0, cell: 0 }, 'ArrowDown')).toEqual(['1.0', 'new 2']);
});

test('along a row before and behind itself are one place', () => {
  const base = build(['b', 'a', 'c'], ['d', 'e']);
  expect(walk(base, { kind: 'cell', row: 0, cell: 1 }, 'ArrowRight')).toEqual(['0.3']);
  expect(walk(base, { kind: 'cell', row: 0, cell: 1 }, 'ArrowLeft')).toEqual(['0.0']);
  expect(walk(base, { kind: 'cell', row: 1, cell: 0 }, 'ArrowRight')).toEqual(['1.1', '1.2']);
});

test('with tabs the way leads through what is above them and the tab that is shown', () => {
  const base = build(['b'], ['a', 'c'], ['d']);
  base.layout.rows[1]!.tab = 'one';
  base.layout.rows[2]!.tab = 'two';
  const home: Place = { kind: 'cell', row: 1, cell: 0 };
  expect(walk(base, home, 'ArrowUp')).toEqual(['new 1 on one', 'new 1', '0.0', 'new 0']);
  expect(walk(base, home, 'ArrowDown')).toEqual(['new 2 on one']);
});

test('S takes it into the cell beside it, arrows move it there and out again', () => {
  const base = build(['b', 'a', 'c']);
  const held = {
    base,
    slug: 'a',
    place: { kind: 'cell', row: 0, cell: 1 },
    tab: undefined,
  } as const;
  expect(stackFrom(held)).toEqual({ kind: 'stack', row: 0, cell: 0, at: 1 });
  const place: Place = { kind: 'stack', row: 0, cell: 0, at: 1 };
  expect(walk(base, place, 'ArrowUp').slice(0, 2)).toEqual(['0.0+0', '0.0']);
  expect(walk(base, place, 'ArrowDown')[0]).toBe('0.1');
});

test('alone in its row there is nothing to stack it with', () => {
  const base = build(['a']);
  const place = { kind: 'cell', row: 0, cell: 0 } as const;
  expect(stackFrom({ base, slug: 'a', place, tab: undefined })).toBeUndefined();
});

test('in its own stack it passes the others, and before and behind itself are one place', () => {
  const base = build(['b', 'c']);
  base.layout.rows[0]!.cells = [{ stack: ['b', 'a', 'c'], span: 24 }];
  const place: Place = { kind: 'stack', row: 0, cell: 0, at: 1 };
  expect(walk(base, place, 'ArrowDown')[0]).toBe('0.0+3');
  expect(walk(base, place, 'ArrowUp')[0]).toBe('0.0+0');
  expect(walk(base, place, 'ArrowRight')[0]).toBe('0.1');
});
