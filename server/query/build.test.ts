import {
  frameFromRows,
  frameToRows,
  HeliostatError,
  type Frame,
  type TransformStep,
} from '@heliostat/sdk';
import { frameFromArrow } from '@heliostat/sdk/arrow';
import { setMaxListeners } from 'node:events';
import { describe, expect, test } from 'vitest';
import { collect } from './collect.ts';
import type { QueryByReference, QueryInput } from './service.ts';
import {
  countingDatasource,
  openBench,
  owner,
  startMs,
  viewer,
  type Bench,
} from './testing/fixtures.ts';

const never = new AbortController().signal;
setMaxListeners(1000, never);
const ask = (change: Partial<QueryByReference> = {}): QueryByReference => ({
  dashboard: 'social/overview',
  query: 'by-type',
  from: 'now-15m',
  to: 'now',
  ...change,
});

// eslint-disable-next-line require-yield -- it fails before its first frame
async function* failing(error: Error): AsyncIterable<Frame> {
  throw error;
}

async function until(holds: () => boolean): Promise<void> {
  for (let i = 0; i < 1000 && !holds(); i++) await new Promise((resolve) => setTimeout(resolve, 5));
}

async function frameOf(run: { arrow: AsyncIterable<Uint8Array> }): Promise<Frame> {
  return frameFromArrow(await collect(run.arrow));
}

describe('a query by reference', () => {
  test('runs the stored text with bound values, an aligned range and a step', async () => {
    const { queries, counting, effects } = await openBench();
    effects.clock.now = startMs + 300;
    const variables = { country: ['DE', 'FR'], search: 'x' };
    const run = await queries.run(ask({ variables, maxPoints: 100 }), viewer, never);
    expect((await frameOf(run)).length).toBe(91);
    expect(counting.requests).toHaveLength(1);
    expect(counting.requests[0]).toMatchObject({
      query: { text: 'by type in $country' },
      params: { country: ['DE', 'FR'] },
      stepMs: 10_000,
      range: { from: startMs - 900_000, to: startMs + 10_000 },
      maxPoints: 100,
    });
    expect(await run.stats).toMatchObject({ cached: false, rows: 91 });
    expect(effects.observations).toMatchObject([
      { kind: 'query', name: 'warehouse', status: 200, count: 91 },
    ]);
  });

  test.each<[string, Partial<QueryByReference>, string, RegExp]>([
    [
      'an unknown dashboard',
      { dashboard: 'social/overvew' },
      'NOT_FOUND',
      /did you mean "social\/overview"/,
    ],
    ['an unknown query', { query: 'by-typ' }, 'NOT_FOUND', /did you mean "by-type"/],
    ['a query named like a built-in', { query: '__proto__' }, 'NOT_FOUND', /__proto__/],
    ['an unknown datasource', { query: 'elsewhere' }, 'NOT_FOUND', /did you mean "warehouse"/],
    [
      'a mistyped key of the query',
      { query: 'broken' },
      'INVALID_QUERY',
      /social\/overview#broken/,
    ],
    [
      'an undeclared variable',
      { variables: { contry: 'DE' } },
      'INVALID_REQUEST',
      /did you mean "country"/,
    ],
    ['a value that is not listed', { variables: { device: 'tv' } }, 'INVALID_REQUEST', /device/],
    [
      'two values for one',
      { variables: { city: ['a', 'b'] } },
      'INVALID_REQUEST',
      /city: takes one/,
    ],
    ['another value for a constant', { variables: { site: 'x' } }, 'INVALID_REQUEST', /site/],
    [
      'a value that is no value',
      { variables: { search: { $gt: '' } as never } },
      'INVALID_REQUEST',
      /search/,
    ],
    [
      'a range that ends before it starts',
      { from: 'now', to: 'now-1h' },
      'INVALID_REQUEST',
      /range/,
    ],
    ['a range of a century', { from: 'now-100y' }, 'INVALID_REQUEST', /10 years/],
    ['a range in the future', { from: 'now+1h', to: 'now+2h' }, 'INVALID_REQUEST', /future/],
    ['a range of nonsense', { from: 'NaN' }, 'INVALID_REQUEST', /time not understood/],
    ['too many points', { maxPoints: 1e6 }, 'INVALID_REQUEST', /maxPoints/],
    ['an unknown time zone', { from: 'now/d', timeZone: 'Mars' }, 'INVALID_REQUEST', /time zone/],
    [
      'an unknown operator',
      { filters: [{ field: 'a', op: '~' as '=', value: 1 }] },
      'INVALID_REQUEST',
      /filters\[0\]\.op/,
    ],
  ])('%s is refused, by name', async (...[, change, code, message]) => {
    const { queries, counting } = await openBench();
    await expect(queries.run(ask(change), owner, never)).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message),
    });
    expect(counting.requests).toEqual([]);
  });

  test('defaults: all of a query variable, the first of a list, "all" is the empty list', async () => {
    const { queries } = await openBench();
    expect(queries.prepare(ask(), owner).params).toEqual({ country: [] });
    expect(queries.prepare(ask({ query: 'cities' }), owner).params).toEqual({
      country: [],
      city: [],
    });
  });

  test('ad hoc queries need their own permission', async () => {
    const { queries } = await openBench();
    const adHoc: QueryInput = {
      datasource: 'warehouse',
      spec: { text: 'anything' },
      from: 'now-1h',
      to: 'now',
    };
    await expect(queries.run(adHoc, viewer, never)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect((await frameOf(await queries.run(adHoc, owner, never))).length).toBeGreaterThan(0);
    const nobody = { name: 'nobody', permissions: new Set<never>() };
    expect(() => queries.prepare(ask(), nobody)).toThrow(/query:run/);
  });
});

