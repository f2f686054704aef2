import type { DashboardDocument, LayoutCell, LayoutRow } from '@heliostat/sdk';
import { insertCells, refill, resizeCell, scaleSpans, columns, usedColumns } from './spans.ts';

/** Where panels can be put: between the cells of a row, or as a row of their own; counted before they leave. */
export type Place =
  /** Before cell `cell` of row `row`; the number of its cells is the end. */
  | { kind: 'cell'; row: number; cell: number }
  /** A new row before row `row`; the number of rows is the end. */
  | { kind: 'row'; row: number };

const minHeight = 2;
const maxHeight = 60;
export const defaultHeight = 8;

/** Panels of a cell, in order. */
export function panelsOf(cell: LayoutCell): readonly string[] {
  return cell.panel === undefined ? (cell.stack ?? []) : [cell.panel];
}

export interface Spot {
  row: number;
  cell: number;
}

/** Where a panel stands. */
export function findPanel(document: DashboardDocument, slug: string): Spot | undefined {
  for (const [row, { cells }] of document.layout.rows.entries()) {
    const cell = cells.findIndex((one) => panelsOf(one).includes(slug));
    if (cell >= 0) return { row, cell };
  }
  return undefined;
}

export function withRows(
  document: DashboardDocument,
  rows: readonly LayoutRow[],
): DashboardDocument {
  return { ...document, layout: { ...document.layout, rows: [...rows] } };
}

/** Panels moved side by side to a place, in the order they are read in. */
export function movePanels(
  document: DashboardDocument,
  slugs: readonly string[],
  place: Place,
): DashboardDocument {
  const { rows } = document.layout;
  const moved = cellsFor(document, slugs);
  if (moved.length === 0 || staysAlone(rows, slugs, place)) return document;
  const left = rows.map((row) => ({ row, kept: withoutPanels(row, slugs) }));
  const placed = left.flatMap(({ row, kept }, index): LayoutRow[] => {
    const before = place.kind === 'row' && place.row === index;
    const own = before ? [newRow(document, slugs, moved)] : [];
    if (place.kind === 'cell' && place.row === index) {
      const at = row.cells.slice(0, place.cell).flatMap((cell) => without(cell, slugs)).length;
      return [{ ...row, cells: insertAmong(row, kept, { at, moved }) }];
    }
    return [...own, ...settle(row, kept)];
  });
  if (place.kind === 'row' && place.row >= rows.length) placed.push(newRow(document, slugs, moved));
  return withRows(document, placed);
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
  return withRows(
    document,
    rows.flatMap((row) => settle(row, withoutPanels(row, slugs))),
  );
}

/** New cells put at a place. */
export function placeCells(
  document: DashboardDocument,
  cells: readonly LayoutCell[],
  { place, height }: { place: Place; height?: number },
): DashboardDocument {
  const { rows } = document.layout;
  if (place.kind === 'row') {
    const row: LayoutRow = { ...(height !== undefined && { height }), cells: fitted(cells) };
    return withRows(document, rows.toSpliced(place.row, 0, row));
  }
  return withRows(
    document,
    rows.map((row, i) =>
      i === place.row ? { ...row, cells: insertCells(row.cells, place.cell, cells) } : row,
    ),
  );
}

/** A panel made wider or narrower, at the cost of its neighbours. */
export function resizePanel(
  document: DashboardDocument,
  slug: string,
  span: number,
): DashboardDocument {
  const spot = findPanel(document, slug);
  if (spot === undefined) return document;
  return changeRow(document, spot.row, (row) => ({
    ...row,
    cells: resizeCell(row.cells, spot.cell, span),
  }));
}

/** `height` in units of 30 px. */
export function resizeRow(
  document: DashboardDocument,
  index: number,
  height: number,
): DashboardDocument {
  const units = Math.min(maxHeight, Math.max(minHeight, Math.round(height)));
  return changeRow(document, index, (row) => {
    const { height: _old, cells, ...rest } = row;
    return units === defaultHeight ? { ...rest, cells } : { ...rest, height: units, cells };
  });
}

export function renameRow(
  document: DashboardDocument,
  index: number,
  text: string,
): DashboardDocument {
  const title = text.trim().slice(0, 200);
  return changeRow(document, index, ({ title: _old, ...rest }) =>
    title === '' ? rest : { title, ...rest },
  );
}

/** An empty row, to be filled. */
export function addRow(
  document: DashboardDocument,
  index: number,
  title: string,
): DashboardDocument {
  return withRows(document, document.layout.rows.toSpliced(index, 0, { title, cells: [] }));
}

/** A row moved so that it stands at index `to`. */
export function moveRow(document: DashboardDocument, from: number, to: number): DashboardDocument {
  const { rows } = document.layout;
  const row = rows[from];
  if (row === undefined || to < 0 || to >= rows.length) return document;
  return withRows(document, rows.toSpliced(from, 1).toSpliced(to, 0, row));
}

function changeRow(
  document: DashboardDocument,
  index: number,
  change: (row: LayoutRow) => LayoutRow,
): DashboardDocument {
  const row = document.layout.rows[index];
  if (row === undefined) return document;
  return withRows(document, document.layout.rows.with(index, change(row)));
}

/** A cell for each panel, as wide as the one it stands in. */
export function cellsFor(document: DashboardDocument, slugs: readonly string[]): LayoutCell[] {
  return document.layout.rows.flatMap(({ cells }) =>
    cells.flatMap((cell) => {
      const { panel: _panel, stack: _stack, ...rest } = cell;
      return panelsOf(cell)
        .filter((slug) => slugs.includes(slug))
        .map((slug) => (cell.panel === undefined ? { panel: slug, ...rest } : cell));
    }),
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
      row.cells.length > 0 &&
      withoutPanels(row, slugs).length === 0 &&
      row.cells.flatMap(panelsOf).length === slugs.length,
  );
}

function newRow(
  document: DashboardDocument,
  slugs: readonly string[],
  cells: readonly LayoutCell[],
): LayoutRow {
  const from = document.layout.rows.find(({ cells }) =>
    cells.some((cell) => panelsOf(cell).some((slug) => slugs.includes(slug))),
  );
  const height = from?.height;
  return { ...(height !== undefined && { height }), cells: fitted(cells) };
}

function fitted(cells: readonly LayoutCell[]): LayoutCell[] {
  if (usedColumns(cells) <= columns) return [...cells];
  const spans = scaleSpans(
    cells.map(({ span }) => span),
    columns,
  );
  return cells.map((cell, i) => ({ ...cell, span: spans[i] ?? cell.span }));
}
