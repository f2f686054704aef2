import { tabsOf } from '@heliostat/sdk';
import { movePanels } from './document/move.ts';
import { moveRow, type Place } from './document/rows.ts';
import {
  addTab,
  deleteTab,
  dissolveTab,
  fillEnd,
  groupOntoTab,
  moveRowToTab,
  moveTab,
  placeRow,
  renameTab,
  rowBeside,
  tabBeside,
  tabName,
} from './document/tabs.ts';
import { showTab } from '../dashboard/tabs.ts';
import type { EditSession } from './session.svelte.ts';

/** How long something is held over a tab until it comes up. */
const soonMs = 500;

/** What can be done with the tabs of the dashboard that is edited, and with rows as a whole. */
export class TabEdits {
  readonly #session: EditSession;
  #soon: { tab: string; sinceMs: number } | undefined;

  constructor(session: EditSession) {
    this.#session = session;
  }

  get all(): readonly string[] {
    return tabsOf(this.#session.document.layout.rows);
  }

  show(tab: string | undefined): void {
    const { board, document } = this.#session;
    // The board follows the draft a moment later.
    board.document = document;
    showTab(board, tab, { replace: true });
  }

  /** Asked again and again about the same tab, it is shown after a while. */
  showSoon(tab: string): void {
    const now = performance.now();
    if (this.#soon?.tab !== tab || now - this.#soon.sinceMs > 2 * soonMs)
      this.#soon = { tab, sinceMs: now };
    else if (now - this.#soon.sinceMs > soonMs) this.show(tab);
  }

  /** A new one behind the others, shown, its name to be typed. */
  add(): void {
    let name = '';
    this.#session.draft.change('Add a tab', (document) => {
      const added = addTab(document);
      name = added.tab;
      return added.document;
    });
    this.show(name);
    this.#session.renamingTab = name;
  }

  rename(tab: string, text: string): void {
    const session = this.#session;
    session.renamingTab = undefined;
    const name = tabName(session.document, tab, text);
    if (name === undefined) {
      if (text.trim() !== '') session.board.app.toasts.problem(`There is a tab “${text}” already`);
      return;
    }
    session.draft.change(`Rename tab ${tab}`, (document) => renameTab(document, tab, name));
    this.show(name);
  }

  move(tab: string, to: number): void {
    const { all } = this;
    if (to < 0 || to >= all.length) return;
    this.#session.draft.change(`Move tab ${tab}`, (document) => moveTab(document, tab, to));
    this.show(tab);
    this.#session.announce(`${tab} is tab ${to + 1} of ${all.length}`);
  }

  /** Rows that are left have to go somewhere. */
  askToDelete(tab: string): void {
    const rows = this.#session.document.layout.rows.filter((row) => row.tab === tab);
    if (rows.some(({ cells, title }) => cells.length > 0 || title !== undefined))
      this.#session.dialog = 'delete-tab';
    else this.remove(tab, 'delete');
  }

  /** Its rows go to the tab beside it, or with it. */
  remove(tab: string, rows: 'keep' | 'delete'): void {
    const session = this.#session;
    const beside = tabBeside(session.document, tab);
    session.draft.change(`Delete tab ${tab}`, (document) =>
      rows === 'keep' ? dissolveTab(document, tab) : deleteTab(document, tab),
    );
    this.show(beside);
    session.announce(`${tab} deleted`);
  }

  /** The panels on a new tab, shown, its name to be typed. */
  group(slugs = this.#session.subjects()): void {
    if (slugs.length === 0) return;
    let name = '';
    this.#session.draft.change(`Group ${this.#session.naming(slugs)} into a tab`, (document) => {
      const grouped = groupOntoTab(document, slugs);
      name = grouped.tab;
      return grouped.document;
    });
    this.show(name);
    this.#session.renamingTab = name;
  }

  /** Panels at the end of a tab, or of what is above all tabs. */
  movePanels(slugs: readonly string[], tab: string | undefined): void {
    this.#session.draft.change(`Move to ${nameOf(tab)}`, (document) =>
      movePanels(document, slugs, fillEnd(document, tab)),
    );
    this.#moved(tab);
    void this.#session.focus(slugs[0]);
  }

  /** Row `index` of the document. */
  moveRow(index: number, tab: string | undefined): void {
    this.#session.draft.change(`Move row to ${nameOf(tab)}`, (document) =>
      moveRowToTab(document, index, tab),
    );
    this.#moved(tab);
  }

  /** Row `index` one up or down among those of its tab. */
  moveRowBy(index: number, by: 1 | -1): void {
    const beside = rowBeside(this.#session.document, index, by);
    if (beside === undefined) {
      this.#session.announce('No place further that way');
      return;
    }
    this.#session.draft.change('Move a row', (document) => moveRow(document, index, beside));
    this.#session.announce(`Moved ${by === -1 ? 'up' : 'down'}`);
  }

  placeRow(index: number, place: Extract<Place, { kind: 'row' }>): void {
    this.#session.draft.change('Move a row', (document) => placeRow(document, index, place));
  }

  #moved(tab: string | undefined): void {
    if (tab !== undefined) this.show(tab);
    this.#session.announce(`Moved to ${nameOf(tab)}`);
  }
}

function nameOf(tab: string | undefined): string {
  return tab === undefined ? 'above all tabs' : `tab ${tab}`;
}
