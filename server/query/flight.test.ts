import { frameFromRows } from '@heliostat/sdk';
import { describe, expect, test } from 'vitest';
import { Flight } from './flight.ts';
import { collect } from './collect.ts';
import { countingDatasource, openBench, viewer } from './testing/fixtures.ts';

const never = new AbortController().signal;

/** `count` chunks of 100 bytes; `sent` tells how many have been taken. */
function source(count: number) {
  const state = { sent: 0, aborted: false };
  const open = async function* (signal: AbortSignal) {
    signal.addEventListener('abort', () => (state.aborted = true));
    for (; state.sent < count && !signal.aborted; state.sent++)
      yield new Uint8Array(100).fill(state.sent);
  };
  return { state, open };
}

async function settle(): Promise<void> {
  for (let i = 0; i < 50; i++) await new Promise((resolve) => setImmediate(resolve));
}

describe('a flight', () => {
  test('that is small is kept whole, for readers that come late as well', async () => {
    const { open } = source(5);
    const flight = new Flight(open, { keepBytes: 1000, windowBytes: 100 });
    const first = await collect(await flight.read(never));
    await flight.over;
    expect(flight.kept).toHaveLength(5);
    expect(await collect(await flight.read(never))).toEqual(first);
  });

  test('that is large waits for its slowest reader, and is not kept', async () => {
    const { open, state } = source(100);
    const flight = new Flight(open, { keepBytes: 1000, windowBytes: 500 });
    const [slow, quick] = await Promise.all([flight.read(never), flight.read(never)]);
    const whole = collect(quick);
    await settle();
    expect(state.sent).toBeLessThan(20);
    expect(flight.joinable).toBe(false);
    expect(await collect(slow)).toEqual(await whole);
    expect((await whole).length).toBe(10_000);
    expect(flight.kept).toBeUndefined();
  });

  test('goes on without a slow reader that leaves, and is aborted when nobody is left', async () => {
    const { open, state } = source(100);
    const flight = new Flight(open, { keepBytes: 1000, windowBytes: 500 });
    const leaving = new AbortController();
    await flight.read(leaving.signal);
    const staying = new AbortController();
    const iterator = (await flight.read(staying.signal))[Symbol.asyncIterator]();
    leaving.abort();
    for (let i = 0; i < 50; i++) expect((await iterator.next()).done).toBe(false);
    expect(state.aborted).toBe(false);
    staying.abort();
    await flight.over;
    expect(state.aborted).toBe(true);
    await expect(iterator.next()).rejects.toMatchObject({ code: 'CANCELLED' });
  });
});

test('who asks while the engine still stops a run that everybody left gets a run of its own', async () => {
  const counting = countingDatasource();
  const { answer } = counting;
  counting.answer = async function* stubborn() {
    yield* [];
    await settle();
    throw new Error('stopped at last');
  };
  const { queries } = await openBench(counting);
  const asked = { dashboard: 'social/overview', query: 'by-type', from: 'now-15m', to: 'now' };
  const leaving = new AbortController();
  const left = queries.run(asked, viewer, leaving.signal);
  left.catch(() => undefined);
  await new Promise((resolve) => setImmediate(resolve));
  leaving.abort();
  counting.answer = answer;
  const { arrow } = await queries.run(asked, viewer, never);
  expect((await collect(arrow)).length).toBeGreaterThan(0);
  await expect(left).rejects.toMatchObject({ code: 'CANCELLED' });
});

describe('limits hold also for a plugin that ignores them', () => {
  const asked = { dashboard: 'social/overview', query: 'by-type', from: 'now-15m', to: 'now' };
  async function run(limits: object, answer = countingDatasource().answer) {
    const counting = countingDatasource();
    counting.answer = answer;
    const { queries } = await openBench(counting);
    const prepared = queries.prepare(asked, viewer);
    const bounded = { ...prepared, limits: { ...prepared.limits, ...limits } };
    return queries.execute(bounded, queries.plan(prepared), never);
  }

  test('rows', () =>
    expect(run({ maxRows: 10 })).rejects.toMatchObject({
      code: 'LIMIT_EXCEEDED',
      message: expect.stringMatching(/10 rows/),
    }));

  test('bytes', () => expect(run({ maxBytes: 100 })).rejects.toThrow(/100 bytes/));

  test('bytes of many frames, before they are joined', async () => {
    let taken = 0;
    const endless = async function* () {
      for (; taken < 10_000; taken++)
        yield frameFromRows(
          [{ s: 'x'.repeat(1000), j: ['y'.repeat(1000)] }],
          [
            { name: 's', type: 'string' },
            { name: 'j', type: 'json' },
          ],
        );
    };
    await expect(run({ maxBytes: 100_000 }, endless)).rejects.toThrow(/100000 bytes/);
    expect(taken).toBeLessThan(60);
  });

  test('time, of one that never answers nor listens to the signal', () => {
    const silent = async function* () {
      await new Promise(() => undefined);
      yield frameFromRows([], []);
    };
    return expect(run({ timeoutMs: 30 }, silent)).rejects.toMatchObject({ code: 'TIMEOUT' });
  });
});
