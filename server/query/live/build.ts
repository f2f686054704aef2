import { toErrorReport, toHeliostatError } from '@heliostat/sdk';
import type { Caller } from '../../auth/permissions.ts';
import type { Effects } from '../../effects.ts';
import type { Metrics } from '../../metrics.ts';
import type { Commit, Pipelines } from '../../streams/pipeline/pipelines.ts';
import type { Workspace } from '../../workspace/workspace.ts';
import type { Datasources } from '../datasources.ts';
import { collect } from '../collect.ts';
import type { PreparedQuery, QueryPlan, QueryService } from '../service.ts';
import { LiveConnection, type Hub } from './connection.ts';
import type { Live } from './live.ts';
import { LiveQuery } from './query.ts';
import type { Subscription } from './subscription.ts';

export interface LiveOptions {
  queries: QueryService;
  workspace: Workspace;
  datasources: Datasources;
  pipelines: Pick<Pipelines, 'onCommit'>;
  effects: Effects;
  metrics: Metrics;
  /** Calls `tick` again and again until the function it returns is called; default: every 200 ms. */
  everyTick?: (tick: () => Promise<void>) => () => void;
}

const tickMs = 200;
/** Runs that take longer are sent with the next tick, so that they hold nobody up. */
const tickPatienceMs = 100;
const maxRuns = 4;
const closeGoingAway = 1001;

/** Keeps the queries of all open dashboards live: one run per query and tick, however many watch. */
export function buildLive(options: LiveOptions): Live {
  const { metrics, effects, everyTick = everyInterval } = options;
  const connections = new Set<LiveConnection>();
  const hub = new LiveHub(options, connections);
  const endings = [
    options.pipelines.onCommit((commit) => hub.onCommit(commit)),
    options.datasources.onChange((name) => hub.onDatasourceChange(name)),
    options.workspace.onChange(({ kind, path }) => {
      if (kind === 'dashboard') hub.onDashboardChange(path);
    }),
    everyTick(() => hub.tick()),
  ];
  return {
    connect(socket, caller) {
      connections.add(new LiveConnection(socket, caller, hub));
      metrics.liveSockets.set(connections.size);
      effects.log.debug({ sockets: connections.size }, 'live connection opened');
    },
    stats: () => ({
      sockets: connections.size,
      queries: hub.queries,
      subscriptions: [...connections].reduce((sum, { size }) => sum + size, 0),
    }),
    async close() {
      endings.forEach((end) => end());
      for (const connection of [...connections])
        connection.close(closeGoingAway, 'the server is stopping');
    },
  };
}

class LiveHub implements Hub {
  readonly #options: LiveOptions;
  readonly #connections: Set<LiveConnection>;
  readonly #live = new Map<string, LiveQuery>();
  /** When the newest event of each stored table was accepted; as many as pipelines have sinks. */
  readonly #accepted = new Map<string, number>();
  #ticking = false;

  constructor(options: LiveOptions, connections: Set<LiveConnection>) {
    this.#options = options;
    this.#connections = connections;
  }

  get queries(): number {
    return this.#live.size;
  }

  now(): number {
    return this.#options.effects.now();
  }

