import { roomAtEnd } from './tabs.ts';
import type { DashboardDocument, LayoutRow } from '@heliostat/sdk';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatFragment, parseFragment } from './clipboard.ts';
import {
  addPanel,
  copyPanels,
  deletePanels,
  deleteRow,
  duplicatePanels,
  pastePanels,
  renamePanel,
} from './panels.ts';
import { dissolveStack, groupPanels, movePanels } from './move.ts';
import {
  addRow,
  moveRow,
  panelsOf,
  renameRow,
  repeatOf,
  repeatPanel,
  resizePanel,
  resizeRow,
  type Place,
} from './rows.ts';
import { freeSlug, toSlug } from './slugs.ts';
import { columns, usedColumns } from './spans.ts';

function build(rows: LayoutRow[]): DashboardDocument {
  const slugs = rows.flatMap(({ cells }) => cells.flatMap(panelsOf));
  return {
    kind: 'dashboard',
    format: 1,
    title: 'Test',
    queries: { q: { datasource: 'warehouse' } },
    panels: Object.fromEntries(slugs.map((slug) => [slug, { type: 'stat', query: 'q' }])),
    layout: { rows },
  };
}

const two = build([
  {
    title: 'Top',
    height: 5,
    cells: [
      { panel: 'a', span: 6 },
      { panel: 'b', span: 18 },
    ],
  },
  {
    cells: [
      { panel: 'c', span: 12 },
      { stack: ['d', 'e'], span: 12 },
    ],
  },
]);
const alone = build([
  { height: 4, cells: [{ panel: 'a', span: 24 }] },
  { cells: [{ panel: 'b', span: 8 }] },
]);

/** `a6 b18 | c12 d+e12` */
const read = ({ layout }: DashboardDocument): string =>
  layout.rows
    .map(({ cells }) => cells.map((cell) => panelsOf(cell).join('+') + String(cell.span)).join(' '))
    .join(' | ');

test('a new panel stands beside the last one where half a row is free, else below it', () => {
  const half = build([{ cells: [{ panel: 'a', span: 12 }] }]);
  expect(roomAtEnd(half, undefined)).toEqual({ kind: 'cell', row: 0, cell: 1 });
  const full = build([{ cells: [{ panel: 'a', span: 14 }] }]);
  expect(roomAtEnd(full, undefined)).toEqual({ kind: 'row', row: 1, tab: undefined });
  expect(roomAtEnd(build([]), undefined)).toEqual({ kind: 'row', row: 0, tab: undefined });
  expect(roomAtEnd(half, 'Other')).toEqual({ kind: 'row', row: 1, tab: 'Other' });
  const empty = addRow(full, { kind: 'row', row: 1 }, 'New row');
  expect(roomAtEnd(empty, undefined)).toEqual({ kind: 'cell', row: 1, cell: 0 });
  const added = addPanel(empty, { type: 'stat' }, roomAtEnd(empty, undefined));
  expect(read(added.document)).toBe('a14 | stat12');
});

