import type { EventSchema } from '@heliostat/sdk';
import { testProcessor } from '@heliostat/sdk/testing/processor';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Quantile, relativeError } from './aggregates/quantile.ts';
import { Uniq, exactUpTo } from './aggregates/uniq.ts';
import { ByteReader, ByteWriter } from './bytes.ts';
import window from './index.ts';

const input: EventSchema = {
  time: 'ts',
  fields: [
    { name: 'ts', type: 'time' },
    { name: 'type', type: 'string' },
    { name: 'country', type: 'string', nullable: true },
    { name: 'user', type: 'integer' },
    { name: 'spent', type: 'number', nullable: true },
    { name: 'meta', type: 'json', nullable: true },
  ],
};
/** 60 events, one a second, every fifth of them four seconds late. */
const events = Array.from({ length: 60 }, (_, i) => ({
  ts: 1000 * i - (i % 5 === 0 ? 4000 : 0),
  type: i % 3 === 0 ? 'like' : 'view',
  ...(i % 4 !== 0 && { country: i % 2 === 0 ? 'DE' : 'FR' }),
  user: i % 7,
  ...(i % 6 !== 0 && { spent: i / 2 }),
}));
const allKinds = {
  events: 'count()',
  spenders: 'count(spent)',
  long: 'countIf(spent > 10)',
  seconds: 'sum(spent)',
  least: 'min(spent)',
  most: 'max(spent * 2)',
  mean: 'avg(spent)',
  users: 'uniq(user)',
  p50: 'quantile(0.5, spent)',
};

function aggregate(sizeMs: number, slideMs: number) {
  const groups = new Map<string, { window_start: number; type: string; n: number; s: number }>();
  for (const event of events) {
    const last = Math.floor(event.ts / slideMs) * slideMs;
    for (let start = last - sizeMs + slideMs; start <= last; start += slideMs) {
      const key = `${start} ${event.type}`;
      const group = groups.get(key) ?? { window_start: start, type: event.type, n: 0, s: 0 };
      groups.set(key, { ...group, n: group.n + 1, s: group.s + (event.spent ?? 0) });
    }
  }
  return [...groups.values()];
}

describe('tumbling', () => {
  testProcessor(window, {
    options: { size: '10s', by: ['type'], aggregates: { n: 'count()', s: 'sum(spent)' } },
    input,
    events,
    latenessMs: 10_000,
    expected: aggregate(10_000, 10_000),
  });
});

describe('hopping', () => {
  testProcessor(window, {
    options: {
      size: '30s',
      slide: '10s',
      by: ['type'],
      aggregates: { n: 'count()', s: 'sum(spent)' },
    },
    input,
    events,
    latenessMs: 10_000,
    expected: aggregate(30_000, 10_000),
  });
});

describe('every aggregate, nulls as a group', () => {
  testProcessor(window, {
    options: { size: '20s', slide: '5s', by: ['country', 'type'], aggregates: allKinds },
    input,
    events,
    latenessMs: 2000,
  });
});

describe('events behind the watermark', () => {
  testProcessor(window, {
    options: { size: '10s', aggregates: { n: 'count()' } },
    input,
    // The event at index 20 is 15 s behind: its window [0, 10) has been final since second 12.
    events: Array.from({ length: 25 }, (_, i) => ({
      ts: i === 20 ? 5000 : 1000 * i,
      user: 1,
      type: 'a',
    })),
    latenessMs: 2000,
    rejected: [20],
    expected: [
      { window_start: 0, n: 10 },
      { window_start: 10_000, n: 10 },
      { window_start: 20_000, n: 4 },
    ],
  });

  it('are rejected with how late they are', () => {
    const rejected: string[] = [];
    const processor = create({ size: '10s', aggregates: { n: 'count()' } }, rejected);
    processor.onWatermark?.(20_000);
    processor.process(batchOf([{ ts: 9000 }]));
    expect(rejected).toEqual([
      '0 late: 13000 ms behind the newest event, all its windows are final (lateness 2000 ms)',
    ]);
  });
});

it('beyond maxGroups events are rejected and the others still count', () => {
  const rejected: string[] = [];
  const options = { size: '10s', by: ['user'], aggregates: { n: 'count()' }, maxGroups: 2 };
  const processor = create(options, rejected);
  processor.process(
    batchOf([
      { ts: 0, user: 1 },
      { ts: 0, user: 2 },
      { ts: 0, user: 3 },
      { ts: 0, user: 1 },
    ]),
  );
  expect(rejected).toEqual(['2 window: more than 2 open groups (maxGroups)']);
  expect(processor.flush?.().rows).toEqual([
    { window_start: 0, user: 2, n: 1 },
    { window_start: 0, user: 1, n: 2 },
  ]);
  processor.onWatermark?.(10_000);
  processor.process(batchOf([{ ts: 10_000, user: 3 }]));
  expect(rejected).toHaveLength(1);
});

