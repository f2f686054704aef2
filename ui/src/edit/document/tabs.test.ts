import { tabsOf, type DashboardDocument, type LayoutRow } from '@heliostat/sdk';
import { expect, test } from 'vitest';
import { movePanels, unplacePanels } from './move.ts';
import { panelsOf } from './rows.ts';
import {
  addTab,
  deleteTab,
  dissolveTab,
  endOfTab,
  fillEnd,
  groupOntoTab,
  moveRowToTab,
  moveTab,
  placeRow,
  renameTab,
  rowBeside,
  tabName,
} from './tabs.ts';

function build(...rows: [tab: string | undefined, ...panels: string[]][]): DashboardDocument {
  const toRow = ([tab, ...panels]: [string | undefined, ...string[]]): LayoutRow => ({
    ...(tab !== undefined && { tab }),
    cells: panels.map((panel) => ({ panel, span: 24 / panels.length })),
  });
  return {
    kind: 'dashboard',
    format: 1,
    title: 'Test',
    panels: Object.fromEntries(
      rows.flatMap(([, ...panels]) => panels.map((slug) => [slug, { type: 'stat' }])),
    ),
    layout: { rows: rows.map(toRow) },
  };
}

/** `a b | one: c | two:` */
const read = ({ layout }: DashboardDocument): string =>
  layout.rows
    .map(({ tab, cells }) => [
      ...(tab === undefined ? [] : [`${tab}:`]),
      ...cells.flatMap(panelsOf),
    ])
    .map((words) => words.join(' '))
    .join(' | ');

const tabbed = build([undefined, 'a'], ['one', 'b', 'c'], ['two', 'd'], ['one', 'e']);

test('the first tab takes along the rows there are, a further one stands behind', () => {
  const first = addTab(build([undefined, 'a'], [undefined, 'b']));
  expect([first.tab, read(first.document)]).toEqual([
    'New tab',
    'Overview: a | Overview: b | New tab:',
  ]);
  const second = addTab(first.document);
  expect(tabsOf(second.document.layout.rows)).toEqual(['Overview', 'New tab', 'New tab 2']);
  expect(read(addTab(build()).document)).toBe('New tab:');
});

test('a name is trimmed and its own', () => {
  expect(tabName(tabbed, 'one', '  Ads ')).toBe('Ads');
  expect(tabName(tabbed, 'one', 'one')).toBe('one');
  expect(tabName(tabbed, 'one', 'two')).toBeUndefined();
  expect(tabName(tabbed, 'one', '  ')).toBeUndefined();
  expect(read(renameTab(tabbed, 'one', 'Ads'))).toBe('a | Ads: b c | two: d | Ads: e');
});

test('a tab moves with its rows, which then stand together', () => {
  expect(read(moveTab(tabbed, 'two', 0))).toBe('a | two: d | one: b c | one: e');
  expect(moveTab(tabbed, 'two', 2)).toBe(tabbed);
});

test('taken away, its rows go to the tab before it, else to the next, else above', () => {
  expect(read(dissolveTab(tabbed, 'two'))).toBe('a | one: b c | one: d | one: e');
  expect(read(dissolveTab(tabbed, 'one'))).toBe('a | two: b c | two: d | two: e');
  expect(read(dissolveTab(build(['one', 'a']), 'one'))).toBe('a');
});

test('deleted with its rows, their panels go too', () => {
  const less = deleteTab(tabbed, 'one');
  expect([read(less), Object.keys(less.panels)]).toEqual(['a | two: d', ['a', 'd']]);
});

test('a row goes to the end of another tab, or above all of them', () => {
  expect(read(moveRowToTab(tabbed, 2, 'one'))).toBe('a | one: b c | one: e | one: d');
  expect(read(moveRowToTab(tabbed, 2, undefined))).toBe('a | d | one: b c | one: e');
  expect(moveRowToTab(tabbed, 2, 'two')).toBe(tabbed);
});

test('a row goes to a gap, onto the tab of that gap', () => {
  expect(read(placeRow(tabbed, 0, { row: 3, tab: 'two' }))).toBe(
    'one: b c | two: d | two: a | one: e',
  );
  expect(rowBeside(tabbed, 1, 1)).toBe(3);
  expect(rowBeside(tabbed, 1, -1)).toBeUndefined();
});

test('panels go to the end of a tab, and one that its last panel has left stays', () => {
  const moved = movePanels(tabbed, ['d', 'b'], endOfTab(tabbed, 'one'));
  expect(read(moved)).toBe('a | one: c | one: e | one: b d | two:');
  expect(read(unplacePanels(tabbed, ['b', 'c', 'e']))).toBe('a | one: | two: d');
});

test('a row of its own on another tab is another place', () => {
  const base = build(['one', 'a'], ['two', 'b']);
  expect(read(movePanels(base, ['a'], { kind: 'row', row: 1, tab: 'two' }))).toBe(
    'one: | two: a | two: b',
  );
  expect(movePanels(base, ['a'], { kind: 'row', row: 1, tab: 'one' })).toBe(base);
});

test('panels grouped onto a tab stand alone there, and the name can be typed', () => {
  const grouped = groupOntoTab(tabbed, ['d', 'b']);
  expect([grouped.tab, read(grouped.document)]).toEqual([
    'New tab',
    'a | one: c | one: e | two: | New tab: b d',
  ]);
  const first = groupOntoTab(build([undefined, 'a', 'b']), ['b']);
  expect(read(first.document)).toBe('Overview: a | New tab: b');
});

test('a row that waits for panels is filled before another is made', () => {
  const { document, tab } = addTab(tabbed);
  expect(read(movePanels(document, ['e'], fillEnd(document, tab)))).toBe(
    'a | one: b c | two: d | New tab: e',
  );
  expect(fillEnd(tabbed, 'one')).toEqual(endOfTab(tabbed, 'one'));
});