describe('moving', () => {
  test.each<[string, { slugs: string[]; place: Place }, string]>([
    [
      'to the end of its row',
      { slugs: ['a'], place: { kind: 'cell', row: 0, cell: 2 } },
      'b18 a6 | c12 d+e12',
    ],
    [
      'where it is',
      { slugs: ['a'], place: { kind: 'cell', row: 0, cell: 1 } },
      'a6 b18 | c12 d+e12',
    ],
    [
      'into a full row',
      { slugs: ['a'], place: { kind: 'cell', row: 1, cell: 1 } },
      'b24 | c9 a6 d+e9',
    ],
    [
      'a wide one into a full row',
      { slugs: ['b'], place: { kind: 'cell', row: 1, cell: 0 } },
      'a24 | b8 c8 d+e8',
    ],
    [
      'to a row of its own',
      { slugs: ['b'], place: { kind: 'row', row: 2 } },
      'a24 | c12 d+e12 | b18',
    ],
    ['out of a stack', { slugs: ['d'], place: { kind: 'row', row: 1 } }, 'a6 b18 | d12 | c12 e12'],
    ['several', { slugs: ['c', 'a'], place: { kind: 'row', row: 0 } }, 'a6 c12 | b24 | d+e24'],
    [
      'a whole titled row',
      { slugs: ['a', 'b'], place: { kind: 'row', row: 2 } },
      ' | c12 d+e12 | a6 b18',
    ],
  ])('%s', (_, { slugs, place }, expected) => {
    expect(read(movePanels(two, slugs, place))).toBe(expected);
  });

  test('the panels of a stack side by side', () => {
    expect(read(dissolveStack(two, 'e'))).toBe('a6 b18 | c8 d8 e8');
    expect(dissolveStack(two, 'a')).toBe(two);
  });

  test.each<[string, { slugs: string[]; place: Place }, string]>([
    [
      'onto another panel',
      { slugs: ['a'], place: { kind: 'stack', row: 1, cell: 0, at: 1 } },
      'b24 | c+a12 d+e12',
    ],
    [
      'above it, in the same row',
      { slugs: ['b'], place: { kind: 'stack', row: 0, cell: 0, at: 0 } },
      'b+a24 | c12 d+e12',
    ],
    [
      'within its stack',
      { slugs: ['e'], place: { kind: 'stack', row: 1, cell: 1, at: 0 } },
      'a6 b18 | c12 e+d12',
    ],
    [
      'several, in the order they are read in',
      { slugs: ['c', 'a'], place: { kind: 'stack', row: 1, cell: 1, at: 1 } },
      'b24 | d+a+c+e24',
    ],
    [
      'onto itself',
      { slugs: ['c'], place: { kind: 'stack', row: 1, cell: 0, at: 1 } },
      'a6 b18 | c12 d+e12',
    ],
  ])('stacked: %s', (_, { slugs, place }, expected) => {
    expect(read(movePanels(two, slugs, place))).toBe(expected);
  });

  test('grouped, panels are a titled row where the first of them was', () => {
    const grouped = groupPanels(two, ['d', 'b'], 'New');
    expect(read(grouped)).toBe('b14 d10 | a24 | c12 e12');
    expect(grouped.layout.rows[0]).toMatchObject({ title: 'New', height: 5 });
    expect(read(groupPanels(alone, ['a', 'b'], 'New'))).toBe('a18 b6');
  });

  test('a cell holds six panels and no more', () => {
    const full = build([
      {
        cells: [
          { stack: ['a', 'b', 'c', 'd', 'e', 'f'], span: 12 },
          { panel: 'g', span: 12 },
        ],
      },
    ]);
    const place: Place = { kind: 'stack', row: 0, cell: 0, at: 6 };
    expect(movePanels(full, ['g'], place)).toBe(full);
  });

  test('the new row is as high as the one it came from, and an empty one without a title goes', () => {
    const moved = movePanels(alone, ['a'], { kind: 'row', row: 2 });
    expect(moved.layout.rows).toEqual([
      { cells: [{ panel: 'b', span: 8 }] },
      { height: 4, cells: [{ panel: 'a', span: 24 }] },
    ]);
  });

  test('a row of its own beside the row it is alone in is where it is', () => {
    for (const row of [0, 1]) expect(movePanels(alone, ['a'], { kind: 'row', row })).toBe(alone);
  });

  test('rows that nothing left stay the same object', () => {
    const moved = movePanels(two, ['a'], { kind: 'cell', row: 0, cell: 2 });
    expect(moved.layout.rows[1]).toBe(two.layout.rows[1]);
    expect(moved.panels).toBe(two.panels);
  });

  test('an unknown panel moves nothing', () => {
    expect(movePanels(two, ['nobody'], { kind: 'row', row: 0 })).toBe(two);
  });
});

