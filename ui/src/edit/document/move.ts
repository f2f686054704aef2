import { tabsOf, type DashboardDocument, type LayoutCell, type LayoutRow } from '@heliostat/sdk';
import {
  cellsFor,
  findPanel,
  maxStacked,
  onTab,
  panelsOf,
  withRows,
  type OpenPlace,
  type Place,
} from './rows.ts';
import { columns, insertCells, refill, scaleSpans, usedColumns } from './spans.ts';

/** Panels moved side by side to a place, in the order they are read in. */
export function movePanels(
  document: DashboardDocument,
  slugs: readonly string[],
  place: Place,
): DashboardDocument {
  const { rows } = document.layout;
  const moved = cellsFor(document, slugs);
  if (moved.length === 0 || staysAlone(rows, slugs, place)) return document;
  if (place.kind === 'stack') return stackPanels(document, slugs, place);
  const left = rows.map((row) => ({ row, kept: withoutPanels(row, slugs) }));
  const placed = left.flatMap(({ row, kept }, index): LayoutRow[] => {
    const before = place.kind === 'row' && place.row === index;
    const own = before ? [newRow(document, slugs, { moved, place })] : [];
    if (place.kind === 'cell' && place.row === index) {
      const at = row.cells.slice(0, place.cell).flatMap((cell) => without(cell, slugs)).length;
      return [{ ...row, cells: insertAmong(row, kept, { at, moved }) }];
    }
    return [...own, ...settle(row, kept)];
  });
  if (place.kind === 'row' && place.row >= rows.length)
    placed.push(newRow(document, slugs, { moved, place }));
  return withRows(document, keepTabs(rows, placed));
}

/** Panels as a titled row of their own, before the row in which the first of them stands. */
export function groupPanels(
  document: DashboardDocument,
  slugs: readonly string[],
  title: string,
): DashboardDocument {
  const cells = cellsFor(document, slugs);
  const first = cells[0]?.panel;
  const spot = first === undefined ? undefined : findPanel(document, first);
  const from = document.layout.rows[spot?.row ?? -1];
  if (spot === undefined || from === undefined) return document;
  const place: Place = { kind: 'row', row: spot.row, tab: from.tab };
  const row = { title, ...newRow(document, slugs, { moved: cells, place }) };
  const left = unplacePanels(document, slugs);
  // Rows that have gone with their last panel stood behind it.
  return withRows(left, left.layout.rows.toSpliced(spot.row, 0, row));
}

/** The panels of a stack side by side, where the stack stands. */
export function dissolveStack(document: DashboardDocument, slug: string): DashboardDocument {
  const spot = findPanel(document, slug);
  const cell = document.layout.rows[spot?.row ?? -1]?.cells[spot?.cell ?? -1];
  if (spot === undefined || cell === undefined) return document;
  const place: Place = { kind: 'cell', row: spot.row, cell: spot.cell + 1 };
  return movePanels(document, panelsOf(cell).slice(1), place);
}

/** The panels into the cell, in the order they are read in; more than a cell may hold stay where they are. */
function stackPanels(
  document: DashboardDocument,
  slugs: readonly string[],
  { row: home, cell, at }: Extract<Place, { kind: 'stack' }>,
): DashboardDocument {
  const { rows } = document.layout;
  const target = rows[home]?.cells[cell];
  if (target === undefined) return document;
  const there = panelsOf(target);
  const isOther = (slug: string): boolean => !slugs.includes(slug);
  const fresh = cellsFor(document, slugs).flatMap(panelsOf);
  const stack = [
    ...there.slice(0, at).filter(isOther),
    ...fresh,
    ...there.slice(at).filter(isOther),
  ];
  if (stack.length < 2 || stack.length > maxStacked) return document;
  const { panel: _panel, stack: _stack, ...rest } = target;
  const left = rows.flatMap((row) => {
    const kept = row.cells.flatMap((one) =>
      one === target ? [{ stack, ...rest }] : without(one, slugs),
    );
    return settle(row, kept);
  });
  return withRows(document, keepTabs(rows, left));
}

