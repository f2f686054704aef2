import { tabsOf, type DashboardDocument } from '@heliostat/sdk';
import { movePanels } from './document/move.ts';
import { findPanel, maxStacked, panelsOf, type Place } from './document/rows.ts';
import { endOfTab } from './document/tabs.ts';

/** A panel held by the keyboard. */
export interface Held {
  slug: string;
  /** What its places are counted in. */
  base: DashboardDocument;
  place: Place;
  /** The one that is shown: rows of others are not on the way. */
  tab: string | undefined;
}

const directions = ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown'] as const;
export type Direction = (typeof directions)[number];

export function toDirection(key: string): Direction | undefined {
  return directions.find((name) => name === key);
}

/** Where a panel stands. */
export function placeOf(document: DashboardDocument, slug: string): Place | undefined {
  const spot = findPanel(document, slug);
  if (spot === undefined) return;
  const { row, cell, at } = spot;
  const isStacked = panelsIn(document, row, cell).length > 1;
  return isStacked ? { kind: 'stack', row, cell, at } : { kind: 'cell', row, cell };
}

/** The place one step on from where it is held; undefined at the edge. */
export function stepFrom(held: Held, direction: Direction): Place | undefined {
  const { base, slug, place } = held;
  const by = direction === 'ArrowLeft' || direction === 'ArrowUp' ? -1 : 1;
  const isUpright = direction === 'ArrowUp' || direction === 'ArrowDown';
  if (place.kind === 'stack')
    return (isUpright ? stepInStack(held, by) : undefined) ?? leaveStack(place, by);
  if (isUpright) return stepByLine(held, by);
  if (place.kind === 'row') return undefined;
  const cells = cellsIn(base, slug, place.row);
  const cell = cells[cells.indexOf(place.cell) + by];
  return cell === undefined ? undefined : { ...place, cell };
}

/** Into the cell before it, else the one behind it; undefined where there is none with room. */
export function stackFrom({ base, slug, place }: Held): Place | undefined {
  if (place.kind !== 'cell') return undefined;
  const { row } = place;
  const own = findPanel(base, slug);
  const cells = base.layout.rows[row]?.cells ?? [];
  const isOwn = (cell: number): boolean => own?.row === row && own.cell === cell;
  const open = [...cells.keys()].filter(
    (cell) => !isOwn(cell) && panelsIn(base, row, cell).length < maxStacked,
  );
  const before = open.findLast((cell) => cell < place.cell);
  if (before !== undefined)
    return { kind: 'stack', row, cell: before, at: panelsIn(base, row, before).length };
  const [behind] = open;
  return behind === undefined ? undefined : { kind: 'stack', row, cell: behind, at: 0 };
}

function stepInStack({ base, slug, place }: Held, by: 1 | -1): Place | undefined {
  if (place.kind !== 'stack') return undefined;
  const panels = panelsIn(base, place.row, place.cell);
  const own = panels.indexOf(slug);
  // Above and below itself are one place.
  const places = [...panels.keys(), panels.length].filter((at) => own === -1 || at !== own + 1);
  const at = places[places.indexOf(place.at) + by];
  return at === undefined ? undefined : { ...place, at };
}

function leaveStack({ row, cell }: { row: number; cell: number }, by: 1 | -1): Place {
  return { kind: 'cell', row, cell: by === -1 ? cell : cell + 1 };
}

function stepByLine(held: Held, by: 1 | -1): Place | undefined {
  const { base, slug, place } = held;
  const lines = linesOf(held);
  const line = lines.findIndex((one) => isOnLine(one, place));
  const next = lines[line + by];
  if (next?.kind !== 'cell') return next;
  const cells = cellsIn(base, slug, next.row);
  const at = place.kind === 'cell' ? Math.min(place.cell, cells.length - 1) : 0;
  return { ...next, cell: cells[at] ?? 0 };
}

function isOnLine(line: Place, place: Place): boolean {
  const isSameTab = line.kind !== 'row' || place.kind !== 'row' || line.tab === place.tab;
  return line.kind === place.kind && line.row === place.row && isSameTab;
}

/** Rows and the gaps between them from top to bottom, but not the gaps that lead nowhere else. */
function linesOf({ base, slug, tab }: Held): Place[] {
  const { rows } = base.layout;
  const gap = (place: Place): Place[] => (movePanels(base, [slug], place) === base ? [] : [place]);
  const sections = tabsOf(rows).length === 0 ? [undefined] : [undefined, tab];
  return sections.flatMap((tab) => [
    ...[...rows.keys()]
      .filter((row) => rows[row]?.tab === tab)
      .flatMap((row): Place[] => [
        ...gap({ kind: 'row', row, tab }),
        { kind: 'cell', row, cell: 0 },
      ]),
    ...gap(endOfTab(base, tab)),
  ]);
}

/** Places within a row; before and behind itself are one. */
function cellsIn(document: DashboardDocument, slug: string, row: number): number[] {
  const spot = findPanel(document, slug);
  const length = document.layout.rows[row]?.cells.length ?? 0;
  const all = Array.from({ length: length + 1 }, (_, cell) => cell);
  const isAlone = spot !== undefined && panelsIn(document, spot.row, spot.cell).length === 1;
  return spot?.row === row && isAlone ? all.filter((cell) => cell !== spot.cell + 1) : all;
}

function panelsIn({ layout }: DashboardDocument, row: number, cell: number): readonly string[] {
  const found = layout.rows[row]?.cells[cell];
  return found === undefined ? [] : panelsOf(found);
}