it('a flush gives what changed, once, and only changed keys are stored', () => {
  const processor = create({ size: '10s', by: ['user'], aggregates: { n: 'count()' } });
  processor.process(
    batchOf([
      { ts: 0, user: 1 },
      { ts: 1, user: 2 },
    ]),
  );
  expect([...(processor.state?.changes() ?? [])]).toHaveLength(2);
  expect(processor.flush?.().rows).toHaveLength(2);
  expect(processor.flush?.().rows).toHaveLength(0);
  processor.process(batchOf([{ ts: 2, user: 2 }]));
  expect(processor.flush?.().rows).toEqual([{ window_start: 0, user: 2, n: 2 }]);
  expect([...(processor.state?.changes() ?? [])].map(([key]) => key)).toEqual(['[0,2]']);
  processor.onWatermark?.(10_000);
  const removed = [...(processor.state?.changes() ?? [])].filter(([, bytes]) => bytes === null);
  expect(removed.map(([key]) => key)).toEqual(['[0,1]', '[0,2]']);
});

it.each([
  [{ size: '10s', slide: '3s' }, 'slide: must divide size 10s, got: 3s'],
  [{ by: ['typ'] }, 'by.0: unknown field: typ, did you mean "type"?'],
  [{ by: ['meta'] }, 'by.0: cannot group by json: meta'],
  [{ aggregates: { x: 'cont()' } }, 'aggregates.x: unknown aggregate: cont, did you mean "count"?'],
  [{ aggregates: { x: 'sum(type)' } }, 'aggregates.x: sum: needs a number, got: string'],
  [{ aggregates: { x: 'sum()' } }, 'aggregates.x: sum: expected one field or expression, got 0'],
  [
    { aggregates: { x: 'quantile(2, spent)' } },
    'aggregates.x: quantile: expected a rank from 0 to 1',
  ],
  [
    { aggregates: { x: 'countIf(spent)' } },
    'aggregates.x: countIf: needs a condition, got: number',
  ],
  [{ aggregates: { x: 'sum(spnt)' } }, 'aggregates.x: unknown field: spnt, did you mean "spent"?'],
  [{ aggregates: { window_start: 'count()' } }, 'aggregates.window_start: the name is taken'],
])('%j is refused', (options, message) => {
  const complete = { size: '10s', aggregates: { n: 'count()' }, ...options };
  expect(() => window.output(input, complete)).toThrow(message);
});

it('sums of whole numbers are whole, what may be null says so', () => {
  const types = { users: 'sum(user)', mean: 'avg(spent)', sure: 'avg(user)', first: 'min(ts)' };
  const { fields } = window.output(input, { size: '1s', aggregates: types });
  expect(fields.slice(1)).toEqual([
    { name: 'users', type: 'integer' },
    { name: 'mean', type: 'number', nullable: true },
    { name: 'sure', type: 'number' },
    { name: 'first', type: 'time' },
  ]);
});

describe('the sketches', () => {
  it(`uniq is exact up to ${exactUpTo} and then within 5 standard errors`, () => {
    const uniq = new Uniq();
    for (let n = 1; n <= 200_000; n++) {
      uniq.add(`user-${n}`);
      uniq.add(`user-${n}`);
      if (n <= exactUpTo) expect(uniq.result()).toBe(n);
      else if (n % 9973 === 0) expect(Math.abs(uniq.result() / n - 1)).toBeLessThan(5 * 0.0163);
    }
  });

  it('uniq of panes merged is uniq of all', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(3000), fc.nat(2)), { maxLength: 2000 }), (pairs) => {
        const all = new Uniq();
        const panes = [new Uniq(), new Uniq(), new Uniq()];
        for (const [value, pane] of pairs) {
          all.add(value);
          panes[pane]?.add(value);
        }
        const merged = new Uniq();
        for (const pane of panes) merged.merge(restored(pane, new Uniq()));
        expect(merged.result()).toBe(all.result());
      }),
      { numRuns: 30 },
    );
  });

  it(`quantile is within ${relativeError} of the value of that rank, merged or not`, () => {
    const value = fc
      .double({ min: -1e9, max: 1e9, noNaN: true })
      .map((x) => (Math.abs(x) < 1e-9 ? 0 : x));
    fc.assert(
      fc.property(
        fc.array(value, { minLength: 1 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (values, rank) => {
          const merged = new Quantile(rank);
          for (const half of [values.slice(0, 3), values.slice(3)]) {
            const pane = new Quantile(rank);
            for (const one of half) pane.add(one);
            merged.merge(restored(pane, new Quantile(rank)));
          }
          const sorted = values.toSorted((a, b) => a - b);
          const exact = sorted[Math.floor(rank * (values.length - 1))]!;
          expect(Math.abs(merged.result()! - exact)).toBeLessThanOrEqual(
            Math.abs(exact) * relativeError * 1.0001,
          );
        },
      ),
    );
  });
});

function restored<A extends { write(to: ByteWriter): void; read(from: ByteReader): void }>(
  from: A,
  to: A,
): A {
  const writer = new ByteWriter();
  from.write(writer);
  to.read(new ByteReader(writer.finish()));
  return to;
}

function create(options: Parameters<typeof window.create>[0], rejected: string[] = []) {
  return window.create(options, {
    input,
    latenessMs: 2000,
    reject: (seq, reason) => rejected.push(`${seq} ${reason}`),
  });
}

function batchOf(rows: readonly { ts: number; user?: number }[]) {
  return {
    rows,
    seqs: Float64Array.from(rows, (_, i) => i),
    times: Float64Array.from(rows, (row) => row.ts),
  };
}
