import type {
  Annotation,
  Cursor,
  Filter,
  Interval,
  PanelHost,
  SeriesChoice,
  Theme,
} from '@heliostat/sdk';
import type { Board } from './board.svelte.ts';
import type { ColorRegistry } from './colors.ts';
import type { CursorBus } from './cursor.ts';
import type { FrameScheduler } from './scheduler.ts';

/** What a dashboard shares with all its panels. */
export interface HostContext {
  theme(): Theme;
  timeZone(): string;
  now(): number;
  colors: ColorRegistry;
  cursor: CursorBus;
  scheduler: FrameScheduler;
  portal: HTMLElement;
  zoom(range: Interval): void;
  zoomBack(): boolean;
  announce(text: string): void;
}

/** What panels are lent of an open dashboard. */
export function hostContextOf(board: Board, portal: HTMLElement, theme: () => Theme): HostContext {
  return {
    theme,
    timeZone: () => board.timeZone,
    now: () => board.app.live.now(),
    colors: board.colors,
    cursor: board.cursor,
    scheduler: board.app.scheduler,
    portal,
    zoom: (range) => board.zoom(range),
    zoomBack: () => board.zoomBack(),
    announce: (text) => board.announcer.announce(text),
  };
}

/** What only one panel needs. */
export interface PanelContext {
  /** Its slug, or that of a copy. */
  id: string;
  isVisible(): boolean;
  /** How much earlier than the dashboard it is, milliseconds. */
  shiftMs(): number;
  canSelect(): boolean;
  select(filters: readonly Filter[]): void;
  choose(series: SeriesChoice | undefined): void;
  summarize(text: string): void;
  annotate?(range: Interval): void;
  contrast?(part: Interval): void;
  openAnnotation?(annotation: Annotation): void;
  /** A draw threw. */
  onError(thrown: unknown): void;
}

/** The host of one mounted panel. `close` when it is unmounted: nothing of it is drawn then. */
export function buildPanelHost(
  context: HostContext,
  panel: PanelContext,
): PanelHost & { close(): void } {
  const owner = {};
  return {
    get theme() {
      return context.theme();
    },
    get timeZone() {
      return context.timeZone();
    },
    color: (name, among) => {
      const { series, ink2 } = context.theme();
      return series[context.colors.slot(panel.id, name, among)] ?? ink2;
    },
    now: () => context.now(),
    cursor: shiftedCursor(context.cursor, panel),
    schedule: (draw) =>
      context.scheduler.schedule(owner, {
        draw: () => attempt(draw, panel),
        isVisible: () => panel.isVisible(),
      }),
    zoom: ({ from, to }) =>
      context.zoom({ from: from + panel.shiftMs(), to: to + panel.shiftMs() }),
    zoomBack: () => context.zoomBack(),
    get canSelect() {
      return panel.canSelect();
    },
    select: (filters) => panel.select(filters),
    choose: (series) => panel.choose(series),
    annotate: panel.annotate?.bind(panel),
    contrast: panel.contrast?.bind(panel),
    openAnnotation: panel.openAnnotation?.bind(panel),
    announce: (text) => context.announce(text),
    portal: context.portal,
    summarize: (text) => panel.summarize(text),
    close: () => context.scheduler.cancel(owner),
  };
}

/** One panel's failure is that panel's: the others are still drawn on this frame. */
function attempt(draw: () => void, panel: PanelContext): void {
  try {
    draw();
  } catch (thrown) {
    panel.onError(thrown);
  }
}

/** Where the pointer is on a panel of last week, the others have this week. */
function shiftedCursor(cursor: CursorBus, panel: PanelContext): Cursor {
  return {
    get time() {
      const time = cursor.timeFor(panel.id);
      return time === null ? null : time - panel.shiftMs();
    },
    get source() {
      return cursor.source;
    },
    get hasTooltips() {
      return cursor.hasTooltips;
    },
    move: (time, source) => cursor.move(time === null ? null : time + panel.shiftMs(), source),
    subscribe: (listener) => cursor.subscribe(listener),
  };
}
