import {
  parseDuration,
  toErrorReport,
  toHeliostatError,
  type Filter,
  type LivePatch,
  type LiveSubscription,
  type PanelTime,
  type ParamValue,
} from '@heliostat/sdk';
import type { AdHocQuery, QueryAnswer, QueryReference } from '../data/query.ts';
import { Feed, type WaitEffects } from './feed.svelte.ts';
import { applyPatch } from './patch.ts';
import type { Unsaved } from './unsaved.ts';

/** What all queries of a dashboard are asked with. */
export interface FeedRequest {
  /** Its path; empty where there is no file. */
  dashboard: string;
  /** Of the file: a new version asks anew. */
  version: string;
  variables: Readonly<Record<string, ParamValue>>;
  filters: readonly Filter[];
  from: string;
  to: string;
  timeZone: string;
  /** Of the panel: what of the range, and what it is compared with. */
  time?: PanelTime;
  /** `off`, `live` or a duration. */
  refresh: string;
  isPaused: boolean;
  /** What is being edited and not in the file yet. */
  unsaved?: Unsaved | undefined;
}

/** What feeds need of the world; tests replace it. */
export interface FeedEffects extends WaitEffects {
  run(query: QueryReference | AdHocQuery, signal: AbortSignal): Promise<QueryAnswer>;
  subscribe(
    subscription: Omit<LiveSubscription, 'id'>,
    onPatch: (patch: LivePatch) => void,
  ): () => void;
  /** Epoch milliseconds by the server's clock. */
  now(): number;
  isHidden(): boolean;
}

/** A panel that has left the screen may come back: its query goes on for a while. */
const lingerMs = 5000;
const resizeMs = 250;
/** What is not in the file cannot be subscribed to: instead of live it is asked again this often. */
const unsavedEveryMs = 2000;

/** One query: asks, listens or polls, as long as someone wants it. */
export class FeedRun {
  readonly feed: Feed;
  readonly #query: string;
  readonly #effects: FeedEffects;
  readonly #wants = new Set<{ maxPoints: number }>();
  #request: FeedRequest | undefined;
  /** What is being asked; undefined while stopped. */
  #key: string | undefined;
  #end: () => void = () => undefined;
  #cancelLinger: () => void = () => undefined;
  #cancelResize: () => void = () => undefined;

  constructor(query: string, effects: FeedEffects) {
    this.#query = query;
    this.feed = new Feed(query);
    this.#effects = effects;
  }

