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
import { keptInOrder } from './order.ts';
import { toTree, type Tree } from './tree.ts';

interface LayoutDiff {
  /** What is said about the place of each panel that moved, by panel. */
  cells: ReadonlyMap<string, readonly string[]>;
  rows: readonly DashboardChange[];
}

/** What changed in a layout: rows by what is in them, and the places of panels that are in both. */
export function diffLayout(before: readonly LayoutRow[], after: readonly LayoutRow[]): LayoutDiff {
  const earlier = keyLayout(before);
  const later = keyLayoutLike(after, before);
  return { cells: diffPlaces(earlier, later), rows: diffRows(earlier, later) };
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

function diffRows(earlier: KeyedLayout, later: KeyedLayout): DashboardChange[] {
  const kept = keptInOrder(earlier.order, later.order);
  const removed = earlier.order
    .filter((name) => !later.rows.has(name))
    .map((name) => toChange('removed', { name, layout: earlier }));
  const rest = later.order.flatMap((name) => {
    const was = earlier.rows.get(name);
    const is = later.rows.get(name);
    if (was === undefined || is === undefined) return [toChange('added', { name, layout: later })];
    const details = rowDetails(was, is);
    if (!kept.has(name)) details.push(`moved to place ${is.index + 1}`);
    if (details.length === 0) return [];
    return [toChange('changed', { name, layout: later, details })];
  });
  return [...removed, ...rest];
}

function rowDetails(before: KeyedRow, after: KeyedRow): string[] {
  return diffParts(withoutCells(before), withoutCells(after)).map(describePart);
}

function withoutCells({ row }: KeyedRow): Tree {
  const { cells: _cells, ...rest } = row;
  return toTree(rest);
}

interface RowChange {
  name: string;
  layout: KeyedLayout;
  details?: readonly string[];
}

function toChange(type: 'added' | 'removed' | 'changed', of: RowChange): DashboardChange {
  const { name, layout, details = [] } = of;
  const subject = rowName(name, layout);
  const path = ['layout', 'rows', layout.rows.get(name)?.index ?? 0];
  const text = type === 'changed' ? `${subject}: ${details.join('; ')}` : `${subject} ${type}`;
  return { type, path, subject, details, text };
}

/** `row *Traffic*`, or `row 2` where it has no title. */
function rowName(name: string, { rows }: KeyedLayout): string {
  const found = rows.get(name);
  return found?.row.title === undefined
    ? `row ${(found?.index ?? 0) + 1}`
    : `row *${found.row.title}*`;
}
