import type { DashboardDocument, Snapshot } from '@heliostat/sdk';
import { frameFromRows } from '@heliostat/sdk';
import { frameToArrow } from '@heliostat/sdk/arrow';
import { expect, test } from 'vitest';
import { Feeds } from './feeds.ts';
import type { FeedEffects } from './feed-run.ts';
import { Frozen } from './frozen.ts';
import { parseView } from './view.ts';

const document: DashboardDocument = {
  ...{ kind: 'dashboard', format: 1, title: 'Shop', panels: {}, layout: { rows: [] } },
  time: { from: 'now-1h', refresh: 'live' },
  variables: { country: { type: 'list', values: ['DE', 'FR'], multi: true } },
};
const from = Date.parse('2026-11-22T12:00:00Z');
const snapshot: Snapshot = {
  ...{ id: 'x', title: 'Shop', dashboard: 'shop', madeAt: from + 1000, timeZone: 'utc', document },
  ...{ from, to: from + 1000, results: ['a', 'b@country=DE'] },
  ...{ notes: [], choices: {} },
  view: '?var.country=DE&filter=type%3Dweb&folded=Now',
};
const arrow = frameToArrow(frameFromRows([{ n: 7 }], [{ name: 'n', type: 'number' }]));
const rows = { arrow, from, to: from + 1000, stepMs: 10, acceptedAtMs: 0 };
const frozen = new Frozen({
  snapshot,
  patches: [
    { kind: 'replace', id: 0, ...rows },
    { kind: 'error', id: 1, error: { code: 'TIMEOUT', message: 'too slow' } },
  ],
});

const unused = () => {
  throw new Error('nothing may be asked');
};
const effects: FeedEffects = {
  ...{ run: unused, subscribe: unused, now: () => 0, clock: () => 0, isHidden: () => false },
  after: () => () => undefined,
};

test('feeds have their results, or the errors they had, and ask for nothing', () => {
  const feeds = new Feeds(effects, undefined, (id, feed) => frozen.fill(id, feed));
  const feed = feeds.feed('a');
  expect([feed.phase, feed.frame?.length, feed.stepMs]).toEqual(['settled', 1, 10]);
  expect(feeds.feed('b', { scope: { country: 'DE' } }).error).toMatchObject({
    message: 'too slow',
  });
  expect(feeds.feed('b', { scope: { country: 'FR' } }).error?.message).toMatch(
    'not in the snapshot',
  );
  feeds.want('a', 300)();
  feeds.reload();
  expect(feed.frame?.length).toBe(1);
});

test('the view is the one that was shared, whatever the address says of time and values', () => {
  const asked = '?from=now-5y&to=now&var.country=FR&filter=a%3D1&refresh=live&edit=&inspect=a';
  const view = frozen.viewOf(parseView(new URLSearchParams(asked), frozen.view));
  expect(view).toMatchObject({
    ...{ from: '2026-11-22T12:00:00.000Z', refresh: 'off', edit: undefined, inspect: undefined },
    ...{ variables: { country: ['DE'] } },
    filters: [{ field: 'type', op: '=', value: 'web' }],
  });
});

test('how rows and legends were left is where a reader begins', () => {
  expect(frozen.search).toBe('?folded=Now');
});

test('what needs no query may be chosen: a panel, its legend, folded rows', () => {
  expect(frozen.refuses({ panel: 'a', series: new Map(), folded: [] })).toBe(false);
  for (const change of [{ from: '1', to: '2' }, { filters: [] }, { variables: {} }, { edit: '' }])
    expect(frozen.refuses(change)).toBe(true);
  const view = frozen.viewOf(parseView(new URLSearchParams('?panel=a'), frozen.view));
  expect(view.panel).toBe('a');
});

test('a snapshot of one panel shows no other one', () => {
  const one = new Frozen({ snapshot: { ...snapshot, panel: 'a' }, patches: [] });
  expect(one.viewOf(parseView(new URLSearchParams('?panel=b'), one.view)).panel).toBe('a');
});
