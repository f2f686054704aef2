import {
  placeOnTab,
  type DashboardDocument,
  type LayoutCell,
  type LayoutRow,
} from '@heliostat/sdk';
import { resizeCell } from './spans.ts';

/** Where panels can be put: beside or into the cells of a row, or as a row of their own; counted before they leave. */
export type Place =
  /** Before cell `cell` of row `row`; the number of its cells is the end. */
  | { kind: 'cell'; row: number; cell: number }
  /** In a cell, above its panel number `at`; the number of its panels is below the last. */
  | { kind: 'stack'; row: number; cell: number; at: number }
  /** A new row before row `row`; the number of rows is the end. Without `tab` it is above all tabs. */
  | { kind: 'row'; row: number; tab?: string | undefined };

/** Where new panels can be put. */
export type OpenPlace = Exclude<Place, { kind: 'stack' }>;

export const minHeight = 2;
export const maxHeight = 60;
/** Panels of one cell. */
export const maxStacked = 6;
export const defaultHeight = 8;

/** Panels of a cell, in order. */
export function panelsOf(cell: LayoutCell): readonly string[] {
  return cell.panel === undefined ? (cell.stack ?? []) : [cell.panel];
}

/** Which row it is, where it has no title: `2 on tab Ads`, `2` without tabs. */
export function placeOfRow(rows: readonly LayoutRow[], index: number): string {
  const place = `${placeOnTab(rows, index)}`;
  const tab = rows[index]?.tab;
  return tab === undefined ? place : `${place} on tab ${tab}`;
}

export interface Spot {
  row: number;
  cell: number;
  /** Among the panels of its cell. */
  at: number;
}

/** Where a panel stands. */
export function findPanel(document: DashboardDocument, slug: string): Spot | undefined {
  for (const [row, { cells }] of document.layout.rows.entries()) {
    const cell = cells.findIndex((one) => panelsOf(one).includes(slug));
    const found = cells[cell];
    if (found !== undefined) return { row, cell, at: panelsOf(found).indexOf(slug) };
  }
  return undefined;
}

export function withRows(
  document: DashboardDocument,
  rows: readonly LayoutRow[],
): DashboardDocument {
  return { ...document, layout: { ...document.layout, rows: [...rows] } };
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
  place: Place,
  title: string,
): DashboardDocument {
  const row = { title, ...onTab(place), cells: [] };
  return withRows(document, document.layout.rows.toSpliced(place.row, 0, row));
}

/** A row moved so that it stands at index `to`. */
export function moveRow(document: DashboardDocument, from: number, to: number): DashboardDocument {
  const { rows } = document.layout;
  const row = rows[from];
  if (row === undefined || to < 0 || to >= rows.length) return document;
  return withRows(document, rows.toSpliced(from, 1).toSpliced(to, 0, row));
}

/** What a new row says of its tab. */
export function onTab(place: Place): Pick<LayoutRow, 'tab'> {
  return place.kind === 'row' && place.tab !== undefined ? { tab: place.tab } : {};
}

/** Row `index` as it is after the change. */
export function changeRow(
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

/** The variable a panel's cell is repeated by. */
export function repeatOf(document: DashboardDocument, slug: string): string | undefined {
  const spot = findPanel(document, slug);
  return document.layout.rows[spot?.row ?? -1]?.cells[spot?.cell ?? -1]?.repeat;
}

/** The cell of a panel, with all panels in it, repeated by a variable; undefined: it is there once. */
export function repeatPanel(
  document: DashboardDocument,
  slug: string,
  variable: string | undefined,
): DashboardDocument {
  const spot = findPanel(document, slug);
  if (spot === undefined) return document;
  return changeRow(document, spot.row, (row) => ({
    ...row,
    cells: row.cells.map((cell, c) => {
      const { repeat: _old, span, ...rest } = cell;
      const said = variable === undefined ? {} : { repeat: variable };
      return c === spot.cell ? { ...rest, ...said, span } : cell;
    }),
  }));
}