  attach(subscription: Subscription, caller: Caller): void {
    const { queries } = this.#options;
    const prepared = queries.prepare(subscription.asked, caller);
    const plan = queries.plan(prepared);
    if (!plan.moves) {
      subscription.detach();
      void this.#answerOnce(subscription, prepared, plan);
      return;
    }
    const { range, timeZone, window } = prepared;
    const key = JSON.stringify([prepared.key, range, timeZone, window, plan.stepMs]);
    const query = this.#live.get(key) ?? this.#open(key, prepared, plan);
    if (subscription.query === query) return;
    subscription.detach();
    subscription.attach(query, this.now(), () => this.#release(key, query));
  }

  onCommit(commit: Commit): void {
    const { datasource, table, from, to, acceptedAtMs } = commit;
    this.#accepted.set(`${datasource}.${table}`, acceptedAtMs);
    this.#options.queries.invalidate({ datasource, table, from, to });
    for (const query of this.#live.values())
      if (query.prepared.datasource === datasource)
        query.onChange(table, { from, to, acceptedAtMs });
  }

  /** Queries that have stayed the same are left alone. */
  onDashboardChange(path: string): void {
    for (const [connection, subscription] of this.#subscriptions())
      if (subscription.asked.dashboard === path) connection.refresh(subscription);
  }

  /** All of its queries start again; so do those that could not be resolved before. */
  onDatasourceChange(name: string): void {
    const affected = this.#subscriptions().filter(
      ([, { query }]) => query === undefined || query.prepared.datasource === name,
    );
    for (const [, subscription] of affected) subscription.detach();
    for (const [connection, subscription] of affected) connection.refresh(subscription);
  }

  async tick(): Promise<void> {
    if (this.#ticking) return;
    this.#ticking = true;
    try {
      await patiently(this.#runDue());
      for (const connection of [...this.#connections]) connection.flush();
    } finally {
      this.#ticking = false;
    }
  }

  onPainted(dashboard: string, ms: number): void {
    const { effects, metrics } = this.#options;
    metrics.freshnessSeconds.observe(ms / 1000);
    effects.observe({ kind: 'freshness', name: dashboard, ms });
  }

  onFrame(result: 'sent' | 'conflated'): void {
    this.#options.metrics.liveFrames.inc({ result });
  }

  onClose(connection: LiveConnection): void {
    this.#connections.delete(connection);
    this.#options.metrics.liveSockets.set(this.#connections.size);
  }

  #subscriptions(): (readonly [LiveConnection, Subscription])[] {
    return [...this.#connections].flatMap((connection) =>
      [...connection.subscriptions].map((subscription) => [connection, subscription] as const),
    );
  }

  #open(key: string, prepared: PreparedQuery, plan: QueryPlan): LiveQuery {
    const { queries } = this.#options;
    const shared = { ...prepared, caller: 'live' };
    const query = new LiveQuery({
      prepared: shared,
      plan,
      queries,
      now: () => this.now(),
      acceptedAt: (table) => this.#accepted.get(`${prepared.datasource}.${table}`) ?? 0,
    });
    this.#live.set(key, query);
    return query;
  }

  #release(key: string, query: LiveQuery): void {
    if (query.viewers > 0) return;
    query.close();
    if (this.#live.get(key) === query) this.#live.delete(key);
  }

  /** A few at a time, so that many panels do not crowd out those who only look. */
  async #runDue(): Promise<void> {
    const due = [...this.#live.values()].filter((query) => query.isDue()).values();
    const worker = async () => {
      for (const query of due) await query.tick();
    };
    await Promise.all(Array.from({ length: maxRuns }, worker));
  }

  async #answerOnce(
    subscription: Subscription,
    prepared: PreparedQuery,
    plan: QueryPlan,
  ): Promise<void> {
    const { signal } = subscription;
    try {
      const arrow = await this.#readOnce(prepared, plan, signal);
      if (signal.aborted) return;
      const { from, to } = plan.range;
      const rows = { since: from, arrow, from, to, stepMs: plan.stepMs, acceptedAtMs: 0 };
      subscription.receive({ kind: 'replace', ...rows });
    } catch (error) {
      if (!signal.aborted) subscription.fail(toErrorReport(toHeliostatError(error)));
    }
  }

  async #readOnce(
    prepared: PreparedQuery,
    plan: QueryPlan,
    signal: AbortSignal,
  ): Promise<Uint8Array> {
    const run = await this.#options.queries.runPrepared(prepared, plan, signal);
    return collect(run.arrow);
  }
}

function everyInterval(tick: () => Promise<void>): () => void {
  const timer = setInterval(() => void tick(), tickMs);
  return () => clearInterval(timer);
}

/** Waits for the runs, but not for slow ones: those go on and are sent later. */
async function patiently(runs: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, tickPatienceMs);
  });
  await Promise.race([runs, patience]);
  clearTimeout(timer);
}
