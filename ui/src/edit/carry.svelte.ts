import { tabsOf, type DashboardDocument } from '@heliostat/sdk';
import {
  placeOf,
  stackFrom,
  stepFrom,
  toDirection,
  type Direction,
  type Held,
} from './carry-places.ts';
import { movePanels } from './document/move.ts';
import {
  defaultHeight,
  findPanel,
  panelsOf,
  resizePanel,
  resizeRow,
  type Place,
} from './document/rows.ts';
import { fillEnd } from './document/tabs.ts';
import type { EditSession } from './session.svelte.ts';

interface Carried extends Held {
  title: string;
  /** Before it was picked up. */
  origin: DashboardDocument;
  /** As the last key left it: another one has come from elsewhere. */
  shown: DashboardDocument;
  /** Joins all steps until it is dropped. */
  merge: string;
}

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
    const direction = toDirection(key);
    const carried = this.#current();
    if (carried === undefined) return false;
    if (direction !== undefined && shiftKey) this.#resize(direction);
    else if (direction !== undefined) this.#moveTo(carried, stepFrom(carried, direction));
    else if (key === 's') this.#moveTo(carried, stackFrom(carried), 'No panel to stack it with');
    else if (key === 'PageUp' || key === 'PageDown') this.#turn(carried, key);
    else if (key === 'Enter' || key === 'm' || key === ' ') this.drop();
    else if (key === 'Escape') this.#putBack();
    else return false;
    return true;
  }

  #pickUp(slug: string): void {
    const { document, tab } = this.#session;
    const place = placeOf(document, slug);
    if (place === undefined) return;
    this.drop();
    this.#session.select(slug);
    const title = this.#session.title(slug);
    this.#carried = {
      ...{ slug, title, place, tab },
      ...this.#beginning(document),
    };
    this.#session.announce(
      `${title} picked up. Arrows move, Shift and arrows resize, S stacks, Enter drops, Escape puts back.`,
    );
  }

  #beginning(document: DashboardDocument) {
    const merge = `carry ${++this.#count}`;
    return { origin: document, base: document, shown: document, merge };
  }

  /** What the file brought in meanwhile, or an undo, stays: the panel is carried on from there. */
  #current(): Carried | undefined {
    const carried = this.#carried;
    const { document } = this.#session;
    if (carried === undefined || carried.shown === document) return carried;
    const place = placeOf(document, carried.slug);
    this.#carried = place && { ...carried, ...this.#beginning(document), place };
    return this.#carried;
  }

  #putBack(): void {
    const carried = this.#carried;
    if (carried === undefined) return;
    this.#carried = undefined;
    this.#change(carried, () => carried.origin);
    this.#session.announce(`${carried.title} put back`);
  }

  #moveTo(carried: Carried, place: Place | undefined, otherwise = 'No place further that way') {
    if (place === undefined) {
      this.#session.announce(otherwise);
      return;
    }
    this.#carried = { ...carried, place };
    this.#change(carried, () => movePanels(carried.base, [carried.slug], place));
    this.#session.announce(describe(this.#session.document, carried));
  }

  /** To the tab before or behind the one that is shown. */
  #turn(carried: Carried, key: 'PageUp' | 'PageDown'): void {
    const tabs = tabsOf(carried.base.layout.rows);
    const tab = tabs[tabs.indexOf(carried.tab ?? '') + (key === 'PageUp' ? -1 : 1)];
    if (tab === undefined) {
      this.#session.announce('No tab further that way');
      return;
    }
    this.#session.tabs.show(tab);
    this.#moveTo({ ...carried, tab }, fillEnd(carried.base, tab));
  }

  #resize(direction: Direction): void {
    const carried = this.#carried;
    const place = carried && placeOf(this.#session.document, carried.slug);
    if (carried === undefined || place === undefined) return;
    this.#change(carried, (document) => resized(document, carried.slug, direction));
    const base = this.#session.document;
    this.#carried = { ...carried, base, place, shown: base };
    this.#session.announce(sizeOf(base, carried.slug));
  }

  #change(carried: Carried, edit: (document: DashboardDocument) => DashboardDocument): void {
    this.#session.draft.change(`Move “${carried.title}”`, edit, carried.merge);
    if (this.#carried !== undefined)
      this.#carried = { ...this.#carried, shown: this.#session.document };
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

function describe(document: DashboardDocument, { slug, title }: Carried): string {
  const spot = findPanel(document, slug);
  const row = document.layout.rows[spot?.row ?? -1];
  if (spot === undefined || row === undefined) return title;
  const rows = document.layout.rows.filter(({ tab }) => tab === row.tab);
  const cell = row.cells[spot.cell];
  const stacked = cell === undefined ? 1 : panelsOf(cell).length;
  return [
    `row ${rows.indexOf(row) + 1} of ${rows.length}`,
    ...(row.tab === undefined ? [] : [`on tab ${row.tab}`]),
    `place ${spot.cell + 1} of ${row.cells.length}`,
    ...(stacked > 1 ? [`${spot.at + 1} of ${stacked} in its stack`] : []),
  ].join(', ');
}

function sizeOf(document: DashboardDocument, slug: string): string {
  const spot = findPanel(document, slug);
  const row = document.layout.rows[spot?.row ?? -1];
  const span = row?.cells[spot?.cell ?? -1]?.span ?? 0;
  return `${span} of 24 columns wide, ${row?.height ?? defaultHeight} units high`;
}
