import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { frameFromRows, type Column } from './frame.ts';
import { toSeries } from './series.ts';

const time: Column = { name: 't', type: 'time' };
const type: Column = { name: 'type', type: 'string' };
const country: Column = { name: 'country', type: 'string' };
const events: Column = { name: 'events', type: 'number', unit: 'ev/s' };
const users: Column = { name: 'users', type: 'number' };

const valuesOf = (set: ReturnType<typeof toSeries>) =>
  Object.fromEntries(set.series.map((one) => [one.name, [...one.values]]));

describe('wide frames', () => {
  const frame = frameFromRows(
    [
      { t: 1, events: 5, users: 2 },
      { t: 2, events: null, users: 3 },
    ],
    [time, events, users],
  );

  test('each number field is a series, and no column is copied', () => {
    const set = toSeries([frame]);
    expect(valuesOf(set)).toEqual({ events: [5, NaN], users: [2, 3] });
    expect(set.series[0]?.values).toBe(frame.fields[1]?.values);
    expect(set.series[0]?.unit).toBe('ev/s');
    expect(set.sparse).toBe(false);
  });

  test('of two rows with one time the last counts, and rows out of order are sorted', () => {
    const rows = [3, 1, 2, 1].map((t, i) => ({ t, events: i }));
    const set = toSeries([frameFromRows(rows, [time, events])]);
    expect([...set.times]).toEqual([1, 2, 3]);
    expect(valuesOf(set)).toEqual({ events: [3, 2, 0] });
  });
});

describe('long frames', () => {
  const rows = [
    { t: 1, type: 'like', country: 'PL', events: 1, users: 1 },
    { t: 1, type: 'share', country: 'PL', events: 2, users: 1 },
    { t: 2, type: 'like', country: 'DE', events: 3, users: 2 },
  ];

  test('one dimension names the series by its value', () => {
    const set = toSeries([frameFromRows(rows, [time, type, events])]);
    expect(valuesOf(set)).toEqual({ like: [1, 3], share: [2, NaN] });
    expect(set.series[0]?.labels).toEqual({ type: 'like' });
    expect(set.sparse).toBe(true);
  });

  test('several dimensions and measures are all in the name', () => {
    const set = toSeries([frameFromRows(rows, [time, type, country, events, users])]);
    expect(set.series.map((one) => one.name)).toEqual([
      'like · DE · events',
      'like · DE · users',
      'like · PL · events',
      'like · PL · users',
      'share · PL · events',
      'share · PL · users',
    ]);
  });

  test('series are in the order of their names, numbers by size, whichever comes first', () => {
    const codes = ['p99', 'p5', 'p50'].map((type, i) => ({ t: i, type, events: i }));
    const names = (given: Record<string, unknown>[]) =>
      toSeries([frameFromRows(given, [time, type, events])]).series.map(({ name }) => name);
    expect(names(codes)).toEqual(['p5', 'p50', 'p99']);
    expect(names(codes.toReversed())).toEqual(['p5', 'p50', 'p99']);
  });

  test('a null dimension is a series of its own', () => {
    const set = toSeries([frameFromRows([{ t: 1, events: 1 }], [time, type, events])]);
    expect(set.series[0]?.name).toBe('∅');
  });

  test('every row is found again, whatever the order', () => {
    const row = fc.record({
      t: fc.integer({ min: 0, max: 50 }),
      type: fc.constantFrom('a', 'b', 'c'),
    });
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 200 }), (given) => {
        const full = given.map((one, i) => ({ ...one, events: i }));
        const set = toSeries([frameFromRows(full, [time, type, events])]);
        const expected = new Map(full.map((one) => [`${one.type} ${one.t}`, one.events]));
        const found = set.series.flatMap((one) =>
          [...one.values].flatMap((value, i) =>
            Number.isNaN(value) ? [] : [[`${one.name} ${set.times[i] ?? ''}`, value] as const],
          ),
        );
        expect(new Map(found)).toEqual(expected);
        expect([...set.times]).toEqual(
          [...new Set(full.map((one) => one.t))].sort((a, b) => a - b),
        );
      }),
    );
  });
});

describe('several frames', () => {
  test('times are united and names stay unique', () => {
    const a = frameFromRows(
      [
        { t: 1, events: 1 },
        { t: 3, events: 3 },
      ],
      [time, events],
    );
    const b = frameFromRows([{ t: 2, events: 2 }], [time, events]);
    const set = toSeries([a, b]);
    expect([...set.times]).toEqual([1, 2, 3]);
    expect(valuesOf(set)).toEqual({ events: [1, NaN, 3], 'events (2)': [NaN, 2, NaN] });
  });

  test('series above the limit are counted, not drawn', () => {
    const rows = Array.from({ length: 30 }, (_, i) => ({ t: 1, type: `s${i}`, events: i }));
    const set = toSeries([frameFromRows(rows, [time, type, events])], { maxSeries: 10 });
    expect(set.series).toHaveLength(10);
    expect(set.omitted).toBe(20);
  });

  test('frames without time or numbers give nothing', () => {
    expect(toSeries([frameFromRows([{ type: 'a' }], [type])]).series).toEqual([]);
    expect(toSeries([]).times).toHaveLength(0);
  });
});

describe('what was before', () => {
  const before: Column = { name: 'events before', type: 'number' };
  const frame = frameFromRows(
    [
      { t: 1, type: 'like', events: 5, 'events before': 4 },
      { t: 1, type: 'share', events: 2, 'events before': null },
      { t: 2, type: 'like', events: null, 'events before': 6 },
    ],
    [time, type, events, before],
  );

  test('becomes a series of its own behind the others, named after the one it is the past of', () => {
    const { series, times } = toSeries([{ ...frame, query: 'by-type' }], { compared: true });
    expect([...times]).toEqual([1, 2]);
    expect(series.map(({ name, earlierOf, values }) => [name, earlierOf, [...values]])).toEqual([
      ['like', undefined, [5, NaN]],
      ['share', undefined, [2, NaN]],
      ['like before', 'like', [4, 6]],
    ]);
    expect(series[0]?.query).toBe('by-type');
  });

  test('is a measure like any other to who does not ask for it', () => {
    const names = toSeries([frame]).series.map(({ name }) => name);
    expect(names).toEqual([
      'like · events',
      'like · events before',
      'share · events',
      'share · events before',
    ]);
  });
});