describe('single flight and cache', () => {
  test('askers of the same share one run, and later ones its result', async () => {
    const { queries, counting } = await openBench();
    const runs = await Promise.all(
      Array.from({ length: 50 }, () => queries.run(ask(), viewer, never)),
    );
    const frames = await Promise.all(runs.map(frameOf));
    expect(new Set(frames.map((frame) => frame.length)).size).toBe(1);
    expect(counting.requests).toHaveLength(1);
    const later = await queries.run(ask({ variables: { search: 'not used' } }), viewer, never);
    expect(later.cached).toBe(true);
    expect(await frameOf(later)).toEqual(frames[0]);
    expect(counting.requests).toHaveLength(1);
  });

  test('other values, ranges and permissions do not share', async () => {
    const { queries, counting } = await openBench();
    await frameOf(await queries.run(ask(), viewer, never));
    await frameOf(await queries.run(ask({ variables: { country: 'DE' } }), viewer, never));
    await frameOf(await queries.run(ask({ from: 'now-30m' }), viewer, never));
    await frameOf(await queries.run(ask(), owner, never));
    expect(counting.requests).toHaveLength(4);
  });

  test('a result up to now expires with its step, sooner when its table changes', async () => {
    const { queries, counting, effects } = await openBench();
    const run = async () => frameOf(await queries.run(ask({ maxPoints: 100 }), viewer, never));
    effects.clock.now += 1000;
    await run();
    // What it reads is asked once the result is there.
    await new Promise((resolve) => setImmediate(resolve));
    effects.clock.now += 4000;
    queries.invalidate({ datasource: 'warehouse', table: 'other', from: startMs, to: startMs });
    await run();
    expect(counting.requests).toHaveLength(1);
    queries.invalidate({
      datasource: 'warehouse',
      table: 'activity',
      from: startMs - 1,
      to: startMs,
    });
    await run();
    expect(counting.requests).toHaveLength(2);
  });

  test.each([
    [
      'late events',
      async ({ queries }: Bench) => {
        const at = Date.parse('2026-11-20T10:00:00Z');
        queries.invalidate({ datasource: 'warehouse', table: 'activity', from: at, to: at });
      },
    ],
    [
      'a change of the datasource',
      async ({ change, counting }: Bench) => {
        const warehouse = { type: 'counting', title: 'Another one' };
        change('datasources', { kind: 'datasources', format: 1, datasources: { warehouse } });
        await until(() => counting.opened === 2);
      },
    ],
  ])('a past result under way when %s came is not kept, nor joined', async (_, disturb) => {
    const counting = countingDatasource();
    const waiting: (() => void)[] = [];
    counting.answer = async function* () {
      await new Promise<void>((resolve) => waiting.push(resolve));
      yield frameFromRows([{ n: 1 }], [{ name: 'n', type: 'number' }]);
    };
    const bench = await openBench(counting);
    const past = ask({ from: '2026-11-20', to: '2026-11-20' });
    const run = () => bench.queries.run(past, viewer, never).then(frameOf);
    const before = run();
    await until(() => waiting.length === 1);
    await disturb(bench);
    const after = run();
    await until(() => waiting.length === 2);
    waiting.forEach((go) => go());
    await Promise.all([before, after]);
    await run();
    expect(counting.requests).toHaveLength(2);
  });

  test('a past result lives on, until late events change it', async () => {
    const { queries, counting, effects } = await openBench();
    const past = ask({ from: '2026-11-20', to: '2026-11-20' });
    const run = async () => frameOf(await queries.run(past, viewer, never));
    await run();
    effects.clock.now += 60_000;
    queries.invalidate({ datasource: 'warehouse', table: 'activity', from: startMs, to: startMs });
    await run();
    expect(counting.requests).toHaveLength(1);
    const late = Date.parse('2026-11-20T10:00:00Z');
    queries.invalidate({ datasource: 'warehouse', table: 'activity', from: late, to: late });
    await run();
    expect(counting.requests).toHaveLength(2);
  });

  test('one asker that leaves does not disturb the other; when both have left the run is aborted', async () => {
    const counting = countingDatasource();
    const signals: AbortSignal[] = [];
    let go: () => void = () => undefined;
    counting.answer = async function* (request, signal) {
      signals.push(signal);
      await new Promise<void>((resolve) => (go = resolve));
      yield frameFromRows([{ n: request.stepMs }], [{ name: 'n', type: 'number' }]);
    };
    const { queries } = await openBench(counting);
    const [first, second] = [new AbortController(), new AbortController()];
    const one = queries.run(ask(), viewer, first.signal);
    const two = queries.run(ask(), viewer, second.signal);
    first.abort();
    await expect(one).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(signals[0]?.aborted).toBe(false);
    go();
    expect((await frameOf(await two)).length).toBe(1);

    const third = new AbortController();
    const alone = queries.run(ask({ from: 'now-2h' }), viewer, third.signal);
    await new Promise((resolve) => setImmediate(resolve));
    third.abort();
    await expect(alone).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(signals[1]?.aborted).toBe(true);
  });

  test('a failure reaches every asker, is not kept, and names the plugin once', async () => {
    const counting = countingDatasource();
    counting.answer = () => failing(new Error('disk on fire'));
    const { queries, effects } = await openBench(counting);
    const runs = await Promise.allSettled([
      queries.run(ask(), viewer, never),
      queries.run(ask(), viewer, never),
    ]);
    for (const run of runs)
      expect(run).toMatchObject({
        reason: {
          code: 'PLUGIN_FAILED',
          plugin: 'datasource/counting',
          message: 'query failed: disk on fire',
        },
      });
    expect(effects.observations.map(({ status }) => status)).toEqual([502, 502]);
    counting.answer = () =>
      failing(
        new HeliostatError('INVALID_QUERY', 'unknown column: x', {
          position: { line: 1, column: 8 },
        }),
      );
    await expect(queries.run(ask(), viewer, never)).rejects.toMatchObject({
      code: 'INVALID_QUERY',
      position: { line: 1, column: 8 },
      plugin: 'datasource/counting',
    });
  });

  test('more queries than there are places wait; more than can wait are turned away', async () => {
    const counting = countingDatasource();
    let running = 0;
    let most = 0;
    const release: (() => void)[] = [];
    counting.answer = async function* () {
      most = Math.max(most, ++running);
      await new Promise<void>((resolve) => release.push(resolve));
      running--;
      yield frameFromRows([{ n: 1 }], [{ name: 'n', type: 'number' }]);
    };
    const { queries } = await openBench(counting);
    const runs = Array.from({ length: 300 }, (_, i) =>
      queries.run(ask({ from: `now-${i + 1}h` }), viewer, never).then(frameOf),
    );
    const settled = Promise.allSettled(runs);
    for (let turn = 0; turn < 3000 && (running > 0 || turn < 10); turn++) {
      release.splice(0).forEach((resolve) => resolve());
      await new Promise((resolve) => setImmediate(resolve));
    }
    const results = await settled;
    expect(most).toBe(8);
    const refused = results.filter((result) => result.status === 'rejected');
    expect(refused).toHaveLength(300 - 8 - 256);
    expect(refused[0]?.reason).toMatchObject({ code: 'UNAVAILABLE', retryAfterSeconds: 1 });
  });
});