  want(maxPoints: number): () => void {
    const want = { maxPoints };
    this.#cancelLinger();
    this.#wants.add(want);
    return () => {
      if (!this.#wants.delete(want) || this.#wants.size > 0) return;
      this.#cancelLinger = this.#effects.after(lingerMs, () => this.stop());
    };
  }

  /** As many as it is shown with; undefined while nobody shows it. */
  get points(): number | undefined {
    return this.#wants.size === 0 ? undefined : this.#maxPoints();
  }

  configure(request: FeedRequest): void {
    this.#request = request;
    if (this.#wants.size === 0 || this.#keyOf(request) === this.#key) return;
    this.#cancelResize();
    // Only the number of points changed: a window is being resized, so wait until it rests.
    if (this.#key !== undefined && this.#keyOf(request, 0) === withoutPoints(this.#key))
      this.#cancelResize = this.#effects.after(resizeMs, () => this.restart());
    else this.restart();
  }

  restart(): void {
    const request = this.#request;
    if (request === undefined || this.#wants.size === 0) return;
    this.#halt();
    this.#key = this.#keyOf(request);
    if (request.isPaused && this.feed.frame !== undefined) return;
    const unsaved = toAdHoc(request, this.#query);
    // Explore has no file: what nobody writes there any more is gone.
    if (request.dashboard === '' && unsaved === undefined) return;
    this.feed.begin(this.#effects);
    const maxPoints = this.#maxPoints();
    const reference = { ...toReference(request, this.#query), maxPoints };
    if (unsaved !== undefined)
      this.#end = this.#poll({ ...unsaved, maxPoints }, refreshMs(request, unsavedEveryMs));
    else if (isFollowing(request))
      this.#end = this.#effects.subscribe(reference, (patch) => this.#onPatch(patch));
    else this.#end = this.#poll(reference, refreshMs(request));
  }

  /** Breaks off what is being asked, until something else is or it is asked again. */
  cancel(): void {
    if (this.feed.phase === 'loading') this.#halt('cancelled');
  }

  stop(): void {
    this.#cancelLinger();
    this.#cancelResize();
    this.#halt();
    this.#key = undefined;
  }

  /** Nobody waits for an answer any more. */
  #halt(phase: 'settled' | 'cancelled' = 'settled'): void {
    this.#end();
    this.#end = () => undefined;
    if (this.feed.phase === 'loading') this.feed.rest(phase);
  }

  #onPatch(patch: LivePatch): void {
    if (patch.kind === 'error') {
      this.feed.fail(patch.error);
      return;
    }
    try {
      this.feed.accept(
        { ...patch, frame: applyPatch(this.feed.frame, patch) },
        this.#effects.now(),
      );
    } catch (thrown) {
      const error = toHeliostatError(thrown);
      // The result has other fields now: only the whole of it helps.
      if (error.code === 'CONFLICT') this.restart();
      else this.feed.fail(toErrorReport(error));
    }
  }

  #poll(query: QueryReference | AdHocQuery, everyMs: number | undefined): () => void {
    const abort = new AbortController();
    let cancelNext: () => void = () => undefined;
    const ask = async (): Promise<void> => {
      await this.#ask(query, abort.signal);
      askLater();
    };
    const askLater = (): void => {
      if (everyMs === undefined || abort.signal.aborted) return;
      const mayRest = (): boolean => this.#effects.isHidden() && this.feed.frame !== undefined;
      cancelNext = this.#effects.after(everyMs, () => (mayRest() ? askLater() : void ask()));
    };
    void ask();
    return () => {
      abort.abort();
      cancelNext();
    };
  }

  async #ask(query: QueryReference | AdHocQuery, signal: AbortSignal): Promise<void> {
    this.feed.begin(this.#effects);
    try {
      const answer = await this.#effects.run(query, signal);
      if (signal.aborted) return;
      this.feed.accept({ ...answer, acceptedAtMs: 0 }, this.#effects.now());
    } catch (thrown) {
      if (!signal.aborted) this.feed.fail(toErrorReport(toHeliostatError(thrown)));
    }
  }

  #maxPoints(): number {
    return pointsFor(Math.max(...[...this.#wants].map(({ maxPoints }) => maxPoints)));
  }

  #keyOf(request: FeedRequest, maxPoints = this.#maxPoints()): string {
    // What is edited of other queries does not change the answer to this one.
    const unsaved = toAdHoc(request, this.#query);
    return `${JSON.stringify({ ...request, unsaved })}@${maxPoints}`;
  }
}

/** In hundreds, so that panels of like width share one query on the server. */
export function pointsFor(width: number): number {
  return Math.min(2000, Math.max(100, Math.ceil(width / 100) * 100));
}

function withoutPoints(key: string): string {
  return key.replace(/@\d+$/, '@0');
}

/** The query by its name, as the file has it. */
export function toReference(request: FeedRequest, query: string): QueryReference {
  const { dashboard, variables, filters } = request;
  return { dashboard, query, variables, filters, ...toRange(request) };
}

function toRange({ from, to, timeZone, time }: FeedRequest) {
  return { from, to, timeZone, ...(time !== undefined && { time }) };
}

/** A query as it is asked: by its name, or with its text where the file does not say it so. */
export function toAsked(request: FeedRequest, query: string): QueryReference | AdHocQuery {
  return toAdHoc(request, query) ?? toReference(request, query);
}

/** Undefined for what the file says as it is asked. */
function toAdHoc(request: FeedRequest, query: string): AdHocQuery | undefined {
  const queries = request.unsaved?.queries[query];
  if (request.unsaved === undefined || queries === undefined) return;
  const { variables } = request.unsaved;
  const filters = [...request.filters, ...request.unsaved.filters];
  return { queries, query, variables, filters, ...toRange(request) };
}

function isFollowing({ refresh, to, isPaused }: FeedRequest): boolean {
  return refresh === 'live' && to.startsWith('now') && !isPaused;
}

/** Undefined where asking again would give the same; `liveMs` is how often for `live`. */
function refreshMs(request: FeedRequest, liveMs?: number): number | undefined {
  if (isFollowing(request)) return liveMs;
  if (request.isPaused || request.refresh === 'off' || request.refresh === 'live') return;
  const isFixed = !request.from.includes('now') && !request.to.includes('now');
  if (isFixed) return;
  try {
    return Math.max(1000, parseDuration(request.refresh));
  } catch {
    return undefined;
  }
}
