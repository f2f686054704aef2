import type { DashboardDocument, LayoutRow } from '@heliostat/sdk';
import { expect, test } from 'vitest';
import { stepFrom } from './carry.svelte.ts';
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
  while ((next = stepFrom({ base, slug: 'a', place: next }, direction)) !== undefined)
    places.push(next.kind === 'row' ? `new ${next.row}` : `${next.row}.${next.cell}`);
  return places;
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
