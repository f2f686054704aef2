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
import { freeSlug } from '../edit/document/slugs.ts';
import type { Draft } from '../edit/draft.svelte.ts';
import type { FieldInResult } from './document/fields.ts';
import { isOnlyUnits, type Units } from './document/named-units.ts';
import { addQuery, setQuery, shownQueries } from './document/queries.ts';
import { isBlank } from './query/spec.ts';

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
  /** Those that names of fields say, proposed and not chosen. */
  namedUnits = $state.raw<Units>({});
  /** Whose section is open; another one where the panel does not show it any more. */
  #chosen = $state<string | undefined>();
  /** A query that asks nothing yet: it is in the document as soon as it does. */
  #begun = $state.raw<QueryDocument | undefined>();
  #isTypeChosen = $state(false);
  readonly #beganBlank: boolean;
  readonly datasources: Resource<readonly Datasource[]>;
  readonly plugins: Resource<PluginsAnswer>;
  readonly transforms: Resource<readonly Transform[]>;

  readonly queries: readonly string[] = $derived.by(() => shownQueries(this.document, this.slug));
  /** Of the open section; undefined while that is of a query that is not in the document yet. */
  readonly query: string | undefined = $derived.by(() => {
    if (this.#begun !== undefined) return;
    const chosen = this.#chosen;
    return chosen !== undefined && this.queries.includes(chosen) ? chosen : this.queries[0];
  });
  /** What the query of the open section is called, or will be. */
  readonly queryName: string = $derived.by(
    () => this.query ?? freeSlug(this.title, Object.keys(this.document.queries ?? {}), 'query'),
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
    const { queries, panel } = this;
    this.#beganBlank = queries.length === 0 && panel?.options === undefined;
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

  /** Of the open section; undefined where the panel names one that is not there. */
  get queryDocument(): QueryDocument | undefined {
    const { query } = this;
    return query === undefined ? (this.#begun ?? this.#blank()) : this.document.queries?.[query];
  }

  /** A new panel is drawn as suits its result, until somebody says how. */
  get isTypeOpen(): boolean {
    const { panel } = this;
    if (panel === undefined) return false;
    const isPlain = panel.options === undefined && isOnlyUnits(panel, this.namedUnits);
    return this.#beganBlank && isPlain && !this.#isTypeChosen;
  }

  chooseType(): void {
    this.#isTypeChosen = true;
  }

  /** Opens the section of a query that the panel shows. */
  choose(query: string): void {
    this.#chosen = query;
    this.#begun = undefined;
  }

  /** Opens a section for a query that is not there yet. */
  begin(): void {
    this.#begun = this.#blank();
  }

  /** The query of the open section as another one. */
  write(what: string, query: QueryDocument, merge?: string): void {
    const { query: slug, queryName } = this;
    const label = what === '' ? `query ${queryName}` : `${what} of query ${queryName}`;
    const key = merge && `query/${queryName}/${merge}`;
    if (slug !== undefined)
      this.change(label, (one) => setQuery(one, slug, { path: [], value: query }), key);
    else if (isBlank(query)) this.#begun = query;
    else {
      this.choose(queryName);
      this.change(label, (one) => addQuery(one, this.slug, { name: queryName, query }), key);
    }
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

  /** On the datasource that the dashboard asks last, else on the first that works. */
  #blank(): QueryDocument {
    const asked = Object.values(this.document.queries ?? {}).flatMap((one) => one.datasource ?? []);
    const working = this.datasources.value?.find(({ error }) => error === null);
    const datasource = asked.at(-1) ?? working?.name;
    return datasource === undefined ? {} : { datasource };
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
