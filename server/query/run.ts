import { toHeliostatError, type QueryStats } from '@heliostat/sdk';
import type { Effects } from '../effects.ts';
import type { Metrics } from '../metrics.ts';
import { lifetimeOf, ResultCache, staleAllowedMs, touches, type CachedResult } from './cache.ts';
import { collect } from './collect.ts';
import { readContrast, type ContrastRequest } from './contrast.ts';
import type { Datasources, OpenDatasource } from './datasources.ts';
import { deferred, type Deferred } from './deferred.ts';
import { explainQuery } from './explain.ts';
import { Flight } from './flight.ts';
import { Limiter } from './limiter.ts';
import { rankContrast, type RankedContrast } from './rank-contrast.ts';
import type { Invalidation, PreparedQuery, QueryPlan, QueryRun, RunStats } from './service.ts';
import { streamQuery, type StreamReport } from './stream.ts';
import { derive } from './transforms/derive.ts';

export interface RunnerOptions {
  datasources: Datasources;
  effects: Effects;
  metrics: Metrics;
  /** Memory for finished results, bytes. */
  cacheBytes: number;
  /** Which tables a query reads, for the cache; never rejects. */
  readsOf(prepared: PreparedQuery): Promise<readonly string[] | undefined>;
}

interface Running {
  flight: Flight;
  report: StreamReport;
  datasource: string;
  plan: QueryPlan;
  /** What it reads has changed since it began: it may have seen the change or not. */
  isChanged: boolean;
}

const windowBytes = 8_388_608;

/** Runs prepared queries: from the cache, together with a run under way, or on the datasource. */
export class QueryRunner {
  readonly #options: RunnerOptions;
  readonly #flights = new Map<string, Running>();
  readonly #limiter = new Limiter({ total: 16, perCaller: 8, queue: 256 });
  readonly #cache: ResultCache;

  constructor(options: RunnerOptions) {
    this.#options = options;
    this.#cache = new ResultCache(options.cacheBytes);
  }

  /** Results that read what has changed expire; what runs now may be without it. */
  invalidate(change: Invalidation): void {
    this.#cache.invalidate(change);
    for (const [key, running] of this.#flights) {
      if (!touches(change, running)) continue;
      running.isChanged = true;
      if (!running.plan.endsNow) this.#flights.delete(key);
    }
  }

  /** The datasource is another one now: nothing of the old one is reused or joined. */
  forget(datasource: string): void {
    this.#cache.forget(datasource);
    for (const [key, running] of this.#flights)
      if (running.datasource === datasource) this.#flights.delete(key);
  }

  async run(prepared: PreparedQuery, plan: QueryPlan, signal: AbortSignal): Promise<QueryRun> {
    const key = `${prepared.key}|${plan.range.from}|${plan.range.to}|${plan.stepMs}`;
    const startedAt = performance.now();
    const cached = this.#cache.get(key, this.#options.effects.now());
    if (cached !== undefined) return this.#reuse(prepared, cached, startedAt);
    const known = this.#flights.get(key);
    const joined = known?.flight.joinable === true ? known : undefined;
    const running = joined ?? this.#start(key, prepared, plan);
    const asked = { prepared, startedAt, cached: joined !== undefined };
    const chunks = await this.#orObserved(asked, running.flight.read(signal));
    const stats = deferred<RunStats>();
    stats.promise.catch(() => undefined);
    const arrow = this.#account(chunks, { ...asked, running, stats });
    return { arrow, ...toRun(plan), cached: asked.cached, stats: stats.promise };
  }

  /** Past the cache and alone; the caller's places are those of `prepared.caller`. */
  async execute(
    prepared: PreparedQuery,
    plan: QueryPlan,
    signal: AbortSignal,
  ): Promise<Uint8Array> {
    const asked = { prepared, startedAt: performance.now(), cached: false };
    const report: StreamReport = { rows: 0, stats: noStats };
    const arrow = await this.#orObserved(
      asked,
      collect(this.#open(prepared, plan, report)(signal)),
    );
    this.#observe(asked, { status: 200, result: 'ok', rows: report.rows, bytes: arrow.length });
    return arrow;
  }

  /** How the datasources would run it, and what it takes its rows from; nothing is kept of it. */
  async explain(prepared: PreparedQuery, plan: QueryPlan, signal: AbortSignal): Promise<string> {
    if (prepared.sources.length > 0) {
      const caller = { caller: prepared.caller };
      const explain = (source: PreparedQuery) =>
        this.explain({ ...source, ...caller }, plan, signal);
      return (await Promise.all(prepared.sources.map(explain))).join('\n\n');
    }
    return this.#onDatasource(prepared, signal, (datasource) =>
      explainQuery(datasource, { prepared, plan }, signal),
    );
  }

