import type { LayoutRow } from './dashboard.ts';
import type { DashboardChange } from './diff.ts';
import { diffParts, nameOfPart, shown, type Part } from './diff-parts.ts';
import {
  keyLayout,
  keyLayoutLike,
  panelsOf,
  type KeyedLayout,
  type KeyedRow,
} from './layout-keys.ts';
import { placeOnTab, renamedTabs, tabsOf, withTabNames } from './layout-tabs.ts';
import { keptInOrder } from './order.ts';
import { toTree, type Tree } from './tree.ts';

interface LayoutDiff {
  /** What is said about the place of each panel that moved, by panel. */
  cells: ReadonlyMap<string, readonly string[]>;
  rows: readonly DashboardChange[];
}

/** What changed in a layout: rows by what is in them, and the places of panels that are in both. */
export function diffLayout(before: readonly LayoutRow[], after: readonly LayoutRow[]): LayoutDiff {
  const later = keyLayoutLike(after, before);
  const tabs = renamedTabs(keyLayout(before), later);
  const earlier = keyLayout(withTabNames(before, tabs));
  return {
    cells: diffPlaces(earlier, later),
    rows: [...diffTabs(tabs, earlier, later), ...diffRows(earlier, later)],
  };
}

/** Where a panel is. */
interface Place {
  row: string;
  span: number;
  stack: readonly string[];
  /** What else the cell says. */
  rest: Tree;
}

function diffPlaces(earlier: KeyedLayout, later: KeyedLayout): Map<string, string[]> {
  const was = placesOf(earlier);
  const moved = movedWithin(earlier, later);
  const found = new Map<string, string[]>();
  for (const [panel, place] of placesOf(later)) {
    const before = was.get(panel);
    const details =
      before === undefined ? ['placed in the layout'] : describePlace(before, place, later);
    if (before?.row === place.row && moved.has(panel)) {
      details.push(`moved within ${rowName(place.row, later)}`);
    }
    if (details.length > 0) found.set(panel, details);
    was.delete(panel);
  }
  for (const panel of was.keys()) found.set(panel, ['taken out of the layout']);
  return found;
}

function describePlace(before: Place, after: Place, later: KeyedLayout): string[] {
  const details: string[] = [];
  if (before.row !== after.row) details.push(`moved to ${rowName(after.row, later)}`);
  if (before.span !== after.span) details.push(`width ${before.span} → ${after.span}`);
  if (before.stack.join() !== after.stack.join()) {
    const others = after.stack.map((name) => `*${name}*`).join(', ');
    details.push(others === '' ? 'no longer stacked' : `stacked with ${others}`);
  }
  return [...details, ...diffParts(before.rest, after.rest).map(describePart)];
}

function describePart({ path, before, after }: Part): string {
  return `${nameOfPart(path)} ${shown(before) ?? '…'} → ${shown(after) ?? '…'}`;
}

function placesOf(layout: KeyedLayout): Map<string, Place> {
  const places = new Map<string, Place>();
  for (const { cell, row } of layout.cells.values()) {
    const panels = panelsOf(cell);
    const { panel: _panel, stack: _stack, span: _span, ...rest } = cell;
    for (const panel of panels) {
      const stack = panels.filter((name) => name !== panel);
      places.set(panel, { row, span: cell.span, stack, rest: toTree(rest) });
    }
  }
  return places;
}

/** Panels whose order in their row changed. */
function movedWithin(earlier: KeyedLayout, later: KeyedLayout): Set<string> {
  const moved = new Set<string>();
  for (const [name, { row }] of later.rows) {
    const was = earlier.rows.get(name);
    if (was === undefined) continue;
    const [before, after] = [panelsIn(was.row), panelsIn(row)];
    const kept = keptInOrder(before, after);
    for (const panel of after) if (before.includes(panel) && !kept.has(panel)) moved.add(panel);
  }
  return moved;
}

function panelsIn(row: LayoutRow): string[] {
  return row.cells.flatMap(panelsOf);
}

/** New names of tabs, and their new order. */
function diffTabs(
  renames: ReadonlyMap<string, string>,
  earlier: KeyedLayout,
  later: KeyedLayout,
): DashboardChange[] {
  const oldNames = new Map([...renames].map(([from, to]) => [to, from]));
  const tabs = tabsOf(rowsOf(later));
  const known = tabsOf(rowsOf(earlier));
  const kept = keptInOrder(known, tabs);
  return tabs.flatMap((tab, at): DashboardChange[] => {
    const name = oldNames.get(tab) ?? tab;
    const renamed = name === tab ? [] : [`renamed to *${tab}*`];
    const moved = known.includes(tab) && !kept.has(tab) ? [`moved to place ${at + 1}`] : [];
    const details = [...renamed, ...moved];
    if (details.length === 0) return [];
    const subject = `tab *${name}*`;
    const path = ['layout', 'rows', rowsOf(later).findIndex((row) => row.tab === tab)];
    const type = renamed.length > 0 ? 'renamed' : 'changed';
    const text = `${subject}${type === 'renamed' ? '' : ':'} ${details.join('; ')}`;
    return [{ type, path, subject, details, text }];
  });
}

