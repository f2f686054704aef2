import type { LayoutCell, LayoutRow } from './dashboard.ts';
import { keyLayout, keyLayoutLike, panelsOf, type KeyedLayout } from './layout-keys.ts';
import { agreeOnTabs } from './layout-tabs.ts';
import { eachVersion, mergeValue, type MergeConflict, type Versions } from './merge-tree.ts';
import { mergeOrder } from './order.ts';
import { isEqual, type TreePath } from './tree.ts';

interface Around {
  /** Panels that the merged dashboard has no longer. */
  gone: ReadonlySet<string>;
  /** Panels that it has although not every version does. */
  kept: ReadonlySet<string>;
  conflicts: MergeConflict[];
}

/** Where a cell stands after the merge. */
interface Placed {
  /** Names of the cells of each row, by the name of the row. */
  cellsOf: ReadonlyMap<string, readonly string[]>;
  /** Both moved the same thing, each elsewhere, or one removed what the other changed. */
  isDisputed: boolean;
}

/**
 * The rows of three versions of a layout as one. A cell that one side removed is gone, whatever the other
 * did to its place; every panel that is left is placed once. What cannot be settled cell by cell is one
 * conflict about all rows.
 */
export function mergeRows(versions: Versions<readonly LayoutRow[]>, around: Around): LayoutRow[] {
  const rows = agreeOnTabs(versions);
  const { base, mine, theirs } = rows;
  if (isEqual(mine, theirs) || isEqual(base, theirs)) return placeOnce(mine, rows, around);
  if (isEqual(base, mine)) return placeOnce(theirs, rows, around);
  const layouts = {
    base: keyLayout(base),
    mine: keyLayoutLike(mine, base),
    theirs: keyLayoutLike(theirs, base),
  };
  const placed = placeCells(layouts, around.kept);
  const order = rowOrder(layouts, placed);
  const found: MergeConflict[] = [];
  const merged = order.map((name, at) => buildRow(name, { layouts, placed, at, found }));
  const settled = placeOnce(merged, rows, around);
  const isDisputed = placed.isDisputed || loses(layouts, new Set(order));
  if (isDisputed || (found.length > 0 && !isEqual(merged, settled)))
    around.conflicts.push({ path: ['layout', 'rows'], ...rows });
  else around.conflicts.push(...found);
  return settled;
}

function placeCells(
  { base, mine, theirs }: Versions<KeyedLayout>,
  kept: ReadonlySet<string>,
): Placed {
  const homes = new Map<string, string>();
  let isDisputed = false;
  for (const name of new Set([...mine.cells.keys(), ...theirs.cells.keys()])) {
    const [was, left, right] = [base, mine, theirs].map(({ cells }) => cells.get(name)?.row);
    const isGone = was !== undefined && (left === undefined || right === undefined);
    if (isGone && !isKept(name, [mine, theirs], kept)) continue;
    const home = left === undefined || (left === was && right !== undefined) ? right : left;
    if (home !== undefined) homes.set(name, home);
    isDisputed ||= [left, right].every((row) => row !== undefined && row !== was) && left !== right;
  }
  const rowNames = new Set([...mine.order, ...theirs.order]);
  const cellsOf = [...rowNames].map((row): [string, string[]] => {
    const [was, left, right] = [base, mine, theirs].map(({ rows }) => rows.get(row)?.cells ?? []);
    const cells = mergeOrder(was ?? [], left ?? [], right ?? []);
    return [row, cells.filter((name) => homes.get(name) === row)];
  });
  return { cellsOf: new Map(cellsOf), isDisputed };
}

/** A cell stays with a panel that one side removed and the other has changed. */
function isKept(name: string, sides: readonly KeyedLayout[], kept: ReadonlySet<string>): boolean {
  return sides.some(({ cells }) => {
    const found = cells.get(name)?.cell;
    return found !== undefined && panelsOf(found).some((panel) => kept.has(panel));
  });
}

