import {
  frameFromRows,
  HeliostatError,
  maxResultRows,
  type Frame,
  type LivePatch,
} from '@heliostat/sdk';
import { frameToArrow } from '@heliostat/sdk/arrow';
import { flushSync } from 'svelte';
import { describe, expect, test } from 'vitest';
import type { AdHocQuery, QueryAnswer, QueryReference } from '../data/query.ts';
import type { FeedRequest } from './feed-run.ts';
import { Feeds, maxIdle, type Place } from './feeds.ts';

const request: FeedRequest = {
  dashboard: 'shop/overview',
  version: '1',
  variables: {},
  filters: [],
  from: 'now-5m',
  to: 'now',
  timeZone: 'utc',
  refresh: 'off',
  isPaused: false,
};
const rows = (...values: number[]): Frame =>
  frameFromRows(
    values.map((t) => ({ t, n: t })),
    [
      { name: 't', type: 'time' },
      { name: 'n', type: 'number' },
    ],
  );
const answer = (frame: Frame): QueryAnswer => ({ frame, from: 0, to: 9, stepMs: 1 });
const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

function setUp() {
  const asked: (QueryReference | AdHocQuery)[] = [];
  const subscribed: { reference: object; push: (patch: LivePatch) => void; ended: boolean }[] = [];
  const timers: { ms: number; run: () => void }[] = [];
  const clock = { ms: 0 };
  let isHidden = false;
  let next: () => Promise<QueryAnswer> = () => Promise.resolve(answer(rows(1)));
  const feeds = new Feeds({
    run: (reference) => {
      asked.push(reference);
      return next();
    },
    subscribe: (reference, push) => {
      const subscription = { reference, push, ended: false };
      subscribed.push(subscription);
      return () => (subscription.ended = true);
    },
    now: () => 0,
    clock: () => clock.ms,
    isHidden: () => isHidden,
    after: (ms, run) => {
      const timer = { ms, run };
      timers.push(timer);
      return () => timers.splice(0, timers.length, ...timers.filter((one) => one !== timer));
    },
  });
  const fire = (ms: number): void => {
    const due = timers.filter((timer) => timer.ms === ms);
    timers.splice(0, timers.length, ...timers.filter((timer) => timer.ms !== ms));
    due.forEach((timer) => timer.run());
  };
  return {
    feeds,
    asked,
    subscribed,
    timers,
    clock,
    fire,
    answerWith: (run: typeof next) => (next = run),
    hide: () => (isHidden = true),
  };
}

test('where there is no file, only what is being written is asked', async () => {
  const { feeds, asked, subscribed } = setUp();
  const written = { q: { datasource: 'warehouse', sql: 'SELECT 1' } };
  const unsaved = { queries: { q: written }, variables: {}, filters: [] };
  feeds.want('q', 640);
  feeds.configure({ ...request, dashboard: '', unsaved });
  feeds.configure({ ...request, dashboard: '', refresh: 'live' });
  feeds.configure({ ...request, dashboard: '' });
  await settle();
  expect(asked).toMatchObject([{ queries: written }]);
  expect(subscribed).toEqual([]);
  expect(feeds.feed('q').phase).not.toBe('loading');
});

test('panels that show the same query share one run', async () => {
  const { feeds, asked } = setUp();
  feeds.configure(request);
  feeds.want('q', 640);
  feeds.want('q', 610);
  await settle();
  expect(asked).toMatchObject([{ query: 'q', maxPoints: 700 }]);
  expect(feeds.feed('q').frame?.length).toBe(1);
});

test('what asks for a feed first, while it is derived, follows it', async () => {
  const { feeds } = setUp();
  const seen: number[] = [];
  const end = $effect.root(() => {
    const length = $derived(feeds.feed('q').frame?.length ?? 0);
    $effect(() => void seen.push(length));
  });
  flushSync();
  feeds.configure(request);
  feeds.want('q', 100);
  await settle();
  end();
  expect(seen).toEqual([0, 1]);
});

test('old rows stay while new ones load, and when they fail', async () => {
  const { feeds, answerWith } = setUp();
  feeds.configure(request);
  feeds.want('q', 100);
  await settle();
  answerWith(() => Promise.reject(new HeliostatError('TIMEOUT', 'too long')));
  feeds.configure({ ...request, from: 'now-1h' });
  expect(feeds.feed('q').phase).toBe('loading');
  expect(feeds.feed('q').frame?.length).toBe(1);
  await settle();
  expect(feeds.feed('q').error?.code).toBe('TIMEOUT');
  expect(feeds.feed('q').frame?.length).toBe(1);
});

