import { toErrorReport, toHeliostatError, type ErrorReport, type Interval } from '@heliostat/sdk';
import { floorTo } from '../range.ts';
import type { PreparedQuery, QueryPlan, QueryService } from '../service.ts';

/** Rows of a live query as they go to its viewers; the bytes are shared by all of them. */
export interface RowsUpdate {
  kind: 'replace' | 'splice';
  /** For a splice: rows at or after it are replaced. */
  since: number;
  arrow: Uint8Array;
  from: number;
  to: number;
  stepMs: number;
  acceptedAtMs: number;
}

/** One viewer of a live query. */
export interface Viewer {
  receive(update: RowsUpdate): void;
  fail(error: ErrorReport): void;
}

/** How a live query keeps up: re-run its end, re-run it whole, or re-run it by the clock. */
export type LiveMode = 'tail' | 'rerun' | 'timer';

export interface Change {
  /** Event times that changed, both included. */
  from: number;
  to: number;
  acceptedAtMs: number;
}

export interface LiveQueryOptions {
  prepared: PreparedQuery;
  plan: QueryPlan;
  queries: QueryService;
  now: () => number;
  /** When the newest event stored in a table of the datasource was accepted; 0 when unknown. */
  acceptedAt: (table: string) => number;
}

/** At most this share of the time a query may be running. */
const busyShare = 0.3;
const rerunSpacingMs = 500;
const slideSpacingMs = 5000;
const snapshotLifeMs = 5000;
const maxBackoffMs = 30_000;

/**
 * One query kept live for all its viewers: at most one run at a time, of the end only where that is
 * enough. Time comes from outside: `tick` says when it may run.
 */
export class LiveQuery {
  readonly prepared: PreparedQuery;
  readonly stepMs: number;
  readonly #queries: QueryService;
  readonly #now: () => number;
  readonly #acceptedAt: (table: string) => number;
  /** It ends before now: it moves with the clock, and what comes in does not change it. */
  readonly #isEarlier: boolean;
  readonly #abort = new AbortController();
  readonly #viewers = new Set<Viewer>();
  /** Viewers that have nothing yet, or have fallen too far behind. */
  readonly #joining = new Set<Viewer>();
  #mode: LiveMode = 'timer';
  #reads: ReadonlySet<string> = new Set();
  /** False until the datasource has said what the query reads: till then any table counts. */
  #known = false;
  /** Lowest changed event time that the viewers have not seen; Infinity: none. */
  #dirtyFrom = Infinity;
  #acceptedAtMs = 0;
  #running: Promise<void> | undefined;
  #notBeforeMs = 0;
  #lastTo: number;
  #lastRunAtMs = 0;
  #failures = 0;
  #snapshot: { update: RowsUpdate; atMs: number; behindFrom: number } | undefined;

  constructor({ prepared, plan, queries, now, acceptedAt }: LiveQueryOptions) {
    this.prepared = prepared;
    this.stepMs = plan.stepMs;
    this.#lastTo = plan.range.to;
    this.#isEarlier = !plan.endsNow;
    this.#queries = queries;
    this.#now = now;
    this.#acceptedAt = acceptedAt;
    void this.#learn();
  }

  get viewers(): number {
    return this.#viewers.size;
  }

  get mode(): LiveMode {
    return this.#mode;
  }

