import type { DashboardDocument } from '@heliostat/sdk';
import {
  defaultHeight,
  findPanel,
  movePanels,
  resizePanel,
  resizeRow,
  type Place,
} from './document/rows.ts';
import type { EditSession } from './session.svelte.ts';

interface Carried {
  slug: string;
  title: string;
  /** Before it was picked up. */
  origin: DashboardDocument;
  /** What its places are counted in: the last document in which it was resized. */
  base: DashboardDocument;
  place: Place;
  /** Joins all steps until it is dropped. */
  merge: string;
}

const directions = ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown'] as const;
type Direction = (typeof directions)[number];

/** Moving and resizing a panel by keyboard: picked up, moved step by step on the page, dropped or put back. */
export class Carry {
  #carried = $state.raw<Carried | undefined>();
  readonly #session: EditSession;
  #count = 0;

  constructor(session: EditSession) {
    this.#session = session;
  }

  get slug(): string | undefined {
    return this.#carried?.slug;
  }

  /** Takes the keys of a panel's handle; what it has used goes no further. */
  onKey(event: KeyboardEvent, slug: string): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const isUsed = this.slug === slug ? this.#onCarryKey(event) : this.#onIdleKey(event, slug);
    if (!isUsed) return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** Where it is now is where it stays. */
  drop(): void {
    const carried = this.#carried;
    if (carried === undefined) return;
    this.#carried = undefined;
    this.#session.announce(
      `${carried.title} dropped: ${describe(this.#session.document, carried)}`,
    );
  }

  #onIdleKey({ key }: KeyboardEvent, slug: string): boolean {
    if (key === 'F2') this.#session.renaming = slug;
    else if (key === 'Enter' || key === 'm') this.#pickUp(slug);
    else if (key === ' ') this.#session.select(slug, 'toggle');
    else return false;
    return true;
  }

  #onCarryKey({ key, shiftKey }: KeyboardEvent): boolean {
    const direction = directions.find((name) => name === key);
    if (direction !== undefined && shiftKey) this.#resize(direction);
    else if (direction !== undefined) this.#move(direction);
    else if (key === 'Enter' || key === 'm' || key === ' ') this.drop();
    else if (key === 'Escape') this.#putBack();
    else return false;
    return true;
  }

  #pickUp(slug: string): void {
    const { document } = this.#session;
    const spot = findPanel(document, slug);
    if (spot === undefined) return;
    this.drop();
    this.#session.select(slug);
    const title = this.#session.title(slug);
    this.#carried = {
      ...{ slug, title, origin: document, base: document },
      place: { kind: 'cell', ...spot },
      merge: `carry ${++this.#count}`,
    };
    this.#session.announce(
      `${title} picked up. Arrows move, Shift and arrows resize, Enter drops, Escape puts back.`,
    );
  }

  #putBack(): void {
    const carried = this.#carried;
    if (carried === undefined) return;
    this.#carried = undefined;
    this.#change(carried, () => carried.origin);
    this.#session.announce(`${carried.title} put back`);
  }

  #move(direction: Direction): void {
    const carried = this.#carried;
    if (carried === undefined) return;
    const place = stepFrom(carried, direction);
    if (place === undefined) {
      this.#session.announce('No place further that way');
      return;
    }
    this.#carried = { ...carried, place };
    this.#change(carried, () => movePanels(carried.base, [carried.slug], place));
    this.#session.announce(describe(this.#session.document, carried));
  }

  #resize(direction: Direction): void {
    const carried = this.#carried;
    const spot = carried && findPanel(this.#session.document, carried.slug);
    if (carried === undefined || spot === undefined) return;
    this.#change(carried, (document) => resized(document, carried.slug, direction));
    const base = this.#session.document;
    this.#carried = { ...carried, base, place: { kind: 'cell', ...spot } };
    this.#session.announce(sizeOf(base, carried.slug));
  }

  #change(carried: Carried, edit: (document: DashboardDocument) => DashboardDocument): void {
    this.#session.draft.change(`Move “${carried.title}”`, edit, carried.merge);
    void this.#session.focus(carried.slug);
  }
}

/** One column wider or narrower, one unit higher or lower. */
function resized(document: DashboardDocument, slug: string, direction: Direction) {
  const spot = findPanel(document, slug);
  const row = document.layout.rows[spot?.row ?? -1];
  if (spot === undefined || row === undefined) return document;
  const by = direction === 'ArrowLeft' || direction === 'ArrowUp' ? -1 : 1;
  if (direction === 'ArrowUp' || direction === 'ArrowDown')
    return resizeRow(document, spot.row, (row.height ?? defaultHeight) + by);
  return resizePanel(document, slug, (row.cells[spot.cell]?.span ?? 0) + by);
}

/** The place one step on from where it is held; undefined at the edge. */
export function stepFrom(
  { base, slug, place }: Pick<Carried, 'base' | 'slug' | 'place'>,
  direction: Direction,
): Place | undefined {
  const lines = linesOf(base, slug);
  const line = lines.findIndex(({ kind, row }) => kind === place.kind && row === place.row);
  if (direction === 'ArrowUp' || direction === 'ArrowDown') {
    const next = lines[line + (direction === 'ArrowUp' ? -1 : 1)];
    if (next === undefined || next.kind === 'row') return next;
    const cells = placesIn(base, slug, next.row);
    const at = place.kind === 'cell' ? Math.min(place.cell, cells.length - 1) : 0;
    return { ...next, cell: cells[at] ?? 0 };
  }
  if (place.kind === 'row') return undefined;
  const cells = placesIn(base, slug, place.row);
  const cell = cells[cells.indexOf(place.cell) + (direction === 'ArrowLeft' ? -1 : 1)];
  return cell === undefined ? undefined : { ...place, cell };
}

/** Rows and the gaps between them from top to bottom, but not the gaps that lead nowhere else. */
function linesOf(document: DashboardDocument, slug: string): Place[] {
  const { rows } = document.layout;
  const gap = (row: number): Place[] => {
    const isSame = movePanels(document, [slug], { kind: 'row', row }) === document;
    return isSame ? [] : [{ kind: 'row', row }];
  };
  return [
    ...rows.flatMap((_, row): Place[] => [...gap(row), { kind: 'cell', row, cell: 0 }]),
    ...gap(rows.length),
  ];
}

/** Places within a row; before and behind itself are one. */
function placesIn(document: DashboardDocument, slug: string, row: number): number[] {
  const spot = findPanel(document, slug);
  const length = document.layout.rows[row]?.cells.length ?? 0;
  const all = Array.from({ length: length + 1 }, (_, cell) => cell);
  return spot?.row === row ? all.filter((cell) => cell !== spot.cell + 1) : all;
}

function describe(document: DashboardDocument, { slug, title }: Carried): string {
  const spot = findPanel(document, slug);
  if (spot === undefined) return title;
  const { rows } = document.layout;
  const count = rows[spot.row]?.cells.length ?? 1;
  return `row ${spot.row + 1} of ${rows.length}, place ${spot.cell + 1} of ${count}`;
}

function sizeOf(document: DashboardDocument, slug: string): string {
  const spot = findPanel(document, slug);
  const row = document.layout.rows[spot?.row ?? -1];
  const span = row?.cells[spot?.cell ?? -1]?.span ?? 0;
  return `${span} of 24 columns wide, ${row?.height ?? defaultHeight} units high`;
}