describe('variable options', () => {
  test('are the distinct values of the first field, narrowed by what they depend on', async () => {
    const counting = countingDatasource();
    counting.answer = async function* () {
      yield frameFromRows(
        ['Ulm', 'Bonn', null, 'Ulm'].map((city) => ({ city })),
        [{ name: 'city', type: 'string' }],
      );
    };
    const { queries } = await openBench(counting);
    const input = { dashboard: 'social/overview', variable: 'city' };
    const values = { country: ['DE'], city: 'Ulm' };
    expect(await queries.variableOptions({ ...input, values }, viewer, never)).toEqual({
      options: [
        { value: 'Ulm', label: 'Ulm' },
        { value: 'Bonn', label: 'Bonn' },
      ],
      total: 2,
    });
    expect(counting.requests[0]?.params).toEqual({ country: ['DE'], city: [] });
    const device = { dashboard: 'social/overview', variable: 'device' };
    expect((await queries.variableOptions(device, viewer, never)).options).toMatchObject([
      { value: 'phone' },
      { value: 'web' },
    ]);
    counting.answer = async function* () {
      const values = Float64Array.of(2 ** 53);
      const exact = { of: values, integers: BigInt64Array.of(9007199254740993n) };
      yield { fields: [{ name: 'id', type: 'number', values, exact }], length: 1 };
    };
    const ids = { ...input, values: { country: ['FR'] } };
    expect((await queries.variableOptions(ids, viewer, never)).options).toMatchObject([
      { value: '9007199254740993' },
    ]);
    const unknown = { dashboard: 'social/overview', variable: 'sity' };
    await expect(queries.variableOptions(unknown, viewer, never)).rejects.toThrow(
      /did you mean "city"/,
    );
  });
});

