import { tabsOf, type DashboardDocument, type LayoutRow } from '@heliostat/sdk';
import { movePanels } from './move.ts';
import { deletePanels } from './panels.ts';
import { panelsOf, withRows, type OpenPlace, type Place } from './rows.ts';
import { columns, usedColumns } from './spans.ts';

const maxLength = 80;

/** What is above all tabs before there are any goes on a first one of this name. */
const firstTab = 'Overview';

/** A new tab behind the others, with an empty row; the first one takes a tab for the rows there are. */
export function addTab(document: DashboardDocument): { document: DashboardDocument; tab: string } {
  const { rows } = document.layout;
  const isFirst = tabsOf(rows).length === 0 && rows.length > 0;
  const old = isFirst ? rows.map((row) => withTab(row, firstTab)) : rows;
  const tab = freeTab(tabsOf(old));
  return { document: withRows(document, [...old, { tab, cells: [] }]), tab };
}

function freeTab(tabs: readonly string[]): string {
  for (let count = 1; ; count++) {
    const name = count === 1 ? 'New tab' : `New tab ${count}`;
    if (!tabs.includes(name)) return name;
  }
}

/** The name a tab gets for a text; undefined for an empty one and for the name of another tab. */
export function tabName(document: DashboardDocument, tab: string, text: string) {
  const name = text.trim().slice(0, maxLength);
  const isTaken = name !== tab && tabsOf(document.layout.rows).includes(name);
  return name === '' || isTaken ? undefined : name;
}

export function renameTab(
  document: DashboardDocument,
  tab: string,
  name: string,
): DashboardDocument {
  return changeRows(document, tab, (row) => withTab(row, name));
}

/** A tab moved so that it is number `to`, from 0; the rows of each tab then stand together in the file. */
export function moveTab(document: DashboardDocument, tab: string, to: number): DashboardDocument {
  const { rows } = document.layout;
  const tabs = tabsOf(rows);
  if (!tabs.includes(tab) || to < 0 || to >= tabs.length) return document;
  const order = tabs.filter((other) => other !== tab).toSpliced(to, 0, tab);
  return withRows(
    document,
    [undefined, ...order].flatMap((name) => rows.filter((row) => row.tab === name)),
  );
}

/** Where the rows of a tab go when it is taken away: the tab before it, else the next; undefined: above, without tabs. */
export function tabBeside(document: DashboardDocument, tab: string): string | undefined {
  const tabs = tabsOf(document.layout.rows);
  const at = tabs.indexOf(tab);
  return tabs[at - 1] ?? tabs[at + 1];
}

/** A tab taken away, its rows moved beside. */
export function dissolveTab(document: DashboardDocument, tab: string): DashboardDocument {
  const beside = tabBeside(document, tab);
  const { rows } = document.layout;
  const isEmpty = ({ title, cells }: LayoutRow) => title === undefined && cells.length === 0;
  const left = rows.filter((row) => row.tab !== tab || !isEmpty(row));
  return changeRows(withRows(document, left), tab, (row) => withTab(row, beside));
}

/** A tab taken away with all that is on it. */
export function deleteTab(document: DashboardDocument, tab: string): DashboardDocument {
  const { rows } = document.layout;
  const panels = rows.filter((row) => row.tab === tab).flatMap(({ cells }) => cells);
  const left = rows.filter((row) => row.tab !== tab);
  return deletePanels(withRows(document, left), panels.flatMap(panelsOf));
}

/** A row moved to the end of a tab, or of what is above all tabs. */
export function moveRowToTab(
  document: DashboardDocument,
  index: number,
  tab: string | undefined,
): DashboardDocument {
  const row = document.layout.rows[index];
  if (row === undefined || row.tab === tab) return document;
  const rows = document.layout.rows.toSpliced(index, 1);
  const end = endOfTab(withRows(document, rows), tab).row;
  return withRows(document, rows.toSpliced(end, 0, withTab(row, tab)));
}

/** The place of a new row behind all of a tab, or above all tabs. */
export function endOfTab(
  { layout }: DashboardDocument,
  tab: string | undefined,
): Extract<Place, { kind: 'row' }> {
  const last = layout.rows.findLastIndex((row) => row.tab === tab);
  const none = tab === undefined ? 0 : layout.rows.length;
  return { kind: 'row', row: last === -1 ? none : last + 1, tab };
}

/** Where panels go to the end of a tab: into its last row where that is empty, else below it. */
export function fillEnd(document: DashboardDocument, tab: string | undefined): OpenPlace {
  return besideLast(document, tab, columns);
}

/** The place of a new panel: beside the last of a tab where there is half a row free, else below it. */
export function roomAtEnd(document: DashboardDocument, tab: string | undefined): OpenPlace {
  return besideLast(document, tab, columns / 2);
}

function besideLast(
  document: DashboardDocument,
  tab: string | undefined,
  wanted: number,
): OpenPlace {
  const below = endOfTab(document, tab);
  const last = document.layout.rows[below.row - 1];
  if (last === undefined || last.tab !== tab || columns - usedColumns(last.cells) < wanted)
    return below;
  return { kind: 'cell', row: below.row - 1, cell: last.cells.length };
}

/** Panels on a tab of their own, behind the others. */
export function groupOntoTab(
  document: DashboardDocument,
  slugs: readonly string[],
): { document: DashboardDocument; tab: string } {
  const { document: added, tab } = addTab(document);
  return { document: movePanels(added, slugs, fillEnd(added, tab)), tab };
}

function changeRows(
  document: DashboardDocument,
  tab: string,
  change: (row: LayoutRow) => LayoutRow,
): DashboardDocument {
  const { rows } = document.layout;
  return withRows(
    document,
    rows.map((row) => (row.tab === tab ? change(row) : row)),
  );
}

/** The keys in the order of a file. */
function withTab({ title, tab: _old, ...rest }: LayoutRow, tab: string | undefined): LayoutRow {
  return { ...(title !== undefined && { title }), ...(tab !== undefined && { tab }), ...rest };
}

/** The row before or behind a row among those of its tab. */
export function rowBeside(
  { layout }: DashboardDocument,
  index: number,
  by: 1 | -1,
): number | undefined {
  const tab = layout.rows[index]?.tab;
  const all = [...layout.rows.keys()].filter((row) => layout.rows[row]?.tab === tab);
  return all[all.indexOf(index) + by];
}

/** A row moved to a gap between rows, onto the tab of that gap. */
export function placeRow(
  document: DashboardDocument,
  index: number,
  place: { row: number; tab?: string | undefined },
): DashboardDocument {
  const row = document.layout.rows[index];
  if (row === undefined) return document;
  const to = place.row > index ? place.row - 1 : place.row;
  const rows = document.layout.rows.toSpliced(index, 1);
  return withRows(document, rows.toSpliced(to, 0, withTab(row, place.tab)));
}

/** Which row it is among those of its tab, from 0. */
export function placeInTab({ layout }: DashboardDocument, index: number): number {
  const tab = layout.rows[index]?.tab;
  return layout.rows.slice(0, index).filter((row) => row.tab === tab).length;
}
