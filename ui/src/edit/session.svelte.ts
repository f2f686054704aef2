import { countText, type DashboardDocument } from '@heliostat/sdk';
import { createContext, tick } from 'svelte';
import type { Board } from '../dashboard/board.svelte.ts';
import { tabOfPanel, tabShown } from '../dashboard/tabs.ts';
import { formatFragment, parseFragment } from './document/clipboard.ts';
import {
  addPanel,
  copyPanels,
  deletePanels,
  duplicatePanels,
  pastePanels,
  receivePanels,
  renamePanel,
  type Added,
} from './document/panels.ts';
import { groupPanels } from './document/move.ts';
import { addRow, findPanel, panelsOf, type OpenPlace } from './document/rows.ts';
import { endOfTab, roomAtEnd } from './document/tabs.ts';
import type { Draft } from './draft.svelte.ts';
import { newPanel } from './new-panel.ts';
import { TabEdits } from './tab-edits.ts';

export type EditDialogName =
  'annotations' | 'save' | 'settings' | 'discard' | 'save-as' | 'delete' | 'resolve' | 'delete-tab';

export const [getSession, setSession] = createContext<EditSession>();

/** In the place of a panel's slug, which cannot be written so: the editor of the variables is open. */
export const variablesPage = '$variables';

/** One person editing one dashboard: the draft, what is selected, what can be done with it. */
export class EditSession {
  readonly board: Board;
  readonly draft: Draft;
  /** Slugs, in the order in which they were chosen. */
  selected = $state.raw<readonly string[]>([]);
  /** Slug of the panel whose title is being typed. */
  renaming = $state<string | undefined>();
  /** Name of the tab whose name is being typed. */
  renamingTab = $state<string | undefined>();
  dialog = $state<EditDialogName | undefined>();
  readonly tabs = new TabEdits(this);

  constructor(board: Board, draft: Draft) {
    this.board = board;
    this.draft = draft;
  }

  get document(): DashboardDocument {
    return this.draft.document;
  }

  /** Slugs in the order in which they are read. */
  get order(): readonly string[] {
    return this.document.layout.rows.flatMap(({ cells }) => cells.flatMap(panelsOf));
  }

  /** The tab that is shown; undefined where there is none. */
  get tab(): string | undefined {
    return tabShown(this.board);
  }

  isSelected(slug: string): boolean {
    return this.selected.includes(slug);
  }

  /** A panel alone, `toggle`d among others, or all between the last and this one. */
  select(slug: string, how: 'only' | 'toggle' | 'range' = 'only'): void {
    if (how === 'only') this.selected = [slug];
    else if (how === 'toggle' && this.isSelected(slug))
      this.selected = this.selected.filter((other) => other !== slug);
    else {
      const added = how === 'range' ? this.#between(this.selected.at(-1) ?? slug, slug) : [slug];
      this.selected = [...this.selected.filter((other) => !added.includes(other)), ...added];
    }
    const count = this.selected.length;
    this.announce(`${countText(count, 'panel')} selected`);
  }

  /** What a command is about: a panel with all that are selected with it; without one the selection, else the panel in focus. */
  subjects(slug?: string): readonly string[] {
    const selected = this.selected.filter((one) => Object.hasOwn(this.document.panels, one));
    if (slug !== undefined) return selected.includes(slug) ? selected : [slug];
    const { focused } = this.board;
    return selected.length > 0 || focused === undefined ? selected : [focused];
  }

  undo(): void {
    const label = this.draft.undo();
    this.announce(label === undefined ? 'Nothing to undo' : `Undone: ${label}`);
  }

  redo(): void {
    const label = this.draft.redo();
    this.announce(label === undefined ? 'Nothing to redo' : `Done again: ${label}`);
  }

  /** A row at the end of the page, to be filled. */
  addRow(place = this.#endOfPage()): void {
    this.draft.change('Add a row', (document) => addRow(document, place, 'New row'));
  }

  /** The panels as a row of their own, its title to be typed. */
  group(slugs = this.subjects()): void {
    if (slugs.length === 0) return;
    this.draft.change(`Group ${this.naming(slugs)}`, (document) =>
      groupPanels(document, slugs, 'New row'),
    );
    void this.focus(slugs[0]);
  }

  add(place: OpenPlace = roomAtEnd(this.document, this.tab)): void {
    const panel = newPanel(this.document);
    const slugs = this.#put('Add a panel', (document) => addPanel(document, panel, place));
    this.open(slugs[0]);
  }

