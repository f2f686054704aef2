import {
  decodeLiveFrame,
  emptyFrame,
  frameToRows,
  spliceFrame,
  type Frame,
  type LivePatch,
  type LiveSubscription,
} from '@heliostat/sdk';
import { frameFromArrow } from '@heliostat/sdk/arrow';
import { describe, expect, test } from 'vitest';
import type { Commit } from '../../streams/pipeline/pipelines.ts';
import {
  buckets,
  countingDatasource,
  openBench,
  overview,
  startMs,
  viewer,
  type Counting,
} from '../testing/fixtures.ts';
import { buildLive } from './build.ts';

/** A tab that acknowledges at once unless told otherwise, and splices what it gets. */
class FakeSocket {
  bufferedAmount = 0;
  acknowledges = true;
  closed: number | undefined;
  patches: LivePatch[] = [];
  frames = 0;
  results = new Map<number, Frame>();
  #listeners = {
    message: [] as ((data: Buffer, isBinary: boolean) => void)[],
    close: [] as (() => void)[],
  };
  #lastSeq = 0;

  send(data: Uint8Array): void {
    const { seq, patches } = decodeLiveFrame(data);
    this.frames++;
    this.#lastSeq = seq;
    for (const patch of patches) this.#apply(patch);
    const painted = patches.map(({ id }) => ({ id, paintMs: 5 }));
    if (this.acknowledges) queueMicrotask(() => this.say({ type: 'ack', seq, painted }));
  }

  acknowledge(): void {
    this.say({ type: 'ack', seq: this.#lastSeq, painted: [] });
  }

  close(code: number): void {
    this.closed = code;
    this.#listeners.close.forEach((listener) => listener());
  }

  on(event: 'message' | 'close', listener: never): void {
    (this.#listeners[event] as unknown[]).push(listener);
  }

  say(message: unknown): void {
    const text = typeof message === 'string' ? message : JSON.stringify(message);
    this.#listeners.message.forEach((listener) => listener(Buffer.from(text), false));
  }

  subscribe(id: number, change: Partial<LiveSubscription> = {}): void {
    const asked = { dashboard: 'social/overview', query: 'by-type', from: 'now-15m', to: 'now' };
    this.say({ type: 'subscribe', id, maxPoints: 100, ...asked, ...change });
  }

  get errors(): string[] {
    return this.patches.flatMap((patch) => (patch.kind === 'error' ? [patch.error.code] : []));
  }

  #apply(patch: LivePatch): void {
    this.patches.push(patch);
    if (patch.kind === 'error') return;
    const frame = frameFromArrow(patch.arrow);
    const current = this.results.get(patch.id) ?? emptyFrame;
    this.results.set(patch.id, spliceFrame(current, { ...patch, frame }));
  }
}

async function settle(): Promise<void> {
  for (let i = 0; i < 20; i++) await new Promise((resolve) => setImmediate(resolve));
}

async function openLive(counting: Counting = countingDatasource()) {
  const bench = await openBench(counting);
  let tick: () => Promise<void> = async () => undefined;
  let commit: (commit: Commit) => void = () => undefined;
  const live = buildLive({
    ...bench,
    pipelines: {
      onCommit(listener) {
        commit = listener;
        return () => undefined;
      },
    },
    everyTick(run) {
      tick = run;
      return () => undefined;
    },
  });
  const change = (path: string, document: object) => bench.change(path, document);
  const connect = () => {
    const socket = new FakeSocket();
    live.connect(socket, viewer);
    return socket;
  };
  return {
    ...bench,
    change,
    live,
    connect,
    commit: (from: number, to = from, table = 'activity') => {
      const at = bench.effects.clock.now;
      const times = { acceptedAtMs: at - 100, processedAtMs: at, committedAtMs: at };
      commit({ pipeline: 'p', datasource: 'warehouse', table, from, to, rows: 1, ...times });
    },
    tick: async (ms = 1000) => {
      bench.effects.clock.now += ms;
      await tick();
      await settle();
    },
  };
}

describe('live', () => {
  test('a thousand viewers of one dashboard cost one query per panel and tick', async () => {
    const { counting, connect, commit, tick, live } = await openLive();
    const sockets = Array.from({ length: 1000 }, connect);
    for (const socket of sockets) {
      socket.subscribe(1);
      socket.subscribe(2, { query: 'totals' });
    }
    await settle();
    expect(counting.requests).toHaveLength(2);
    expect(live.stats()).toEqual({ sockets: 1000, queries: 2, subscriptions: 2000 });
    for (let i = 1; i <= 5; i++) {
      commit(startMs + i * 1000);
      await tick();
      expect(counting.requests).toHaveLength(2 + 2 * i);
    }
    for (const socket of sockets) {
      expect(socket.frames).toBeLessThanOrEqual(2 + 5);
      expect(socket.patches).toHaveLength(2 + 10);
    }
  });

  test('a query that begins after a commit still says how old its newest event is', async () => {
    const { connect, commit, tick, effects } = await openLive();
    commit(startMs);
    const acceptedAtMs = effects.clock.now - 100;
    commit(startMs, startMs, 'another');
    connect().subscribe(1);
    await tick();
    await tick(6000);
    const socket = connect();
    socket.subscribe(1);
    await tick();
    expect(socket.patches[0]).toMatchObject({ kind: 'replace', acceptedAtMs });
  });

  test('only the end is run again, and splicing it gives what a whole run would', async () => {
    const { counting, connect, commit, tick, effects } = await openLive();
    effects.clock.now = startMs + 1;
    const socket = connect();
    socket.subscribe(1);
    await settle();
    commit(startMs - 12_000, startMs);
    await tick();
    const since = startMs - 20_000;
    expect(counting.requests[1]).toMatchObject({ range: { from: since, to: startMs + 10_000 } });
    expect(socket.patches[1]).toMatchObject({ kind: 'splice', since, acceptedAtMs: startMs - 99 });
    const rows = frameToRows(socket.results.get(1)!);
    expect(rows).toHaveLength(91);
    expect(rows.filter(({ n }) => n === 2).map(({ t }) => t)).toEqual([
      since,
      since + 10_000,
      startMs,
    ]);
    await tick(25_000);
    commit(startMs + 24_000);
    await tick();
    const later = frameToRows(socket.results.get(1)!);
    expect(later[0]?.t).toBe(startMs - 880_000);
  });

  test('late events far back, and queries without a tail, are run whole', async () => {
    const { counting, connect, commit, tick } = await openLive();
    const socket = connect();
    socket.subscribe(1);
    await settle();
    commit(startMs - 800_000);
    await tick();
    expect(socket.patches.map(({ kind }) => kind)).toEqual(['replace', 'replace']);
    const whole = await openLive(countingDatasource('rerun'));
    const other = whole.connect();
    other.subscribe(1);
    await settle();
    whole.commit(startMs);
    await whole.tick();
    expect(other.patches.map(({ kind }) => kind)).toEqual(['replace', 'replace']);
    expect(counting.requests[1]?.range.from).toBe(counting.requests[0]?.range.from);
  });

  test('commits to other tables or datasources cost nothing', async () => {
    const { counting, connect, commit, tick } = await openLive();
    connect().subscribe(1);
    await settle();
    commit(startMs, startMs, 'other');
    await tick();
    expect(counting.requests).toHaveLength(1);
  });

  test('a datasource that cannot say what changed is run by the clock, not by every tick', async () => {
    const { counting, connect, tick } = await openLive(countingDatasource('none'));
    connect().subscribe(1);
    await settle();
    for (let i = 0; i < 50; i++) await tick(200);
    expect(counting.requests).toHaveLength(2);
  });

  test('who leaves while it is asked what a query reads does not degrade it for who comes next', async () => {
    const counting = countingDatasource();
    const { traits } = counting;
    let answer: () => void = () => undefined;
    const asked = new Promise<void>((resolve) => (answer = resolve));
    const connection = counting.definition.connect({}, {} as never);
    counting.definition.connect = () => ({
      ...connection,
      traits: (_query, signal) =>
        new Promise((resolve, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason as Error));
          void asked.then(() => resolve(traits));
        }),
    });
    const { connect, commit, tick } = await openLive(counting);
    const first = connect();
    first.subscribe(1);
    await settle();
    first.say({ type: 'unsubscribe', id: 1 });
    const second = connect();
    second.subscribe(1);
    answer();
    await settle();
    commit(startMs);
    await tick();
    expect(second.patches.map(({ kind }) => kind)).toEqual(['replace', 'splice']);
  });

  test('what a query reads is asked again after a failure', async () => {
    const counting = countingDatasource();
    const { traits } = counting;
    let failures = 1;
    const connection = counting.definition.connect({}, {} as never);
    counting.definition.connect = () => ({
      ...connection,
      traits: async () => {
        if (failures-- > 0) throw new Error('not now');
        return traits;
      },
    });
    const { connect, commit, tick } = await openLive(counting);
    const socket = connect();
    socket.subscribe(1);
    await settle();
    for (let i = 0; i < 3; i++) {
      commit(startMs);
      await tick();
    }
    expect(socket.patches.at(-1)?.kind).toBe('splice');
  });

  test('a range that does not end now is answered once', async () => {
    const { counting, connect, commit, tick, live } = await openLive();
    const socket = connect();
    socket.subscribe(1, { from: '2026-11-20', to: '2026-11-20' });
    await settle();
    commit(startMs);
    await tick();
    expect(counting.requests).toHaveLength(1);
    expect(socket.patches.map(({ kind }) => kind)).toEqual(['replace']);
    expect(live.stats().queries).toBe(0);
  });

  test('a range earlier than now moves with the clock, and what comes in now does not run it', async () => {
    const { counting, connect, commit, tick, live } = await openLive();
    const socket = connect();
    socket.subscribe(1, { time: { shift: '1d', last: '10m' } });
    await settle();
    expect(counting.requests[0]?.range).toMatchObject({ to: startMs - 86_400_000 });
    expect(live.stats().queries).toBe(1);
    commit(startMs);
    await tick();
    expect(counting.requests).toHaveLength(1);
    await tick(60_000);
    expect(counting.requests.at(-1)?.range.to).toBe(startMs - 86_400_000 + 70_000);
    commit(startMs - 86_400_000);
    await tick();
    expect(counting.requests).toHaveLength(3);
    expect(socket.patches.map(({ kind }) => kind)).toEqual(['replace', 'replace', 'replace']);
  });

  test('a viewer that comes later starts from the recent result and catches up with the tick', async () => {
    const { counting, connect, commit, tick } = await openLive();
    const [early, late] = [connect(), connect()];
    early.subscribe(1);
    await settle();
    commit(startMs - 1);
    await tick();
    late.subscribe(7);
    await settle();
    expect(counting.requests).toHaveLength(2);
    expect(late.patches).toHaveLength(1);
    await tick();
    expect(counting.requests).toHaveLength(3);
    expect(frameToRows(late.results.get(7)!)).toEqual(frameToRows(early.results.get(1)!));
  });

  test('a slow viewer gets two frames, then the newest state; its neighbour gets every tick', async () => {
    const { connect, commit, tick, effects } = await openLive();
    const [slow, quick] = [connect(), connect()];
    slow.acknowledges = false;
    slow.subscribe(1);
    quick.subscribe(1);
    await settle();
    for (let i = 1; i <= 20; i++) {
      commit(effects.clock.now + 500);
      await tick();
    }
    expect(slow.frames).toBe(2);
    expect(quick.frames).toBe(21);
    slow.acknowledges = true;
    slow.acknowledge();
    await tick();
    await settle();
    expect(frameToRows(slow.results.get(1)!)).toEqual(frameToRows(quick.results.get(1)!));
  });

  test('a viewer that falls far behind is given the whole result again, from bounded memory', async () => {
    const { connect, commit, tick, effects, counting } = await openLive();
    counting.answer = async function* (request) {
      const frame = buckets(request, 7);
      const values = Array.from({ length: frame.length }, (_, i) => `${'x'.repeat(10_000)}${i}`);
      yield {
        ...frame,
        fields: [...frame.fields.slice(0, 1), { name: 's', type: 'string', values }],
      };
    };
    const [slow, quick] = [connect(), connect()];
    slow.acknowledges = false;
    slow.subscribe(1, { from: 'now-1m', maxPoints: 60 });
    quick.subscribe(1, { from: 'now-1m', maxPoints: 60 });
    await settle();
    for (let i = 1; i <= 25; i++) {
      commit(effects.clock.now + 500);
      await tick();
    }
    slow.patches = [];
    slow.acknowledges = true;
    slow.acknowledge();
    for (let i = 0; i < 5; i++) await tick(200);
    expect(slow.patches.some(({ kind }) => kind === 'replace')).toBe(true);
    const times = (socket: FakeSocket) => frameToRows(socket.results.get(1)!).map(({ t }) => t);
    expect(times(slow)).toEqual(times(quick));
  });

  test('who does not acknowledge for 30 s, or lets bytes pile up, is closed', async () => {
    const { connect, tick, live } = await openLive();
    const [silent, clogged] = [connect(), connect()];
    silent.acknowledges = false;
    silent.subscribe(1);
    clogged.subscribe(1);
    await settle();
    clogged.bufferedAmount = 9_000_000;
    await tick();
    expect([silent.closed, clogged.closed]).toEqual([undefined, 4408]);
    await tick(31_000);
    expect(silent.closed).toBe(4408);
    expect(live.stats()).toEqual({ sockets: 0, queries: 0, subscriptions: 0 });
  });

  test('freshness counts from acceptance to paint, once per event', async () => {
    const { connect, commit, tick, effects } = await openLive();
    connect().subscribe(1);
    await settle();
    await tick();
    commit(startMs);
    await tick();
    const seen = () => effects.observations.filter(({ kind }) => kind === 'freshness');
    expect(seen()).toMatchObject([{ name: 'social/overview', ms: 1105 }]);
    await tick(60_000);
    expect(seen()).toHaveLength(1);
  });

  test('what was accepted before somebody looked is no freshness of theirs', async () => {
    const { connect, commit, tick, effects } = await openLive();
    connect().subscribe(1);
    await settle();
    commit(startMs);
    await tick(150_000);
    connect().subscribe(2);
    await settle();
    await tick();
    const seen = effects.observations.filter(({ kind }) => kind === 'freshness');
    expect(seen.map(({ ms }) => ms)).toEqual([]);
  });

  test('an error reaches its own panel only, and goes away by itself', async () => {
    const counting = countingDatasource();
    const answer = counting.answer;
    const { connect, commit, tick } = await openLive(counting);
    const socket = connect();
    socket.subscribe(1);
    socket.subscribe(2, { query: 'broken' });
    socket.subscribe(3, { variables: { nonsense: 'x' } });
    await settle();
    await tick();
    expect(socket.errors.sort()).toEqual(['INVALID_QUERY', 'INVALID_REQUEST']);
    expect(socket.results.has(1)).toBe(true);
    counting.answer = () => {
      throw new Error('gone');
    };
    commit(startMs);
    await tick();
    expect(socket.errors.at(-1)).toBe('PLUGIN_FAILED');
    counting.answer = answer;
    await tick(60_000);
    expect(socket.patches.at(-1)).toMatchObject({ id: 1, kind: 'splice' });
  });

  test('a saved dashboard is resolved anew; what stayed the same is left alone', async () => {
    const { counting, connect, change, live } = await openLive();
    const socket = connect();
    socket.subscribe(1);
    socket.subscribe(2, { query: 'totals' });
    await settle();
    const totals = { datasource: 'warehouse', text: 'other totals' };
    change('social/overview', { ...overview, queries: { ...overview.queries, totals } });
    await settle();
    expect(counting.requests.map(({ query }) => (query as { text: string }).text)).toEqual([
      'by type in $country',
      'totals',
      'other totals',
    ]);
    change('social/overview', { ...overview, queries: {} });
    await settle();
    await settle();
    expect(socket.errors).toEqual(['NOT_FOUND', 'NOT_FOUND']);
    expect(live.stats().queries).toBe(0);
  });

  test.each([
    '{',
    '[]',
    'null',
    '{"type":"shout"}',
    '{"type":"subscribe","id":-1}',
    '{"type":"ack","seq":9,"painted":[]}',
  ])('a malformed message closes the connection: %s', async (message) => {
    const { connect, live } = await openLive();
    const socket = connect();
    socket.say(message);
    expect(socket.closed).toBe(4400);
    expect(live.stats().sockets).toBe(0);
  });

  test('a subscription that is malformed, or one too many, gets an error and the rest goes on', async () => {
    const { connect, live, tick } = await openLive();
    const socket = connect();
    socket.say({ type: 'subscribe', id: 5, dashboard: 7 });
    for (let id = 10; id < 211; id++) socket.subscribe(id);
    await settle();
    await tick();
    expect(socket.closed).toBeUndefined();
    expect(socket.errors).toEqual(['INVALID_REQUEST', 'LIMIT_EXCEEDED']);
    expect(live.stats()).toMatchObject({ queries: 1, subscriptions: 200 });
    for (let id = 10; id < 211; id++) socket.say({ type: 'unsubscribe', id });
    expect(live.stats()).toMatchObject({ queries: 0, subscriptions: 0 });
  });

  test('closing tells every viewer', async () => {
    const { connect, live } = await openLive();
    const socket = connect();
    socket.subscribe(1);
    await settle();
    await live.close();
    expect(socket.closed).toBe(1001);
  });
});
