import type { LayoutCell, LayoutRow } from './dashboard.ts';
import { isEqual } from './tree.ts';

/** The rows of a layout with a name for each row and cell, so that versions of it can be compared. */
export interface KeyedLayout {
  /** Names of the rows, in order. */
  order: readonly string[];
  rows: ReadonlyMap<string, KeyedRow>;
  cells: ReadonlyMap<string, KeyedCell>;
}

export interface KeyedRow {
  row: LayoutRow;
  /** Position in the layout, from 0. */
  index: number;
  /** Names of its cells, in order. */
  cells: readonly string[];
}

export interface KeyedCell {
  cell: LayoutCell;
  /** Name of its row. */
  row: string;
}

/** Panels of a cell, in order. */
export function panelsOf(cell: LayoutCell): readonly string[] {
  return cell.panel === undefined ? (cell.stack ?? []) : [cell.panel];
}

/** Panels of a row, in order. */
export function panelsOfRow(row: LayoutRow): string[] {
  return row.cells.flatMap(panelsOf);
}

/** Names for the rows and cells of a layout that nothing is compared with. */
export function keyLayout(rows: readonly LayoutRow[]): KeyedLayout {
  return buildLayout(
    rows,
    rows.map((_row, i) => `=${i}`),
    cellsOf(rows).map((_cell, i) => `=${i}`),
  );
}

/**
 * Names for the rows and cells of a later version: a row goes by the earlier row with which it shares
 * most panels, else the same title or content; a cell by the earlier cell with most of its panels. What is
 * new goes by its content, so that the same addition in two versions has the same name.
 */
export function keyLayoutLike(rows: readonly LayoutRow[], base: readonly LayoutRow[]): KeyedLayout {
  const rowNames = align(rows, base, {
    membersOf: panelsOfRow,
    isAlike: (a, b) => (a.title !== undefined && a.title === b.title) || isEqual(a, b),
  });
  const cellNames = align(cellsOf(rows), cellsOf(base), { membersOf: panelsOf, isAlike: isEqual });
  return buildLayout(rows, rowNames, cellNames);
}

function buildLayout(
  rows: readonly LayoutRow[],
  rowNames: readonly string[],
  cellNames: readonly string[],
): KeyedLayout {
  const keyedRows = new Map<string, KeyedRow>();
  const cells = new Map<string, KeyedCell>();
  let next = 0;
  for (const [index, row] of rows.entries()) {
    const name = rowNames[index] ?? '';
    const names = row.cells.map((cell) => {
      const cellName = cellNames[next++] ?? '';
      cells.set(cellName, { cell, row: name });
      return cellName;
    });
    keyedRows.set(name, { row, index, cells: names });
  }
  return { order: rowNames, rows: keyedRows, cells };
}

function cellsOf(rows: readonly LayoutRow[]): LayoutCell[] {
  return rows.flatMap(({ cells }) => cells);
}

interface Kinship<Thing> {
  membersOf: (thing: Thing) => readonly string[];
  /** Whether two things without a common member may still be the same. */
  isAlike: (a: Thing, b: Thing) => boolean;
}

/** A name for each thing: `=i` for the earlier thing `i` it is, `+…` by content when it is none. */
function align<Thing>(
  things: readonly Thing[],
  base: readonly Thing[],
  { membersOf, isAlike }: Kinship<Thing>,
): string[] {
  const names: string[] = [];
  const taken = new Set<number>();
  for (const { at, from } of kinships(things.map(membersOf), base.map(membersOf))) {
    if (names[at] !== undefined || taken.has(from)) continue;
    names[at] = `=${from}`;
    taken.add(from);
  }
  for (const [at, thing] of things.entries()) {
    if (names[at] !== undefined) continue;
    const from = base.findIndex((earlier, i) => !taken.has(i) && isAlike(thing, earlier));
    if (from >= 0) taken.add(from);
    names[at] = from >= 0 ? `=${from}` : freshName(thing, names);
  }
  return names;
}

/** Pairs with common members, those with most first, then in order. */
function kinships(things: readonly (readonly string[])[], base: readonly (readonly string[])[]) {
  const homes = new Map(base.flatMap((members, from) => members.map((name) => [name, from])));
  const pairs = things.flatMap((members, at) => {
    const counts = new Map<number, number>();
    for (const from of members.map((name) => homes.get(name)))
      if (from !== undefined) counts.set(from, (counts.get(from) ?? 0) + 1);
    return [...counts].map(([from, shared]) => ({ at, from, shared }));
  });
  return pairs.sort((a, b) => b.shared - a.shared || a.at - b.at || a.from - b.from);
}

function freshName(thing: unknown, names: readonly string[]): string {
  const name = `+${JSON.stringify(thing)}`;
  return names.includes(name) ? `${name}#${names.length}` : name;
}
