import {
  type DashboardDocument,
  type Interval,
  type PanelDocument,
  type SeriesChoice,
  type Theme,
} from '@heliostat/sdk';
import { createContext } from 'svelte';
import type { App } from '../app/app.ts';
import type { GoOptions } from '../app/router.svelte.ts';
import { Announcer } from './announcer.svelte.ts';
import { BoardAnnotations } from './board-annotations.svelte.ts';
import { BoardFilters } from './board-filters.ts';
import { BoardThresholds } from './board-thresholds.ts';
import { BoardTime } from './board-time.ts';
import { addressBar, type BoardPlace } from './board-place.ts';
import { BoardVariables } from './board-variables.ts';
import { ColorRegistry } from './colors.ts';
import { CursorBus, nextCursorMode, parseCursorMode } from './cursor.ts';
import { feedEffects } from './feed-effects.ts';
import type { FeedRequest } from './feed-run.ts';
import type { Feed } from './feed.svelte.ts';
import { Feeds } from './feeds.ts';
import { frozenReason, type Frozen } from './frozen.ts';
import { narrowRequest, type Asking } from './narrow.ts';
import { hostContextOf, type HostContext } from './panel-host.ts';
import { intervalOf, rangeLabel, toRangeText, zoneName } from './ranges.ts';
import { panelOf, readId } from './repeat.ts';
import { unsavedQueries } from './unsaved.ts';
import { defaultView, formatView, parseView, toParams, type View } from './view.ts';

const maxZooms = 50;

interface BoardStart {
  document: DashboardDocument;
  version: string;
  frozen?: Frozen;
  place?: BoardPlace;
  /** Shared with other boards of the page. */
  cursor?: CursorBus;
}

export const [getBoard, setBoard] = createContext<Board>();

/** The dashboard that is open: its document, what the viewer chose (the URL), its queries. */
export class Board {
  readonly path: string;
  readonly app: App;
  readonly feeds: Feeds;
  /** Of a snapshot: nothing is asked, and what would have to be cannot be chosen. */
  readonly frozen: Frozen | undefined;
  readonly colors = new ColorRegistry();
  readonly cursor: CursorBus;
  readonly #place: BoardPlace;
  readonly announcer = new Announcer();
  readonly variables = new BoardVariables(this);
  readonly filters = new BoardFilters(this);
  readonly time = new BoardTime(this);
  readonly annotations = new BoardAnnotations(this);
  readonly thresholds = new BoardThresholds(this);
  /** What is shown: the last good version of the file, or what is being made of it. */
  document = $state.raw<DashboardDocument>() as DashboardDocument;
  /** The last good version of the file, which the server runs by name. */
  saved = $state.raw<DashboardDocument>() as DashboardDocument;
  version = $state('');
  /** By the server's clock; undefined while the queries go on. */
  pausedAtMs = $state<number | undefined>();
  /** Slug of the panel under the pointer or with the focus: where keys go. */
  focused = $state<string | undefined>();
  theme = $state.raw<Theme | undefined>();
  /** On paper nobody can choose: all tabs stand below one another, and all panels are drawn. */
  isPrinted = $state(false);
  /** A change that edit mode takes up once it is open. */
  pendingEdit = $state.raw<
    { label: string; edit: (document: DashboardDocument) => DashboardDocument } | undefined
  >();
  /** Now by the server's clock, moved on a few times a second while anything shows an age. */
  now = $state(Date.now());

  /** What is being shared: a panel by its id, or all of it; undefined while nothing is. */
  sharing = $state.raw<{ panel: string | undefined; way?: 'embed' | undefined } | undefined>();
  /** The part of the time of a panel that somebody asks what is different in. */
  contrasted = $state.raw<{ panel: string; part: Interval } | undefined>();
  /** The option `legend` of panels where it is others than the file says, until the page is left. */
  legends = $state.raw<ReadonlyMap<string, unknown>>(new Map());