test('a hidden page asks for what has changed, and not again for what has not', async () => {
  const { feeds, asked, fire, hide } = setUp();
  feeds.configure({ ...request, refresh: '5s' });
  feeds.want('q', 100);
  await settle();
  hide();
  fire(5000);
  await settle();
  expect(asked).toHaveLength(1);
  feeds.configure({ ...request, refresh: '5s', from: 'now-1h' });
  await settle();
  expect(asked).toMatchObject([{ from: 'now-5m' }, { from: 'now-1h' }]);
  expect(feeds.feed('q').phase).toBe('settled');
  fire(5000);
  await settle();
  expect(asked).toHaveLength(2);
  expect(feeds.feed('q').phase).toBe('settled');
});

test('what nobody shows goes on for five seconds, then ends', async () => {
  const { feeds, subscribed, fire } = setUp();
  feeds.configure({ ...request, refresh: 'live' });
  const release = feeds.want('q', 100);
  release();
  expect(subscribed[0]?.ended).toBe(false);
  fire(5000);
  expect(subscribed[0]?.ended).toBe(true);
  feeds.want('q', 100);
  expect(subscribed).toHaveLength(2);
});

test('a panel that comes back in time keeps its subscription', () => {
  const { feeds, subscribed, timers } = setUp();
  feeds.configure({ ...request, refresh: 'live' });
  feeds.want('q', 100)();
  feeds.want('q', 100);
  expect(timers.filter(({ ms }) => ms === 5000)).toHaveLength(0);
  expect(subscribed).toHaveLength(1);
});

test('live rows are spliced in, and counted for the badge', () => {
  const { feeds, subscribed } = setUp();
  feeds.configure({ ...request, refresh: 'live' });
  feeds.want('q', 100);
  const push = subscribed[0]!.push;
  const common = { id: 1, to: 9, stepMs: 1, acceptedAtMs: 5 };
  push({ ...common, kind: 'replace', arrow: frameToArrow(rows(1, 2, 3)), from: 0 });
  push({ ...common, kind: 'splice', arrow: frameToArrow(rows(3, 4)), from: 2, since: 3 });
  const feed = feeds.feed('q');
  expect([...(feed.frame?.fields[0]?.values ?? [])]).toEqual([2, 3, 4]);
  expect([feed.received, feed.acceptedAtMs]).toEqual([2, 5]);
});

test('rows with other fields make it ask for the whole again', () => {
  const { feeds, subscribed } = setUp();
  feeds.configure({ ...request, refresh: 'live' });
  feeds.want('q', 100);
  const common = { id: 1, to: 9, stepMs: 1, acceptedAtMs: 5, from: 0 };
  subscribed[0]!.push({ ...common, kind: 'replace', arrow: frameToArrow(rows(1)) });
  const other = frameFromRows(
    [{ t: 1, other: 'x' }],
    [
      { name: 't', type: 'time' },
      { name: 'other', type: 'string' },
    ],
  );
  subscribed[0]!.push({ ...common, kind: 'splice', since: 1, arrow: frameToArrow(other) });
  expect(subscribed.map(({ ended }) => ended)).toEqual([true, false]);
  expect(feeds.feed('q').frame?.length).toBe(1);
});

test('a pause ends the stream and keeps the picture', () => {
  const { feeds, subscribed } = setUp();
  const live = { ...request, refresh: 'live' };
  feeds.configure(live);
  feeds.want('q', 100);
  const patch = { id: 1, from: 0, to: 9, stepMs: 1, acceptedAtMs: 5 };
  subscribed[0]!.push({ ...patch, kind: 'replace', arrow: frameToArrow(rows(1)) });
  feeds.configure({ ...live, isPaused: true });
  expect(subscribed.map(({ ended }) => ended)).toEqual([true]);
  expect(feeds.feed('q').frame?.length).toBe(1);
  feeds.configure(live);
  expect(subscribed).toHaveLength(2);
});

test('a range that does not end now is asked for, not subscribed to', async () => {
  const { feeds, asked, subscribed } = setUp();
  feeds.configure({ ...request, refresh: 'live', from: '0', to: '1000' });
  feeds.want('q', 100);
  await settle();
  expect([asked.length, subscribed.length]).toEqual([1, 0]);
});