describe('sizes', () => {
  test.each([
    ['takes from its neighbour', { slug: 'a', span: 10 }, 'a10 b14'],
    ['gives to its neighbour', { slug: 'a', span: 2 }, 'a2 b22'],
    ['leaves its neighbour something', { slug: 'a', span: 24 }, 'a22 b2'],
    ['leaves free columns behind the last', { slug: 'b', span: 9 }, 'a6 b9'],
    ['is never narrower than can be read', { slug: 'b', span: -4 }, 'a6 b2'],
  ])('a panel %s', (_, { slug, span }, expected) => {
    expect(read(resizePanel(two, slug, span)).split(' | ')[0]).toBe(expected);
  });

  test('free columns are taken first', () => {
    const gap = build([
      {
        cells: [
          { panel: 'a', span: 8 },
          { panel: 'b', span: 8 },
        ],
      },
    ]);
    expect(read(resizePanel(gap, 'a', 14))).toBe('a14 b8');
    expect(read(resizePanel(gap, 'a', 20))).toBe('a20 b4');
    expect(read(resizePanel(gap, 'a', 4))).toBe('a4 b8');
  });

  test('a cell is repeated by a variable, with all that is in it, and no longer', () => {
    const repeated = repeatPanel(two, 'e', 'country');
    expect(repeated.layout.rows[1]?.cells[1]).toEqual({
      ...{ stack: ['d', 'e'], repeat: 'country', span: 12 },
    });
    expect(repeatOf(repeated, 'd')).toBe('country');
    expect(repeatPanel(repeated, 'd', undefined)).toEqual(two);
  });

  test('a row of the default height does not say so', () => {
    expect(resizeRow(two, 0, 8).layout.rows[0]).toEqual({
      title: 'Top',
      cells: two.layout.rows[0]!.cells,
    });
    expect(resizeRow(two, 1, 99).layout.rows[1]?.height).toBe(60);
    expect(resizeRow(two, 1, 0).layout.rows[1]?.height).toBe(2);
  });
});

describe('rows', () => {
  test('are added, titled, moved and deleted with their panels and queries', () => {
    const added = addRow(two, { kind: 'row', row: 1 }, 'New');
    expect(added.layout.rows[1]).toEqual({ title: 'New', cells: [] });
    expect(moveRow(added, 1, 2).layout.rows[2]).toEqual({ title: 'New', cells: [] });
    expect(renameRow(two, 0, '  ').layout.rows[0]).not.toHaveProperty('title');
    const less = deleteRow(two, 0);
    expect([read(less), Object.keys(less.panels)]).toEqual(['c12 d+e12', ['c', 'd', 'e']]);
    expect(deleteRow(less, 0)).toMatchObject({ panels: {}, queries: {}, layout: { rows: [] } });
  });
});

describe('panels', () => {
  test('a duplicate stands behind the original, over the same query', () => {
    const { document, slugs } = duplicatePanels(two, ['a']);
    expect(slugs).toEqual(['a-2']);
    expect(read(document)).toBe('a5 a-26 b13 | c12 d+e12');
    expect(document.queries).toBe(two.queries);
    expect(duplicatePanels(document, ['a-2']).slugs).toEqual(['a-3']);
  });

  test('a new panel has a free name and takes the free columns', () => {
    const gap = build([{ cells: [{ panel: 'errors', span: 16 }] }]);
    const place: Place = { kind: 'cell', row: 0, cell: 1 };
    const { document, slugs } = addPanel(gap, { type: 'table', title: 'Errors' }, place);
    expect([slugs, read(document)]).toEqual([['errors-2'], 'errors16 errors-28']);
  });

  test('deleting takes the queries along that only the deleted used', () => {
    const shared = {
      ...two,
      queries: {
        raw: { datasource: 'w', sql: 'SELECT 1' },
        sum: { from: ['raw'] },
        q: { datasource: 'w', sql: 'SELECT 2' },
        never: { datasource: 'w', sql: 'SELECT 3' },
      },
      panels: { ...two.panels, a: { type: 'stat', query: 'sum' } },
    } as DashboardDocument;
    const left = deletePanels(shared, ['a']);
    expect(Object.keys(left.queries ?? {})).toEqual(['q', 'never']);
    expect(read(left)).toBe('b24 | c12 d+e12');
    const kept = deletePanels({ ...shared, variables: { v: { type: 'query', query: 'raw' } } }, [
      'a',
    ]);
    expect(Object.keys(kept.queries ?? {})).toEqual(['raw', 'q', 'never']);
  });

  test('an emptied title is none, and other keys stay', () => {
    const odd = { ...two, panels: { ...two.panels, a: { type: 'stat', title: 'A', 'x-note': 1 } } };
    const renamed = renamePanel(odd, 'a', ' B ');
    expect(renamed.panels['a']).toEqual({ type: 'stat', title: 'B', 'x-note': 1 });
    expect(renamePanel(renamed, 'a', '').panels['a']).toEqual({ type: 'stat', 'x-note': 1 });
  });
});

