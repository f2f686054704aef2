import { filtersOfQuery, type Filter } from '@heliostat/sdk';
import type { Board } from './board.svelte.ts';
import { addFilters, excludeFilters, heldFilters } from './filters.ts';
import type { View } from './view.ts';

const maxSteps = 50;

/** What was chosen on the panels of the open dashboard; the filters themselves are in the URL. */
export class BoardFilters {
  readonly #board: Board;
  /** The filters before each choice, the last one last. */
  #before: readonly (readonly Filter[])[] = [];

  constructor(board: Board) {
    this.#board = board;
  }

  /** Those that were chosen on panels, and those that variables hold. */
  get all(): readonly Filter[] {
    const { document, view } = this.#board;
    return [...view.filters, ...heldFilters(document, view.variables)];
  }

  /** Removes all of them. */
  clear(): void {
    const { document, view } = this.#board;
    const emptied = Object.entries(document.variables ?? {}).flatMap(([slug, { type }]) =>
      type === 'filters' ? [[slug, []] as const] : [],
    );
    this.#show([], { variables: { ...view.variables, ...Object.fromEntries(emptied) } });
  }

  /** Removes those that were chosen on panels. */
  removeChosen(): void {
    this.#show([]);
  }

  add(filters: readonly Filter[]): void {
    this.#show(addFilters(this.#board.view.filters, filters));
  }

  /** False where no filter says the opposite. */
  exclude(filters: readonly Filter[]): boolean {
    const without = excludeFilters(this.#board.view.filters, filters);
    if (without !== undefined) this.#show(without);
    return without !== undefined;
  }

  remove(filter: Filter): void {
    this.#show(this.#board.view.filters.filter((other) => other !== filter));
  }

  /** Undoes the last choice that became a filter; false when there is none. */
  back(): boolean {
    const now = JSON.stringify(this.#board.view.filters);
    // The browser's Back may have undone the last ones already.
    const at = this.#before.findLastIndex((filters) => JSON.stringify(filters) !== now);
    const before = this.#before[at];
    this.#before = this.#before.slice(0, Math.max(0, at));
    if (before !== undefined) this.#board.show({ filters: before });
    return before !== undefined;
  }

  /** Those that no query of a panel obeys, so that it can say so. */
  unheard(id: string): readonly Filter[] {
    const queries = this.#board.queriesOf(id);
    // What the queries of a snapshot say is not known.
    if (queries.length === 0 || this.#board.frozen !== undefined) return [];
    const { all } = this;
    const heard = queries.flatMap((query) => filtersOfQuery(query, this.#board.document, all));
    return all.filter((filter) => !heard.includes(filter));
  }

  #show(filters: readonly Filter[], more: Pick<Partial<View>, 'variables'> = {}): void {
    this.#before = [...this.#before, this.#board.view.filters].slice(-maxSteps);
    this.#board.show({ filters, ...more });
  }
}