  /** Of what is made of other results: those of the first of them. */
  async contrast(asked: ContrastRequest, signal: AbortSignal): Promise<RankedContrast> {
    const { caller, sources } = asked.prepared;
    const [source] = sources;
    if (source !== undefined)
      return this.contrast({ ...asked, prepared: { ...source, caller } }, signal);
    return this.#onDatasource(asked.prepared, signal, async (datasource) =>
      rankContrast(await readContrast(datasource, asked, signal)),
    );
  }

  /** In the places of its caller. */
  async #onDatasource<Answer>(
    { caller, datasource }: PreparedQuery,
    signal: AbortSignal,
    ask: (datasource: OpenDatasource) => Promise<Answer>,
  ): Promise<Answer> {
    const release = await this.#limiter.acquire(caller, signal);
    try {
      return await ask(this.#options.datasources.get(datasource));
    } finally {
      release();
    }
  }

  #start(key: string, prepared: PreparedQuery, plan: QueryPlan): Running {
    const report: StreamReport = { rows: 0, stats: noStats };
    const keepBytes = this.#options.cacheBytes / 4;
    const flight = new Flight(this.#open(prepared, plan, report), { keepBytes, windowBytes });
    const { datasource } = prepared;
    const running: Running = { flight, report, datasource, plan, isChanged: false };
    this.#flights.set(key, running);
    void flight.over.then(() => {
      // Another one in its place, or none: what this one has read is not to be reused.
      if (this.#flights.get(key) !== running) return;
      this.#flights.delete(key);
      this.#keep(key, prepared, running);
    });
    return running;
  }

  #open(prepared: PreparedQuery, plan: QueryPlan, report: StreamReport) {
    return prepared.sources.length === 0
      ? this.#ask(prepared, plan, report)
      : this.#derive(prepared, plan, report);
  }

  /** Sources come from the cache and from runs under way, like any query. */
  #derive(prepared: PreparedQuery, plan: QueryPlan, report: StreamReport) {
    const run = this.run.bind(this);
    return async function* (signal: AbortSignal): AsyncIterable<Uint8Array> {
      const statements: string[] = [];
      const derived = await derive(prepared, plan, async (source, at) => {
        const running = await run({ ...source, caller: prepared.caller }, at, signal);
        const arrow = await collect(running.arrow);
        statements.push((await running.stats).statement);
        return arrow;
      });
      report.rows = derived.rows;
      report.stats = { statement: statements.join('\n\n'), params: {} };
      yield derived.arrow;
    };
  }

  #ask(prepared: PreparedQuery, plan: QueryPlan, report: StreamReport) {
    const limiter = this.#limiter;
    const { datasources } = this.#options;
    return async function* (signal: AbortSignal): AsyncIterable<Uint8Array> {
      const release = await limiter.acquire(prepared.caller, signal);
      try {
        const datasource = datasources.get(prepared.datasource);
        yield* streamQuery(datasource, { prepared, plan, report }, signal);
      } finally {
        release();
      }
    };
  }

  #keep(key: string, prepared: PreparedQuery, running: Running): void {
    const { flight, report, datasource, plan, isChanged } = running;
    if (flight.kept === undefined) return;
    const storedAtMs = this.#options.effects.now();
    const result: CachedResult = {
      datasource,
      reads: undefined,
      plan,
      chunks: flight.kept,
      bytes: flight.bytes,
      rows: report.rows,
      stats: report.stats,
      storedAtMs,
      expiresAtMs: storedAtMs + (isChanged ? staleAllowedMs : lifetimeOf(plan)),
    };
    this.#cache.set(key, result);
    void this.#options.readsOf(prepared).then((reads) => {
      result.reads = reads;
    });
  }

  #reuse(prepared: PreparedQuery, result: CachedResult, startedAt: number): QueryRun {
    const { rows, bytes, stats } = result;
    const asked = { prepared, startedAt, cached: true };
    this.#observe(asked, { status: 200, result: 'cached', rows, bytes });
    const totalMs = performance.now() - startedAt;
    return {
      arrow: iterate(result.chunks),
      ...toRun(result.plan),
      cached: true,
      stats: Promise.resolve({ ...stats, cached: true, rows, bytes, totalMs }),
    };
  }

  async *#account(
    chunks: AsyncIterable<Uint8Array>,
    { running, stats, ...asked }: Accounted,
  ): AsyncIterable<Uint8Array> {
    let bytes = 0;
    try {
      for await (const chunk of chunks) {
        bytes += chunk.length;
        yield chunk;
      }
      const { rows, stats: engine } = running.report;
      const totalMs = performance.now() - asked.startedAt;
      stats.resolve({ ...engine, cached: asked.cached, rows, bytes, totalMs });
      const result = asked.cached ? 'cached' : 'ok';
      this.#observe(asked, { status: 200, result, rows, bytes });
    } catch (thrown) {
      stats.reject(thrown);
      this.#observeError(asked, thrown);
      throw thrown;
    } finally {
      const totalMs = performance.now() - asked.startedAt;
      stats.resolve({ ...running.report.stats, cached: asked.cached, bytes, totalMs });
    }
  }

  async #orObserved<T>(asked: Asked, outcome: Promise<T>): Promise<T> {
    try {
      return await outcome;
    } catch (thrown) {
      this.#observeError(asked, thrown);
      throw toHeliostatError(thrown);
    }
  }

  #observeError(asked: Asked, thrown: unknown): void {
    const { code, status } = toHeliostatError(thrown);
    this.#observe(asked, { status, result: code, rows: 0, bytes: 0 });
  }

  #observe({ prepared, startedAt }: Asked, outcome: Outcome): void {
    const { effects, metrics } = this.#options;
    const { status, result, rows, bytes } = outcome;
    const ms = performance.now() - startedAt;
    const name = prepared.datasource;
    metrics.querySeconds.observe({ datasource: name, result }, ms / 1000);
    effects.observe({ kind: 'query', name, ms, count: rows, bytes, status });
  }
}

interface Asked {
  prepared: PreparedQuery;
  /** By `performance.now()`. */
  startedAt: number;
  cached: boolean;
}

interface Accounted extends Asked {
  running: Running;
  stats: Deferred<RunStats>;
}

interface Outcome {
  status: number;
  result: string;
  rows: number;
  bytes: number;
}

const noStats: QueryStats = { statement: '', params: {} };

function toRun({ range, stepMs }: QueryPlan) {
  return { from: range.from, to: range.to, stepMs };
}

async function* iterate(chunks: readonly Uint8Array[]): AsyncIterable<Uint8Array> {
  yield* chunks;
}