describe('the clipboard', () => {
  const place: Place = { kind: 'row', row: 0 };

  test('carries panels with the queries they need to a dashboard where the names are taken', () => {
    const source = {
      ...two,
      queries: { q: { from: ['raw'] }, raw: { datasource: 'w', sql: 'SELECT 1' } },
    } as DashboardDocument;
    const fragment = parseFragment(formatFragment(copyPanels(source, ['b', 'a'])))!;
    const { document, slugs } = pastePanels(two, fragment, place);
    expect(slugs).toEqual(['a-2', 'b-2']);
    expect(document.queries).toEqual({
      ...two.queries,
      'q-2': { from: ['raw'] },
      raw: { datasource: 'w', sql: 'SELECT 1' },
    });
    expect(document.panels['a-2']).toEqual({ type: 'stat', query: 'q-2' });
    expect(document.layout.rows[0]).toEqual({
      height: 5,
      cells: [
        { panel: 'a-2', span: 6 },
        { panel: 'b-2', span: 18 },
      ],
    });
  });

  test('a query that is there already is used', () => {
    expect(pastePanels(two, copyPanels(two, ['c']), place).document.queries).toBe(two.queries);
  });

  test.each([
    '',
    'hello',
    '[]',
    'null',
    '{"kind":"panels"}',
    '{"kind":"panels","panels":{}}',
    '{"kind":"panels","panels":{"a":1}}',
    '{"kind":"panels","panels":{"a":{"type":"x"}},"queries":[]}',
  ])('no panels in %j', (text) => {
    expect(parseFragment(text)).toBeUndefined();
  });
});

test('slugs', () => {
  expect(toSlug('Errors (5xx) — Größe')).toBe('errors-5xx-gro-e');
  expect(toSlug('95th percentile')).toBe('th-percentile');
  expect([freeSlug('日本', []), freeSlug('a', ['a', 'a-2'])]).toEqual(['panel', 'a-3']);
  expect(freeSlug('x'.repeat(80), ['x'.repeat(63)])).toHaveLength(63);
});

const layouts = fc
  .array(fc.array(fc.integer({ min: 1, max: 24 }), { minLength: 1, maxLength: 5 }), {
    minLength: 1,
    maxLength: 5,
  })
  .map((rows) =>
    build(
      rows.map((spans, r) => ({
        cells: spans.map((span, c) => ({ panel: `p-${r}-${c}`, span })),
      })),
    ),
  );

test('whatever is moved where, every panel is placed once, in whole columns', () => {
  fc.assert(
    fc.property(layouts, fc.infiniteStream(fc.nat(20)), (document, numbers) => {
      const next = (below: number): number => Number(numbers.next().value) % below;
      const slugs = Object.keys(document.panels);
      const chosen = slugs.filter(() => next(3) === 0);
      const row = next(document.layout.rows.length);
      const cells = document.layout.rows[row]!.cells.length;
      const place: Place =
        next(2) === 0 ? { kind: 'row', row } : { kind: 'cell', row, cell: next(cells + 1) };
      const moved = movePanels(document, chosen, place);
      const placed = moved.layout.rows.flatMap((one) => one.cells.flatMap(panelsOf));
      expect(placed.toSorted()).toEqual(slugs.toSorted());
      expect(moved.layout.rows.every((one) => one.cells.length > 0)).toBe(true);
      for (const { span } of moved.layout.rows.flatMap((one) => one.cells)) {
        expect(Number.isInteger(span)).toBe(true);
        expect(span).toBeGreaterThanOrEqual(1);
        expect(span).toBeLessThanOrEqual(24);
      }
    }),
  );
});

test('a resize never makes a row that fits too wide', () => {
  fc.assert(
    fc.property(layouts, fc.nat(4), fc.integer({ min: -5, max: 40 }), (document, at, span) => {
      const resized = resizePanel(document, `p-0-${at}`, span);
      const [before, after] = [document, resized].map((one) =>
        usedColumns(one.layout.rows[0]!.cells),
      );
      if (before! <= columns) expect(after).toBeLessThanOrEqual(columns);
      expect(resized.layout.rows[0]!.cells.every((cell) => cell.span >= 1)).toBe(true);
    }),
  );
});