function rowsOf({ order, rows }: KeyedLayout): LayoutRow[] {
  return order.flatMap((name) => rows.get(name)?.row ?? []);
}

function diffRows(earlier: KeyedLayout, later: KeyedLayout): DashboardChange[] {
  const moved = movedRows(earlier, later);
  const removed = earlier.order
    .filter((name) => !later.rows.has(name))
    .map((name) => toChange('removed', { name, layout: earlier }));
  const rest = later.order.flatMap((name) => {
    const was = earlier.rows.get(name);
    const is = later.rows.get(name);
    if (was === undefined || is === undefined) return [toAdded(name, later)];
    const place = moved.get(name);
    const details = [
      ...rowDetails(was, is),
      ...(place === undefined ? [] : [`moved to place ${place}`]),
    ];
    if (details.length === 0) return [];
    const tellsTab = was.row.tab !== is.row.tab;
    return [toChange('changed', { name, layout: later, details, tellsTab })];
  });
  return [...removed, ...rest];
}

function toAdded(name: string, layout: KeyedLayout): DashboardChange {
  const tab = layout.rows.get(name)?.row.tab;
  const details = tab === undefined ? [] : [`on tab *${tab}*`];
  return toChange('added', { name, layout, details, tellsTab: tab !== undefined });
}

/** By row its new place, counted from 1 among those it is shown with: only they have an order. */
function movedRows(earlier: KeyedLayout, later: KeyedLayout): Map<string, number> {
  const moved = new Map<string, number>();
  for (const tab of [undefined, ...tabsOf(rowsOf(later))]) {
    const [before, after] = [earlier, later].map(({ order, rows }) =>
      order.filter((name) => rows.get(name)?.row.tab === tab),
    );
    const kept = keptInOrder(before ?? [], after ?? []);
    for (const [at, name] of (after ?? []).entries())
      if (before?.includes(name) === true && !kept.has(name)) moved.set(name, at + 1);
  }
  return moved;
}

function rowDetails(before: KeyedRow, after: KeyedRow): string[] {
  return diffParts(withoutCells(before), withoutCells(after)).map((part) =>
    part.path[0] === 'tab' ? describeTab(after.row.tab) : describePart(part),
  );
}

function describeTab(tab: string | undefined): string {
  return tab === undefined ? 'moved above all tabs' : `moved to tab *${tab}*`;
}

function withoutCells({ row }: KeyedRow): Tree {
  const { cells: _cells, ...rest } = row;
  return toTree(rest);
}

interface RowChange {
  name: string;
  layout: KeyedLayout;
  details?: readonly string[];
  /** Whether the details say on which tab it is. */
  tellsTab?: boolean;
}

function toChange(type: 'added' | 'removed' | 'changed', of: RowChange): DashboardChange {
  const { name, layout, details = [], tellsTab = false } = of;
  const subject = (tellsTab ? shortRowName : rowName)(name, layout);
  const path = ['layout', 'rows', layout.rows.get(name)?.index ?? 0];
  const text = [
    type === 'changed' ? `${subject}:` : `${subject} ${type}`,
    ...(details.length > 0 ? [details.join('; ')] : []),
  ].join(' ');
  return { type, path, subject, details, text };
}

/** `row *Traffic*`, or `row 2 on tab *Ads*` where it has no title. */
function rowName(name: string, layout: KeyedLayout): string {
  const rows = rowsOf(layout);
  const { row, index } = layout.rows.get(name) ?? {};
  const short = shortRowName(name, layout);
  if (row?.title !== undefined || index === undefined || tabsOf(rows).length === 0) return short;
  return row?.tab === undefined ? `${short} above all tabs` : `${short} on tab *${row.tab}*`;
}

/** `row 2` where its tab is told anyway. */
function shortRowName(name: string, layout: KeyedLayout): string {
  const { row, index = 0 } = layout.rows.get(name) ?? {};
  return row?.title === undefined
    ? `row ${placeOnTab(rowsOf(layout), index)}`
    : `row *${row.title}*`;
}
