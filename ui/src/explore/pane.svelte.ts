import type { QueryDocument } from '@heliostat/sdk';
import { createContext } from 'svelte';
import { Board } from '../dashboard/board.svelte.ts';
import type { CursorBus } from '../dashboard/cursor.ts';
import type { Feed } from '../dashboard/feed.svelte.ts';
import { Asked } from '../panel-editor/query/asked.svelte.ts';
import { isBlank, specOf, withKey, withSpec } from '../panel-editor/query/spec.ts';
import { panelIds } from '../plugins.ts';
import type { Side } from './address.ts';
import type { Explore } from './explore.svelte.ts';
import { emptyDocument, queryName, toDocument, type PaneState } from './pane-state.ts';

export const [getPane, setPane] = createContext<Pane>();

/** One side of Explore: the query that is being written, and the board that shows the one that was run. */
export class Pane {
  readonly side: Side;
  readonly explore: Explore;
  readonly board: Board;
  /** Written and not run yet; undefined: as the address says. */
  draft = $state.raw<QueryDocument | undefined>();
  /** The type that suits the result best. */
  suggested = $state(panelIds[0] ?? '');

  readonly #link = $derived.by(() => this.explore.address.pane(this.side));
  readonly problem: string | undefined = $derived.by(() =>
    this.#link !== undefined && 'problem' in this.#link ? this.#link.problem : undefined,
  );
  /** What is asked; undefined before the first query. */
  readonly state: PaneState | undefined = $derived.by(() =>
    this.#link === undefined || 'problem' in this.#link ? undefined : this.#link,
  );
  readonly query: QueryDocument = $derived.by(
    () => this.draft ?? this.state?.query ?? this.#blank(),
  );
  readonly hasRun: boolean = $derived.by(
    () => this.state !== undefined && !isBlank(this.state.query),
  );
  readonly isChanged: boolean = $derived.by(
    () => this.draft !== undefined && !isSame(this.draft, this.state?.query),
  );
  readonly asked: Asked;
  readonly queryName: string = $derived.by(() => queryName(this.state?.sources));
  readonly feed: Feed = $derived.by(() => this.board.feed(this.side, this.queryName));
  readonly view: NonNullable<PaneState['view']> = $derived(this.state?.view ?? 'chart');

  constructor(side: Side, explore: Explore, cursor: CursorBus) {
    this.side = side;
    this.explore = explore;
    const { app } = explore;
    this.asked = new Asked({
      ask: app.ask,
      datasources: explore.datasources,
      plugins: explore.plugins,
      written: () => this.query.datasource,
      valueOf: (variable) => [this.state?.variables?.[variable] ?? []].flat()[0],
    });
    this.board = new Board('', app, {
      document: emptyDocument,
      version: '',
      cursor,
      place: {
        get params() {
          return explore.address.view(side);
        },
        href: (query) => explore.address.withView(side, query).href,
      },
    });
    this.#show();
  }

  /** The board follows the address; call in an effect. */
  follow(): void {
    this.#show();
  }

  write(key: string, value: unknown): void {
    this.draft = withKey(this.query, key, value);
  }

  writeSpec(spec: Readonly<Record<string, unknown>>): void {
    this.draft = withSpec(this.query, spec);
  }

  /** What only the one before knows is not asked of another datasource. */
  chooseDatasource(datasource: string): void {
    const isAlike = this.explore.typeOf(datasource) === this.asked.datasource?.type;
    this.draft = isAlike ? { ...this.query, datasource } : { datasource };
  }

  /** Into the address, where Back leads to the query before; the same query is asked again. */
  run(): void {
    const query = this.query;
    if (isBlank(query)) return;
    const { name } = this.asked;
    if (name !== undefined) this.explore.history.add(name, specOf(query));
    this.draft = undefined;
    if (isSame(query, this.state?.query)) this.board.feeds.reload();
    else this.change({ query });
  }

  cancel(): void {
    this.board.feeds.cancel();
  }

  /** Another part of what the address says of this side. */
  change(change: Partial<PaneState>): void {
    const state: PaneState = { ...this.state, query: this.state?.query ?? this.query, ...change };
    this.explore.go(this.explore.address.withPane(this.side, state));
  }

  /** Without the time that the panel it came from has of its own. */
  useRange(): void {
    const { time: _, ...panel } = this.state?.panel ?? { type: this.suggested };
    this.change({ panel });
  }

  #show(): void {
    const { state, suggested } = this;
    this.board.document =
      state === undefined ? emptyDocument : toDocument(state, this.side, suggested);
  }

  #blank(): QueryDocument {
    const first = this.explore.datasources.value?.find(({ error }) => error === null);
    return first === undefined ? {} : { datasource: first.name };
  }
}

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