  readonly defaults: View = $derived.by(() => this.frozen?.view ?? defaultView(this.document));
  readonly view: View = $derived.by(() => {
    const asked = parseView(this.#place.params, this.defaults);
    return this.frozen?.viewOf(asked) ?? asked;
  });
  readonly timeZone: string = $derived.by(
    () => this.frozen?.snapshot.timeZone ?? zoneName(this.view.timeZone),
  );
  readonly rangeLabel: string = $derived.by(() => rangeLabel(this.view, this.timeZone));
  readonly isPaused: boolean = $derived(this.pausedAtMs !== undefined);
  readonly isLive: boolean = $derived(
    this.view.refresh === 'live' && this.view.to.startsWith('now') && !this.isPaused,
  );
  readonly request: FeedRequest = $derived.by(() => ({
    dashboard: this.path,
    version: this.version,
    variables: toParams(this.saved, this.view.variables),
    filters: this.view.filters,
    from: this.view.from,
    to: this.view.to,
    timeZone: this.timeZone,
    refresh: this.view.refresh,
    isPaused: this.isPaused,
    unsaved: unsavedQueries(this.saved, this.document, this.variables.params()),
  }));

  constructor(path: string, app: App, initial: BoardStart) {
    this.path = path;
    this.app = app;
    this.cursor = initial.cursor ?? new CursorBus(() => parseCursorMode(app.cursorMode.entries[0]));
    this.#place = initial.place ?? addressBar(app);
    this.frozen = initial.frozen;
    this.document = this.saved = initial.document;
    this.version = initial.version;
    this.feeds = new Feeds(
      feedEffects(app),
      (request, asking) => this.#narrow(request, asking),
      (id, feed) => this.frozen?.fill(id, feed),
    );
  }

  /** Frozen, or in a frame: nothing can be written from here. */
  get isReadOnly(): boolean {
    return this.frozen !== undefined || this.app.router.isEmbedded;
  }

  /** By its slug, or the id of a copy of it. */
  panel(id: string): PanelDocument | undefined {
    return panelOf(this.document, id);
  }

  /** What one of a panel's queries is asked with. */
  requestOf(id: string, query: string): FeedRequest {
    return this.#narrow(this.request, { query, ...this.time.placeOf(id) });
  }

  #narrow(request: FeedRequest, asking: Asking): FeedRequest {
    const { document, view } = this;
    return narrowRequest(request, asking, { document, variables: view.variables });
  }

  /** The result of one of a panel's queries. */
  feed(id: string, query: string): Feed {
    return this.feeds.feed(query, this.time.placeOf(id));
  }

  /** Names of the queries of a panel, each once. */
  queriesOf(slug: string): readonly string[] {
    const { queries, query } = this.panel(slug) ?? {};
    return [...new Set(queries ?? (query === undefined ? [] : [query]))];
  }

  panelTitle(id: string): string {
    const { slug, scope } = readId(id);
    return this.variables.fill(this.panel(slug)?.title ?? slug, scope);
  }

  /** The range as it is now, epoch milliseconds. */
  interval(): Interval {
    const now = this.app.live.now();
    return intervalOf(this.view, now, this.timeZone) ?? { from: now - 6 * 3_600_000, to: now };
  }

  /** Changes what the viewer chose, as a step that Back undoes; zooms can be undone until the range changes. */
  show(change: Partial<View>, options: GoOptions = {}): void {
    if (this.frozen?.refuses(change)) {
      this.app.toasts.problem(...frozenReason);
      return;
    }
    const { router } = this.app;
    const query = formatView({ ...this.view, ...change }, this.defaults);
    const zooms = change.from === undefined && change.to === undefined ? router.zooms : [];
    router.go(this.#place.href(query), { zooms, ...options });
  }

  /** The address of this view with something changed. */
  href(change: Partial<View>): string {
    const query = formatView({ ...this.view, ...change }, this.defaults);
    return this.app.router.url.origin + this.#place.href(query);
  }

  setRange(range: { from: string; to: string }): void {
    this.show(range);
  }

  /** A brush or a key: Escape and Back return to the range before it. */
  zoom(interval: Interval): void {
    const from = Math.round(interval.from);
    const to = Math.max(from + 1, Math.round(interval.to));
    const before = { from: this.view.from, to: this.view.to };
    const zooms = [...this.app.router.zooms, before].slice(-maxZooms);
    this.show(toRangeText({ from, to }), { zooms, isZoom: true });
  }

  /** Undoes the last zoom, and nothing else that was chosen since; false when there is none. */
  zoomBack(): boolean {
    const { router } = this.app;
    const before = router.zooms.at(-1);
    if (before === undefined) return false;
    if (router.isZoom) router.back();
    else this.show(before, { zooms: router.zooms.slice(0, -1) });
    return true;
  }

  setVariable(slug: string, values: readonly string[], options: GoOptions = {}): void {
    this.show({ variables: { ...this.view.variables, [slug]: values } }, options);
  }

  /** What the legend of a panel shows; undefined is all of it. */
  chooseSeries(slug: string, chosen: SeriesChoice | undefined): void {
    const series = new Map(this.view.series);
    if (chosen === undefined) series.delete(slug);
    else series.set(slug, chosen);
    this.show({ series });
  }

  /** What panels show of the time another one points at: the next way of it, remembered. */
  cycleCursor(): void {
    const { cursorMode, toasts } = this.app;
    const mode = nextCursorMode(parseCursorMode(cursorMode.entries[0]));
    cursorMode.add(mode);
    this.cursor.tell();
    toasts.done(`Shared cursor: ${mode}`);
  }

  /** Panels draw again: fonts came. */
  redraw(): void {
    if (this.theme !== undefined) this.theme = { ...this.theme };
  }

  togglePause(): void {
    this.pausedAtMs = this.isPaused ? undefined : this.app.live.now();
  }

  setRefresh(refresh: string): void {
    this.pausedAtMs = undefined;
    this.show({ refresh });
  }

  reload(): void {
    this.feeds.reload();
  }

  hostContext(portal: HTMLElement, theme: () => Theme): HostContext {
    return hostContextOf(this, portal, theme);
  }
}
