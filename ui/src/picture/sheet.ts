import type { Board } from '../dashboard/board.svelte.ts';
import { cutOff } from './cut-off.ts';
import { describeChoices, describeMoment } from './describe-view.ts';
import { titleOf } from './drawn.ts';
import { traceElement } from './trace.ts';

/** A dashboard on paper. */
export interface SheetContent {
  title: string;
  range: string;
  /** Variables and filters as they are chosen. */
  choices: readonly string[];
  path: string;
  madeAt: string;
  rows: readonly SheetRow[];
}

export interface SheetRow {
  title: string;
  cells: readonly SheetCell[];
}

interface SheetCell {
  /** Of 24 columns. */
  span: number;
  plates: readonly Plate[];
}

/** A panel as vectors. */
interface Plate {
  title: string;
  svg: string;
  /** What is not in it; empty where all is. */
  note: string;
}

const columns = 24;

/** What the page shows of a dashboard, row by row, as it is drawn now. */
export async function readSheet(board: Board, root: ParentNode): Promise<SheetContent> {
  // One count for the page: the names in all its pictures differ.
  const clips = { count: 0 };
  const trace = async (panel: Element): Promise<Plate> => ({
    title: titleOf(panel),
    svg: await traceElement(bodyOf(panel), clips),
    note: cutOff(bodyOf(panel)),
  });
  return {
    title: board.document.title,
    range: board.rangeLabel,
    choices: describeChoices(board),
    path: board.path,
    madeAt: describeMoment(board.app.live.now(), board.timeZone),
    rows: await readRows(root, trace),
  };
}

type Trace = (panel: Element) => Promise<Plate>;

async function readRows(root: ParentNode, trace: Trace): Promise<SheetRow[]> {
  const rows: SheetRow[] = [];
  for (const row of root.querySelectorAll<HTMLElement>('[data-row], [data-tab-title]')) {
    const title = row.matches('h2') ? row.innerText.trim() : titleOf(row);
    rows.push({ title, cells: await readCells(row, trace) });
  }
  if (rows.length > 0) return rows;
  // One panel alone has no row.
  const plates = await traceAll(root, trace);
  return [{ title: '', cells: [{ span: columns, plates }] }];
}

async function readCells(row: Element, trace: Trace): Promise<SheetCell[]> {
  const cells: SheetCell[] = [];
  for (const cell of row.querySelectorAll<HTMLElement>('[data-cell]')) {
    const span = Number(cell.style.getPropertyValue('--span')) || columns;
    cells.push({ span, plates: await traceAll(cell, trace) });
  }
  return cells;
}

async function traceAll(root: ParentNode, trace: Trace): Promise<Plate[]> {
  const plates: Plate[] = [];
  for (const panel of root.querySelectorAll('[data-panel]')) plates.push(await trace(panel));
  return plates;
}

/** What a panel draws, or its card. */
export function bodyOf(panel: Element): Element {
  return panel.querySelector('figure') ?? panel.querySelector('[data-panel-body]') ?? panel;
}