/** A row that one side removed stays while there are cells in it. */
function rowOrder({ base, mine, theirs }: Versions<KeyedLayout>, { cellsOf }: Placed): string[] {
  return mergeOrder(base.order, mine.order, theirs.order).filter((name) => {
    const isRemoved = base.rows.has(name) && !(mine.rows.has(name) && theirs.rows.has(name));
    return !isRemoved || (cellsOf.get(name) ?? []).length > 0;
  });
}

/** Whether a row that one side changed is missing because the other removed it. */
function loses({ base, mine, theirs }: Versions<KeyedLayout>, kept: ReadonlySet<string>): boolean {
  return base.order.some((name) => {
    if (kept.has(name)) return false;
    const was = withoutCells(base, name);
    return [mine, theirs].some(
      (side) => side.rows.has(name) && !isEqual(withoutCells(side, name), was),
    );
  });
}

function withoutCells({ rows }: KeyedLayout, name: string): object | undefined {
  const found = rows.get(name)?.row;
  if (found === undefined) return undefined;
  const { cells: _cells, ...rest } = found;
  return rest;
}

interface Building {
  layouts: Versions<KeyedLayout>;
  placed: Placed;
  /** Index of the row in the merged layout. */
  at: number;
  found: MergeConflict[];
}

function buildRow(name: string, { layouts, placed, at, found }: Building): LayoutRow {
  const path: TreePath = ['layout', 'rows', at];
  const frames = eachVersion(layouts, (layout) => withoutCells(layout, name));
  const cells = (placed.cellsOf.get(name) ?? []).map((cell, i) => {
    const versions = eachVersion(layouts, (layout) => layout.cells.get(cell)?.cell);
    return mergeValue(present(versions), [...path, 'cells', i], found) as LayoutCell;
  });
  return { ...(mergeValue(present(frames), path, found) as object), cells };
}

/** What is there after the merge is taken from the side that has it. */
function present<T>({ base, mine, theirs }: Versions<T | undefined>): Versions<T | undefined> {
  return { base, mine: mine ?? theirs, theirs: theirs ?? mine };
}

/** No panel twice, none that is gone, and none that was placed by a side is lost. */
function placeOnce(
  merged: readonly LayoutRow[],
  rows: Versions<readonly LayoutRow[]>,
  { gone, kept }: Around,
): LayoutRow[] {
  const seen = new Set(gone);
  const placed = merged.map((row) => ({
    ...row,
    cells: row.cells.flatMap((cell) => keepOnce(cell, seen)),
  }));
  const lost = [...rows.mine, ...rows.theirs]
    .flatMap(({ cells }) => cells)
    .flatMap((cell) => keepOnce(cell, seen))
    .filter((cell) => panelsOf(cell).some((name) => kept.has(name)) || !isRemoved(cell, rows));
  const settled = placed.filter(
    ({ cells }, i) => cells.length > 0 || merged[i]?.cells.length === 0,
  );
  return lost.length === 0 ? settled : [...settled, { cells: lost }];
}

/** The cell with those of its panels that were not seen yet; nothing when there are none. */
function keepOnce(cell: LayoutCell, seen: Set<string>): LayoutCell[] {
  const panels = panelsOf(cell);
  const fresh = panels.filter((name) => !seen.has(name));
  for (const name of fresh) seen.add(name);
  if (fresh.length === panels.length) return [cell];
  return fresh.length === 0 ? [] : [{ ...cell, stack: [...fresh] }];
}

/** One side keeps the panel and no longer shows it. */
function isRemoved(
  cell: LayoutCell,
  { base, mine, theirs }: Versions<readonly LayoutRow[]>,
): boolean {
  const shows = (rows: readonly LayoutRow[]) =>
    rows.some(({ cells }) =>
      cells.some((other) => panelsOf(other).some((name) => panelsOf(cell).includes(name))),
    );
  return shows(base) && !(shows(mine) && shows(theirs));
}