test('a refresh asks again and again, but never for a range that is over', async () => {
  const { feeds, asked, fire, timers } = setUp();
  feeds.configure({ ...request, refresh: '10s' });
  feeds.want('q', 100);
  await settle();
  fire(10_000);
  await settle();
  expect(asked).toHaveLength(2);
  feeds.configure({ ...request, refresh: '10s', from: '0', to: '1000' });
  await settle();
  expect(asked).toHaveLength(3);
  expect(timers.filter(({ ms }) => ms === 10_000)).toHaveLength(0);
});

test('the same request again changes nothing; a new version of the file asks anew', async () => {
  const { feeds, asked } = setUp();
  feeds.configure(request);
  feeds.want('q', 100);
  await settle();
  feeds.configure({ ...request });
  expect(asked).toHaveLength(1);
  feeds.configure({ ...request, version: '2' });
  await settle();
  expect(asked).toHaveLength(2);
});

test('while a window is resized the query waits until it rests', async () => {
  const { feeds, asked, fire } = setUp();
  feeds.configure(request);
  const release = feeds.want('q', 100);
  await settle();
  feeds.want('q', 900);
  release();
  expect(asked).toHaveLength(1);
  fire(250);
  await settle();
  expect(asked.map(({ maxPoints }) => maxPoints)).toEqual([100, 900]);
});

test('a result that was cut at the limit says so, a whole one does not', async () => {
  const { feeds, answerWith } = setUp();
  feeds.configure(request);
  feeds.want('q', 100);
  await settle();
  expect(feeds.feed('q').notices).toEqual([]);

  answerWith(() => Promise.resolve(answer({ fields: [], length: maxResultRows })));
  feeds.configure({ ...request, from: 'now-1h' });
  await settle();
  expect(feeds.feed('q').notices).toEqual([expect.stringContaining('Cut at 1,000,000 rows')]);
});

test('a panel that first comes into view while paused is asked once and stands still', async () => {
  const { feeds, asked, subscribed, timers } = setUp();
  feeds.configure({ ...request, refresh: 'live', isPaused: true });
  feeds.want('q', 100);
  await settle();
  expect(feeds.feed('q').frame?.length).toBe(1);
  expect(asked).toHaveLength(1);
  expect([subscribed, timers]).toEqual([[], []]);
});

describe('a query that is not in the file yet', () => {
  const sql = { datasource: 'warehouse', sql: 'SELECT 1' };
  const live = { ...request, refresh: 'live' };
  const editing = (text: string): FeedRequest => ({
    ...live,
    unsaved: {
      queries: { q: { q: { ...sql, sql: text } } },
      variables: { kind: 'x' },
      filters: [],
    },
  });

  test('is sent with its text and asked again, while the others stay as they are', async () => {
    const { feeds, asked, subscribed, fire } = setUp();
    feeds.configure(live);
    feeds.want('q', 100);
    feeds.want('other', 100);
    feeds.configure(editing('SELECT 2'));
    await settle();
    expect(subscribed.map(({ ended }) => ended)).toEqual([true, false]);
    expect(asked).toMatchObject([
      { queries: { q: { sql: 'SELECT 2' } }, query: 'q', variables: { kind: 'x' } },
    ]);
    expect(asked[0]).not.toHaveProperty('dashboard');
    fire(2000);
    await settle();
    expect(asked).toHaveLength(2);
  });

  test('runs by name again once the file has it', async () => {
    const { feeds, asked, subscribed, fire } = setUp();
    feeds.configure(editing('SELECT 2'));
    feeds.want('q', 100);
    await settle();
    feeds.configure({ ...live, version: '2' });
    fire(2000);
    await settle();
    expect(subscribed).toHaveLength(1);
    expect(asked).toHaveLength(1);
  });
});

test('panels whose time differs share no result; those whose time is the same share one', () => {
  const { feeds } = setUp();
  const plain = feeds.feed('q');
  const lastHour = feeds.feed('q', { time: { last: '1h' } });
  expect(feeds.feed('q', { scope: {}, time: {} })).toBe(plain);
  expect(feeds.feed('q', { time: { last: '1h' } })).toBe(lastHour);
  expect(new Set([plain, lastHour, feeds.feed('q', { time: { shift: '1h' } })]).size).toBe(3);
});

test('what is paused or stopped while it loads is not loading any more', async () => {
  const { feeds, answerWith } = setUp();
  feeds.configure(request);
  const release = feeds.want('q', 640);
  await settle();
  answerWith(() => new Promise(() => undefined));
  feeds.reload();
  expect(feeds.isSettled).toBe(false);
  feeds.configure({ ...request, isPaused: true });
  expect(feeds.feed('q').phase).toBe('settled');
  feeds.configure(request);
  expect(feeds.isSettled).toBe(false);
  release();
  feeds.stop();
  expect(feeds.isSettled).toBe(true);
});