  /** Opens the editor of the variables; no key there is about panels. */
  openVariables(): void {
    this.selected = [];
    this.board.show({ edit: variablesPage });
  }

  /** Opens the editor of a panel. */
  open(slug: string | undefined): void {
    if (slug !== undefined) this.board.show({ edit: slug });
  }

  duplicate(slugs = this.subjects()): void {
    if (slugs.length === 0) return;
    const label = `Duplicate ${this.naming(slugs)}`;
    void this.focus(this.#put(label, (document) => duplicatePanels(document, slugs))[0]);
  }

  remove(slugs = this.subjects()): void {
    if (slugs.length === 0) return;
    const label = `Delete ${this.naming(slugs)}`;
    const next = this.#neighbour(slugs);
    this.draft.change(label, (document) => deletePanels(document, slugs));
    this.selected = [];
    this.announce(`${label}: done`);
    void this.focus(next);
  }

  rename(slug: string, title: string): void {
    this.renaming = undefined;
    this.draft.change(`Rename ${this.title(slug)}`, (document) =>
      renamePanel(document, slug, title),
    );
  }

  /** The panels as text for a clipboard; undefined when there is nothing to copy. */
  copy(slugs = this.subjects()): string | undefined {
    return slugs.length === 0 ? undefined : formatFragment(copyPanels(this.document, slugs));
  }

  /** Puts the panels of a text behind the selection, or at the end; false when it holds none. */
  paste(text: string): boolean {
    const fragment = parseFragment(text);
    if (fragment === undefined) return false;
    const label = `Paste ${countText(Object.keys(fragment.panels).length, 'panel')}`;
    const place = this.#placeToPaste();
    void this.focus(this.#put(label, (one) => pastePanels(one, fragment, place))[0]);
    return true;
  }

  /** Puts the panels of another document at the end. */
  receive(given: DashboardDocument, label: string): void {
    const place = this.#endOfPage();
    const slugs = this.#put(label, (document) => receivePanels(document, given, place));
    void this.focus(slugs[0]);
  }

  title(slug: string): string {
    return this.document.panels[slug]?.title ?? slug;
  }

  /** As labels of steps have them. */
  naming(slugs: readonly string[]): string {
    const [only] = slugs;
    return slugs.length === 1 && only !== undefined
      ? `“${this.title(only)}”`
      : countText(slugs.length, 'panel');
  }

  announce(text: string): void {
    this.board.announcer.announce(text);
  }

  /** The focus to the handle of a panel, once it is on the page. */
  async focus(slug: string | undefined): Promise<void> {
    const tab = slug === undefined ? undefined : tabOfPanel(this.document, slug);
    if (tab !== undefined && tab !== this.tab) this.tabs.show(tab);
    await tick();
    const grip = [...document.querySelectorAll<HTMLElement>('[data-grip]')].find(
      (element) => element.dataset['grip'] === slug,
    );
    grip?.focus({ preventScroll: true });
    grip?.closest('[data-panel]')?.scrollIntoView({ block: 'nearest' });
  }

  /** The edit; what is new is selected. */
  #put(label: string, edit: (document: DashboardDocument) => Added): readonly string[] {
    let slugs: readonly string[] = [];
    this.draft.change(label, (document) => {
      const added = edit(document);
      slugs = added.slugs;
      return added.document;
    });
    this.selected = slugs;
    this.announce(`${label}: done`);
    return slugs;
  }

  #between(from: string, to: string): readonly string[] {
    const ends = [this.order.indexOf(from), this.order.indexOf(to)].sort((a, b) => a - b);
    return this.order.slice(ends[0], (ends[1] ?? 0) + 1);
  }

  #neighbour(slugs: readonly string[]): string | undefined {
    const last = Math.max(...slugs.map((slug) => this.order.indexOf(slug)));
    const left = this.order.filter((slug) => !slugs.includes(slug));
    return this.order.slice(last + 1).find((slug) => left.includes(slug)) ?? left.at(-1);
  }

  #placeToPaste(): OpenPlace {
    const slug = this.subjects().at(-1);
    const spot = slug === undefined ? undefined : findPanel(this.document, slug);
    if (slug === undefined || spot === undefined) return this.#endOfPage();
    return { kind: 'row', row: spot.row + 1, tab: tabOfPanel(this.document, slug) };
  }

  #endOfPage(): Extract<OpenPlace, { kind: 'row' }> {
    return endOfTab(this.document, this.tab);
  }
}