  /** The viewer first gets the whole result: a recent one if there is one, else from a run. */
  join(viewer: Viewer): void {
    this.#viewers.add(viewer);
    const snapshot = this.#snapshot;
    if (snapshot !== undefined && this.#now() - snapshot.atMs <= snapshotLifeMs) {
      viewer.receive(snapshot.update);
      this.#dirtyFrom = Math.min(this.#dirtyFrom, snapshot.behindFrom);
      return;
    }
    this.#joining.add(viewer);
    if (this.#running === undefined && this.#failures === 0) void this.#start();
  }

  leave(viewer: Viewer): void {
    this.#viewers.delete(viewer);
    this.#joining.delete(viewer);
  }

  close(): void {
    this.#abort.abort();
    this.#viewers.clear();
    this.#joining.clear();
  }

  /** A commit to a table of its datasource. */
  onChange(table: string, change: Change): void {
    if (this.#known && !this.#reads.has(table)) return;
    if (this.#isEarlier && change.from >= this.#lastTo) return;
    this.#dirtyFrom = Math.min(this.#dirtyFrom, change.from);
    this.#acceptedAtMs = Math.max(this.#acceptedAtMs, change.acceptedAtMs);
    if (this.#snapshot !== undefined)
      this.#snapshot.behindFrom = Math.min(this.#snapshot.behindFrom, change.from);
  }

  /** Whether it would run now. */
  isDue(): boolean {
    if (this.#running !== undefined) return false;
    if (this.#joining.size > 0 && this.#failures === 0) return true;
    if (this.#now() < this.#notBeforeMs) return false;
    if (this.#joining.size > 0 || this.#dirtyFrom < Infinity) return true;
    return this.#mode !== 'tail' && this.#hasSlid();
  }

  /** Runs once if it is due; settles when the viewers have been given what there is. */
  async tick(): Promise<void> {
    if (this.isDue()) await this.#start();
  }

  /** Without a commit to wait for, the clock alone makes a result stale. */
  #hasSlid(): boolean {
    const spacing = this.#mode === 'timer' ? Math.max(this.stepMs, 1000) : slideSpacingMs;
    const since = this.#now() - this.#lastRunAtMs;
    return since >= spacing && this.#plan().range.to !== this.#lastTo;
  }

  #plan(): QueryPlan {
    return { ...this.#queries.plan(this.prepared), stepMs: this.stepMs };
  }

  #start(): Promise<void> {
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  async #run(): Promise<void> {
    const startedAt = this.#now();
    const dirtyFrom = this.#dirtyFrom;
    this.#dirtyFrom = Infinity;
    this.#lastRunAtMs = this.#now();
    try {
      const plan = this.#plan();
      this.#lastTo = plan.range.to;
      const since = this.#joining.size > 0 ? undefined : this.#tailFrom(dirtyFrom, plan.range);
      const update = await this.#read(plan, since);
      this.#failures = 0;
      void this.#learn();
      this.#deliver(update, dirtyFrom);
    } catch (thrown) {
      this.#dirtyFrom = Math.min(this.#dirtyFrom, dirtyFrom);
      this.#fail(toErrorReport(toHeliostatError(thrown)));
    } finally {
      this.#rest(this.#now() - startedAt);
    }
  }

  /** Start of the end that has to be run again; undefined: all of it. */
  #tailFrom(dirtyFrom: number, range: Interval): number | undefined {
    if (this.#mode !== 'tail') return;
    const since = floorTo(dirtyFrom, this.stepMs);
    return since - range.from > (range.to - range.from) / 2 ? since : undefined;
  }

  async #read(plan: QueryPlan, since: number | undefined): Promise<RowsUpdate> {
    const { from, to } = plan.range;
    const range = { from: since ?? from, to: Math.max(to, (since ?? from) + this.stepMs) };
    const acceptedAtMs = this.#acceptedAtMs;
    const signal = this.#abort.signal;
    const arrow = await this.#queries.execute(this.prepared, { ...plan, range }, signal);
    const kind = since === undefined ? 'replace' : 'splice';
    return { kind, since: since ?? from, arrow, from, to, stepMs: this.stepMs, acceptedAtMs };
  }

  /** A whole result for those who join; the others need it only when something has changed. */
  #deliver(update: RowsUpdate, dirtyFrom: number): void {
    const joining = new Set(this.#joining);
    if (update.kind === 'splice') {
      for (const viewer of this.#viewers) if (!joining.has(viewer)) viewer.receive(update);
      return;
    }
    this.#joining.clear();
    const behindFrom = this.#dirtyFrom;
    this.#snapshot = { update, atMs: this.#now(), behindFrom };
    const changed = joining.size === 0 || dirtyFrom < Infinity;
    for (const viewer of changed ? this.#viewers : joining) viewer.receive(update);
  }

  #fail(error: ErrorReport): void {
    if (this.#abort.signal.aborted) return;
    this.#failures++;
    for (const viewer of this.#viewers) viewer.fail(error);
  }

  #rest(costMs: number): void {
    const pause = costMs * (1 / busyShare - 1);
    const spacing = this.#mode === 'tail' ? 0 : rerunSpacingMs;
    const backoff = this.#failures === 0 ? 0 : Math.min(500 * 2 ** this.#failures, maxBackoffMs);
    this.#notBeforeMs = this.#now() + Math.max(pause, spacing, backoff);
  }

  /** Asked again after each run until there is an answer: till then it goes by the clock. */
  async #learn(): Promise<void> {
    if (this.#known) return;
    try {
      const traits = await this.#queries.traits(this.prepared);
      this.#known = true;
      if (traits === undefined) return;
      this.#reads = new Set(traits.reads);
      this.#acceptedAtMs = Math.max(this.#acceptedAtMs, ...traits.reads.map(this.#acceptedAt));
      this.#mode = traits.tail && !this.#isEarlier ? 'tail' : 'rerun';
    } catch {
      // What the query itself says when it runs is the better message.
    }
  }
}
