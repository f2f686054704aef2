import type { DashboardDocument, Variable } from '@heliostat/sdk';
import { createContext } from 'svelte';
import type { Board } from '../dashboard/board.svelte.ts';
import {
  datasourcesOperation,
  pluginsOperation,
  type Datasource,
  type DatasourcesAnswer,
  type PluginsAnswer,
} from '../data/operations.ts';
import { Resource } from '../data/resource.svelte.ts';
import type { Draft } from '../edit/draft.svelte.ts';
import { orderOf } from './document/order.ts';

export const [getVariables, setVariables] = createContext<VariablesEditing>();

/** The variables of the draft, and the one whose form is open. */
export class VariablesEditing {
  readonly board: Board;
  readonly draft: Draft;
  /** Slug; another one where it is not there any more. */
  wanted = $state<string | undefined>();
  /** One that was just added: what it is called is said next. */
  added = $state<string | undefined>();
  /** Under what name the form of one was opened that has another name by now. */
  #openedAs = $state.raw<{ slug: string; form: string } | undefined>();
  readonly datasources: Resource<readonly Datasource[]>;
  readonly plugins: Resource<PluginsAnswer>;

  readonly order: readonly string[] = $derived.by(() => orderOf(this.document));
  readonly slug: string | undefined = $derived.by(() =>
    this.wanted !== undefined && this.order.includes(this.wanted) ? this.wanted : this.order[0],
  );

  /** A form stays as it is while its variable gets another name. */
  readonly form: string | undefined = $derived.by(() =>
    this.#openedAs?.slug === this.slug ? this.#openedAs?.form : this.slug,
  );

  constructor(board: Board, draft: Draft) {
    this.board = board;
    this.draft = draft;
    const { ask } = board.app;
    this.datasources = new Resource(
      async (signal) =>
        (await ask<DatasourcesAnswer>(datasourcesOperation, {}, signal)).datasources,
    );
    this.plugins = new Resource((signal) => ask<PluginsAnswer>(pluginsOperation, {}, signal));
  }

  get document(): DashboardDocument {
    return this.draft.document;
  }

  variable(slug: string | undefined = this.slug): Variable | undefined {
    return slug === undefined ? undefined : this.document.variables?.[slug];
  }

  /** One that works, for a query that is new. */
  get firstDatasource(): string {
    const asked = Object.values(this.document.queries ?? {}).flatMap((one) => one.datasource ?? []);
    const working = this.datasources.value?.find(({ error }) => error === null);
    return asked.at(-1) ?? working?.name ?? 'datasource';
  }

  /** Goes on with the variable under its new name. */
  follow(from: string, to: string): void {
    const form = this.#openedAs?.slug === from ? this.#openedAs.form : from;
    this.#openedAs = { slug: to, form };
    this.wanted = to;
  }

  /** One step of undo; steps with the same `merge` in a row are one. */
  change(
    what: string,
    edit: (document: DashboardDocument) => DashboardDocument,
    merge?: string,
  ): void {
    this.draft.change(`Variables: ${what}`, edit, merge && `variables/${merge}`);
  }

  load(): void {
    void this.datasources.load();
    void this.plugins.load();
  }

  stop(): void {
    this.datasources.stop();
    this.plugins.stop();
  }
}
