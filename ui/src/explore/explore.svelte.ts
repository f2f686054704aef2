import type { App } from '../app/app.ts';
import type { GoOptions } from '../app/router.svelte.ts';
import { CursorBus, parseCursorMode } from '../dashboard/cursor.ts';
import {
  datasourcesOperation,
  pluginsOperation,
  serverOperation,
  type Datasource,
  type DatasourcesAnswer,
  type PluginsAnswer,
  type ServerAnswer,
} from '../data/operations.ts';
import { Resource } from '../data/resource.svelte.ts';
import { QueryHistory } from '../panel-editor/query/history.ts';
import { Address } from './address.ts';
import { Pane } from './pane.svelte.ts';

/** The page where any datasource is asked anything; all that is shown is in its address. */
export class Explore {
  readonly app: App;
  /** Room for the schema beside the query. */
  readonly isWide = window.matchMedia('(min-width: 1024px)').matches;
  readonly history: QueryHistory;
  readonly left: Pane;
  readonly right: Pane;
  readonly datasources: Resource<readonly Datasource[]>;
  readonly plugins: Resource<PluginsAnswer>;
  readonly permissions: Resource<readonly string[]>;
  /** The side where keys go. */
  active = $state.raw<Pane>() as Pane;

  readonly address: Address = $derived.by(() => new Address(this.app.router.url.hash));
  readonly panes: readonly Pane[] = $derived.by(() =>
    this.address.isSplit ? [this.left, this.right] : [this.left],
  );
  /** By the id of their plugin. */
  readonly panelTitles: ReadonlyMap<string, string> = $derived.by(
    () =>
      new Map(
        (this.plugins.value?.plugins ?? []).flatMap(({ kind, id, title }) =>
          kind === 'PANEL' ? [[id, title] as const] : [],
        ),
      ),
  );
  /** The datasources are not known yet. */
  readonly isLoading: boolean = $derived.by(
    () => this.datasources.value === undefined && this.datasources.loading,
  );
  /** False once it is known that queries may not be written here. */
  readonly isAllowed: boolean = $derived.by(
    () => this.permissions.value?.includes('query:raw') ?? true,
  );

  constructor(app: App) {
    const { ask } = app;
    this.app = app;
    this.history = new QueryHistory(app.storage);
    this.datasources = new Resource(
      async (signal) =>
        (await ask<DatasourcesAnswer>(datasourcesOperation, {}, signal)).datasources,
    );
    this.plugins = new Resource((signal) => ask<PluginsAnswer>(pluginsOperation, {}, signal));
    this.permissions = new Resource(
      async (signal) => (await ask<ServerAnswer>(serverOperation, {}, signal)).server.permissions,
    );
    const cursor = new CursorBus(() => parseCursorMode(app.cursorMode.entries[0]));
    this.left = new Pane('left', this, cursor);
    this.right = new Pane('right', this, cursor);
    this.active = this.left;
  }

  typeOf(datasource: string): string | undefined {
    return this.datasources.value?.find(({ name }) => name === datasource)?.type;
  }

  go(address: Address, options: GoOptions = {}): void {
    const { router } = this.app;
    router.go(address.href, { zooms: router.zooms, ...options });
  }

  /** The same query twice, with what was chosen for it, to change one of them. */
  split(): void {
    const { left, address } = this;
    this.go(address.split(left.state ?? { query: left.query }));
  }

  /** The other side stays, as the left one. */
  close(pane: Pane): void {
    const { left, right, address } = this;
    const kept = pane === left ? right : left;
    const draft = kept.draft;
    left.draft = draft;
    right.draft = undefined;
    this.active = left;
    this.go(address.only(kept.side, kept.state));
  }

  load(): void {
    void this.datasources.load();
    void this.plugins.load();
    void this.permissions.load();
  }

  stop(): void {
    for (const pane of [this.left, this.right]) pane.board.feeds.stop();
    this.datasources.stop();
    this.plugins.stop();
    this.permissions.stop();
  }
}