describe('a query that builds on others', () => {
  const derived = (transforms: TransformStep[], from?: string[]): QueryInput => ({
    queries: {
      rows: { datasource: 'warehouse', text: 'anything' },
      few: {
        ...(from === undefined ? { datasource: 'warehouse', text: 'anything' } : { from }),
        transforms,
      },
    },
    query: 'few',
    from: 'now-15m',
    to: 'now',
  });

  /** Each floor stands on the one below it, twice. */
  const tower = (floors: number): QueryInput => ({
    queries: {
      q0: { datasource: 'warehouse', text: 'anything' },
      ...Object.fromEntries(
        Array.from({ length: floors }, (_, i) => [`q${i + 1}`, { from: [`q${i}`, `q${i}`] }]),
      ),
    },
    query: `q${floors}`,
    from: 'now-15m',
    to: 'now',
  });

  test('runs its steps over the results of its sources, asked once and from the cache', async () => {
    const { queries, counting } = await openBench();
    const run = await queries.run(derived([{ use: 'limit', rows: 3 }], ['rows']), owner, never);
    expect((await frameOf(run)).length).toBe(3);
    expect(await run.stats).toMatchObject({ rows: 3, cached: false });
    await frameOf(await queries.run(derived([{ use: 'limit', rows: 5 }], ['rows']), owner, never));
    expect(counting.requests).toHaveLength(1);
    const again = await queries.run(derived([{ use: 'limit', rows: 5 }], ['rows']), owner, never);
    expect(again.cached).toBe(true);
  });

  test('may have steps of its own behind a datasource', async () => {
    const { queries } = await openBench();
    const run = await queries.run(derived([{ use: 'limit', rows: 2 }]), owner, never);
    expect((await frameOf(run)).length).toBe(2);
  });

  test('compares with the range before', async () => {
    const { queries, counting } = await openBench();
    await frameOf(
      await queries.run(derived([{ use: 'compare', shift: '1h' }], ['rows']), owner, never),
    );
    const [now, before] = counting.requests.map(({ range }) => range.from);
    expect((now ?? 0) - (before ?? 0)).toBe(3_600_000);
  });

  test('a viewer asks for the end of the range, earlier, and compared after its own steps', async () => {
    const { queries, counting } = await openBench();
    const input = {
      ...derived([{ use: 'limit', rows: 2 }]),
      time: { last: '10m', shift: '1d', compare: '1h' },
    };
    const run = await queries.run(input, owner, never);
    const rows = frameToRows(await frameOf(run));
    expect(run.to).toBe(startMs - 86_400_000);
    expect(run.to - run.from).toBe(600_000);
    const [now, before] = counting.requests.map(({ range }) => range);
    expect(now?.from).toBe(run.from);
    expect((now?.from ?? 0) - (before?.from ?? 0)).toBe(3_600_000);
    expect(rows).toMatchObject([
      { n: 1, 'n before': 2 },
      { n: 1, 'n before': 2 },
    ]);
    const plain = queries.plan(queries.prepare({ ...input, time: {} }, owner));
    const shifted = queries.plan(queries.prepare(input, owner));
    expect([plain.endsNow, plain.moves, shifted.endsNow, shifted.moves]).toEqual([
      true,
      true,
      false,
      true,
    ]);
  });

  test('reads what its sources read and is never spliced', async () => {
    const { queries } = await openBench();
    const prepared = queries.prepare(derived([], ['rows']), owner);
    expect(await queries.traits(prepared)).toEqual({ reads: ['activity'], tail: false });
  });

  test.each<[string, QueryInput, RegExp]>([
    ['a circle', derived([], ['few']), /takes its rows from itself: few → few/],
    ['too long a way', tower(40), /takes its rows over more than 4 queries/],
    ['an unknown source', derived([], ['row']), /unknown query: queries\.row.*rows/],
    [
      'an unknown transform',
      derived([{ use: 'limits' }], ['rows']),
      /transforms\[0\]\.use.*"limit"/,
    ],
    [
      'a failing step',
      derived([{ use: 'sort', by: 'nothing' }], ['rows']),
      /\(sort\): by: no field/,
    ],
  ])('refuses %s and says where', async (_, input, message) => {
    const { queries } = await openBench();
    const running = queries.run(input, owner, never).then(frameOf);
    await expect(running).rejects.toThrow(message);
  });
});
