import type {
  DashboardDocument,
  Field,
  Frame,
  PanelDefinition,
  PanelDocument,
  QueryDocument,
} from '@heliostat/sdk';
import { createContext } from 'svelte';
import type { Board } from '../dashboard/board.svelte.ts';
import type { Feed } from '../dashboard/feed.svelte.ts';
import {
  datasourcesOperation,
  pluginsOperation,
  type Datasource,
  type DatasourcesAnswer,
  type JsonSchema,
  type PluginsAnswer,
} from '../data/operations.ts';
import { Resource } from '../data/resource.svelte.ts';
import type { Draft } from '../edit/draft.svelte.ts';
import type { FieldInResult } from './document/fields.ts';
import { shownQueries } from './document/queries.ts';

export const [getEditing, setEditing] = createContext<PanelEditing>();

const transformsOperation = 'query Transforms { transforms { use title description options } }';

/** What a step of a query may use. */
export interface Transform {
  use: string;
  title: string;
  description: string;
  options: JsonSchema;
}

/** One panel whose editor is open: its part of the draft, and what can be chosen for it. */
export class PanelEditing {
  readonly slug: string;
  readonly board: Board;
  readonly draft: Draft;
  /** The code of its type, once it is loaded. */
  definition = $state.raw<PanelDefinition | undefined>();
  /** Whose section is open; another one where the panel does not show it any more. */
  chosenQuery = $state<string | undefined>();
  readonly datasources: Resource<readonly Datasource[]>;
  readonly plugins: Resource<PluginsAnswer>;
  readonly transforms: Resource<readonly Transform[]>;

  readonly queries: readonly string[] = $derived.by(() => shownQueries(this.document, this.slug));
  readonly query: string | undefined = $derived.by(() =>
    this.chosenQuery !== undefined && this.queries.includes(this.chosenQuery)
      ? this.chosenQuery
      : this.queries[0],
  );
  readonly feeds: readonly Feed[] = $derived.by(() =>
    this.queries.map((query) => this.board.feed(this.slug, query)),
  );
  readonly frames: readonly Frame[] = $derived.by(() =>
    this.feeds.flatMap(({ frame }) => frame ?? []),
  );
  readonly #fieldsText: string = $derived.by(() =>
    JSON.stringify(
      this.queries.flatMap((query, i) =>
        (this.feeds[i]?.frame?.fields ?? []).map(({ name, type }: Field) => ({
          name,
          type,
          query,
        })),
      ),
    ),
  );
  /** Of all results; the same object while only their values change. */
  readonly fields: readonly FieldInResult[] = $derived.by(
    () => JSON.parse(this.#fieldsText) as readonly FieldInResult[],
  );

  constructor(slug: string, board: Board, draft: Draft) {
    this.slug = slug;
    this.board = board;
    this.draft = draft;
    const { ask } = board.app;
    this.datasources = new Resource(
      async (signal) =>
        (await ask<DatasourcesAnswer>(datasourcesOperation, {}, signal)).datasources,
    );
    this.plugins = new Resource((signal) => ask<PluginsAnswer>(pluginsOperation, {}, signal));
    this.transforms = new Resource(
      async (signal) =>
        (await ask<{ transforms: readonly Transform[] }>(transformsOperation, {}, signal))
          .transforms,
    );
  }

  get document(): DashboardDocument {
    return this.draft.document;
  }

  get panel(): PanelDocument | undefined {
    return this.document.panels[this.slug];
  }

  get title(): string {
    return this.panel?.title ?? this.slug;
  }

  queryDocument(slug: string | undefined = this.query): QueryDocument | undefined {
    return slug === undefined ? undefined : this.document.queries?.[slug];
  }

  /** One step of undo, named after the panel; steps with the same `merge` in a row are one. */
  change(
    what: string,
    edit: (document: DashboardDocument) => DashboardDocument,
    merge?: string,
  ): void {
    const key = merge === undefined ? undefined : `${this.slug}/${merge}`;
    this.draft.change(`${this.title}: ${what}`, edit, key);
  }

  load(): void {
    void this.datasources.load();
    void this.plugins.load();
    void this.transforms.load();
  }

  stop(): void {
    this.datasources.stop();
    this.plugins.stop();
    this.transforms.stop();
  }
}