/** A tab that its last panel has left stays, with an empty row. */
function keepTabs(before: readonly LayoutRow[], after: readonly LayoutRow[]): LayoutRow[] {
  const tabs = tabsOf(before);
  return tabs.reduceRight<LayoutRow[]>(
    (rows, tab, i) => {
      if (rows.some((row) => row.tab === tab)) return rows;
      const next = rows.findIndex((row) => row.tab !== undefined && tabs.indexOf(row.tab) > i);
      return rows.toSpliced(next === -1 ? rows.length : next, 0, { tab, cells: [] });
    },
    [...after],
  );
}

/** Moved within its row a cell keeps its width; from elsewhere it takes what there is room for. */
function insertAmong(
  row: LayoutRow,
  kept: readonly LayoutCell[],
  { at, moved }: { at: number; moved: readonly LayoutCell[] },
): LayoutCell[] {
  const isWithin = kept.length + moved.length === row.cells.length;
  if (isWithin) return [...kept.slice(0, at), ...moved, ...kept.slice(at)];
  return insertCells(refill(row, kept), at, moved);
}

/** The layout without some panels; their definitions stay. */
export function unplacePanels(
  document: DashboardDocument,
  slugs: readonly string[],
): DashboardDocument {
  const { rows } = document.layout;
  const left = rows.flatMap((row) => settle(row, withoutPanels(row, slugs)));
  return withRows(document, keepTabs(rows, left));
}

/** New cells put at a place. */
export function placeCells(
  document: DashboardDocument,
  cells: readonly LayoutCell[],
  { place, height }: { place: OpenPlace; height?: number },
): DashboardDocument {
  const { rows } = document.layout;
  if (place.kind === 'row') {
    const row = { ...onTab(place), ...(height !== undefined && { height }), cells: fitted(cells) };
    return withRows(document, rows.toSpliced(place.row, 0, row));
  }
  return withRows(
    document,
    rows.map((row, i) =>
      i === place.row ? { ...row, cells: insertCells(row.cells, place.cell, cells) } : row,
    ),
  );
}

function withoutPanels({ cells }: LayoutRow, slugs: readonly string[]): LayoutCell[] {
  return cells.flatMap((cell) => without(cell, slugs));
}

/** The cell without those panels; nothing when it held no other. */
function without(cell: LayoutCell, slugs: readonly string[]): LayoutCell[] {
  const panels = panelsOf(cell);
  const rest = panels.filter((slug) => !slugs.includes(slug));
  if (rest.length === panels.length) return [cell];
  const [only] = rest;
  if (only === undefined) return [];
  const { panel: _panel, stack: _stack, ...others } = cell;
  return [rest.length === 1 ? { panel: only, ...others } : { ...cell, stack: rest }];
}

/** A row that panels have left: a title keeps it, without one it goes with its last panel. */
function settle(row: LayoutRow, kept: readonly LayoutCell[]): LayoutRow[] {
  if (kept.length === 0 && row.cells.length > 0 && row.title === undefined) return [];
  const isSame = kept.length === row.cells.length && kept.every((cell, i) => cell === row.cells[i]);
  return [isSame ? row : { ...row, cells: refill(row, kept) }];
}

/** A row of one's own beside the row in which they are alone is the same place. */
function staysAlone(rows: readonly LayoutRow[], slugs: readonly string[], place: Place): boolean {
  if (place.kind !== 'row') return false;
  return [rows[place.row - 1], rows[place.row]].some(
    (row) =>
      row !== undefined &&
      row.tab === place.tab &&
      row.cells.length > 0 &&
      withoutPanels(row, slugs).length === 0 &&
      row.cells.flatMap(panelsOf).length === slugs.length,
  );
}

function newRow(
  document: DashboardDocument,
  slugs: readonly string[],
  { moved, place }: { moved: readonly LayoutCell[]; place: Place },
): LayoutRow {
  const from = document.layout.rows.find(({ cells }) =>
    cells.some((cell) => panelsOf(cell).some((slug) => slugs.includes(slug))),
  );
  const height = from?.height;
  return { ...onTab(place), ...(height !== undefined && { height }), cells: fitted(moved) };
}

function fitted(cells: readonly LayoutCell[]): LayoutCell[] {
  if (usedColumns(cells) <= columns) return [...cells];
  const spans = scaleSpans(
    cells.map(({ span }) => span),
    columns,
  );
  return cells.map((cell, i) => ({ ...cell, span: spans[i] ?? cell.span }));
}
