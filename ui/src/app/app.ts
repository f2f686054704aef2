import { createContext } from 'svelte';
import { SvelteMap } from 'svelte/reactivity';
import { FrameScheduler } from '../dashboard/scheduler.ts';
import { buildAsk, type Ask } from '../data/graphql.ts';
import { LiveConnection } from '../data/live.ts';
import { Openings } from '../data/openings.ts';
import { dashboardsOperation, type DashboardsAnswer } from '../data/operations.ts';
import { Resource } from '../data/resource.svelte.ts';
import { buildSubscriptions, type Subscriptions } from '../data/subscriptions.ts';
import { Handover } from '../edit/handover.ts';
import { preparePanels } from '../plugins.ts';
import { Commands } from './commands.svelte.ts';
import { Connection } from './connection.svelte.ts';
import { Remembered } from './remembered.svelte.ts';
import { Router } from './router.svelte.ts';
import { ThemeState } from './theme.svelte.ts';
import { Toasts } from './toasts.svelte.ts';

/** What pages and components share; built once, reached with `getApp()`. */
export interface App {
  router: Router;
  theme: ThemeState;
  toasts: Toasts;
  commands: Commands;
  connection: Connection;
  ask: Ask;
  fetch: typeof globalThis.fetch;
  subscriptions: Subscriptions;
  live: LiveConnection;
  scheduler: FrameScheduler;
  /** All dashboards of the workspace; kept fresh by the shell. */
  dashboards: Resource<DashboardsAnswer>;
  /** What pages below another one are called, by their path, as far as that has been read. */
  titles: SvelteMap<string, string>;
  openings: Openings;
  /** Panels on their way to a dashboard. */
  handover: Handover;
  recentDashboards: Remembered;
  starredDashboards: Remembered;
  recentRanges: Remembered;
  /** What panels show of the time another one points at, one entry. */
  cursorMode: Remembered;
  /** What this browser keeps; undefined where it keeps nothing. */
  storage: Storage | undefined;
}

export const [getApp, setApp] = createContext<App>();

export function buildApp(window: Window & typeof globalThis): App {
  const connection = new Connection();
  const scheduler = new FrameScheduler(window.requestAnimationFrame.bind(window), () =>
    window.performance.now(),
  );
  const storage = storageOf(window);
  const ask = buildAsk(window.fetch.bind(window));
  return {
    router: new Router(window),
    theme: new ThemeState(window),
    toasts: new Toasts(),
    commands: new Commands(window),
    connection,
    ask,
    fetch: window.fetch.bind(window),
    subscriptions: buildSubscriptions({
      url: socketUrl(window, '/graphql'),
      onReachable: (reachable) => (connection.control = reachable),
    }),
    live: new LiveConnection({
      open: () => new window.WebSocket(socketUrl(window, '/api/v1/live')),
      now: () => Date.now(),
      afterDraw: (done) => scheduler.afterDraw(done),
      setTimeout: (run, ms) => void window.setTimeout(run, ms),
      onState: (state) => (connection.live = state),
    }),
    scheduler,
    dashboards: new Resource((signal) => ask<DashboardsAnswer>(dashboardsOperation, {}, signal)),
    titles: new SvelteMap(),
    openings: new Openings(ask, ({ document }) =>
      preparePanels(Object.values(document?.panels ?? {}).map(({ type }) => type)),
    ),
    handover: new Handover(),
    recentDashboards: new Remembered(storage, 'recent'),
    starredDashboards: new Remembered(storage, 'starred', 200),
    recentRanges: new Remembered(storage, 'ranges', 6),
    cursorMode: new Remembered(storage, 'cursor', 1),
    storage,
  };
}

function socketUrl(window: Window, path: string): string {
  const url = new URL(path, window.location.href);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  return url.href;
}

function storageOf(window: Window): Storage | undefined {
  try {
    return window.localStorage;
  } catch {
    return undefined;
  }
}