test('an answer that is long in coming says so, and how long it takes usually', async () => {
  const { feeds, fire, clock, answerWith } = setUp();
  const feed = feeds.feed('q');
  answerWith(() => {
    clock.ms += 300;
    return Promise.resolve(answer(rows(1)));
  });
  feeds.configure(request);
  feeds.want('q', 100);
  await settle();
  expect([feed.isSlow, feed.usualMs]).toEqual([false, 300]);

  answerWith(() => new Promise(() => undefined));
  feeds.reload('q');
  expect(feed.isSlow).toBe(false);
  clock.ms += 2000;
  fire(2000);
  expect([feed.isSlow, feed.elapsedMs()]).toEqual([true, 2000]);
});

test('what is cancelled ends, stays so, and is asked again only when it is wanted', async () => {
  const { feeds, asked, subscribed, fire } = setUp();
  const live = { ...request, refresh: 'live' };
  feeds.configure(live);
  feeds.want('q', 100);
  feeds.want('other', 100);
  fire(2000);
  feeds.cancel('q');
  const feed = feeds.feed('q');
  expect([feed.phase, feed.isSlow, feed.notices]).toEqual(['cancelled', false, []]);
  expect(subscribed.map(({ ended }) => ended)).toEqual([true, false]);
  feeds.configure({ ...live });
  expect(subscribed).toHaveLength(2);

  feeds.reload('q');
  expect(feed.phase).toBe('loading');
  expect(subscribed).toHaveLength(3);
  expect(asked).toEqual([]);
});

test('rows that are older than what was cancelled say so', async () => {
  const { feeds, answerWith } = setUp();
  feeds.configure(request);
  feeds.want('q', 100);
  await settle();
  answerWith(() => new Promise(() => undefined));
  feeds.configure({ ...request, from: 'now-1h' });
  feeds.cancel();
  expect(feeds.feed('q').notices).toEqual([expect.stringContaining('older')]);
});

describe('of what nobody shows any more', () => {
  const copy = (i: number): Place => ({ scope: { user: `u${i}` } });
  const page = async (feeds: Feeds, copies: readonly number[]): Promise<() => Promise<void>> => {
    const end = $effect.root(() => {
      const shown = $derived(copies.map((i) => feeds.feed('q', copy(i))));
      $effect(() => {
        const releases = shown.map((_, i) => feeds.want('q', 100, copy(copies[i] ?? 0)));
        return () => releases.forEach((release) => release());
      });
    });
    flushSync();
    await settle();
    return async () => {
      end();
      await settle();
    };
  };
  const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

  test('the results shown last are kept, all others are let go of', async () => {
    const { feeds, timers } = setUp();
    feeds.configure({ ...request, refresh: '5s' });
    await page(feeds, [9999]);
    const stays = feeds.feed('q', copy(9999));
    for (const i of upTo(10)) {
      const leave = await page(
        feeds,
        upTo(50).map((n) => 100 * i + n),
      );
      await leave();
    }
    expect(feeds.references(request, () => 0)).toHaveLength(maxIdle + 1);
    expect(feeds.feed('q', copy(900)).frame?.length).toBe(1);
    expect(feeds.feed('q', copy(0)).frame).toBeUndefined();
    expect(feeds.feed('q', copy(9999))).toBe(stays);
    // What is let go of asks no more.
    expect(timers.filter(({ ms }) => ms === 5000).length).toBeLessThanOrEqual(2 * maxIdle + 1);
  });

  test('what is only off the screen stays as it was', async () => {
    const { feeds } = setUp();
    feeds.configure(request);
    const end = $effect.root(() => {
      const shown = $derived(upTo(2 * maxIdle).map((i) => feeds.feed('q', copy(i))));
      $effect(() => {
        expect(shown).toHaveLength(2 * maxIdle);
      });
    });
    flushSync();
    for (const i of upTo(2 * maxIdle)) feeds.want('q', 100, copy(i))();
    await settle();
    expect(feeds.references(request, () => 0)).toHaveLength(2 * maxIdle);
    end();
    await settle();
    expect(feeds.references(request, () => 0)).toHaveLength(maxIdle);
  });

  test('what is asked for outside of a page waits for its use', () => {
    const { feeds } = setUp();
    const asked = upTo(2 * maxIdle).map((i) => feeds.feed('q', copy(i)));
    expect(feeds.references(request, () => 0).map(({ feed }) => feed)).toEqual(asked);
  });
});
