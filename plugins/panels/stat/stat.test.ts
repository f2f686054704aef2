import { fieldFromValues, frameFromRows, withDefaults, type Frame } from '@heliostat/sdk';
import fc from 'fast-check';
import { expect, test } from 'vitest';

import { options } from './options.ts';
import { reduceValues, toStats, type StatInput } from './stat.ts';

const frame = (values: (number | null)[], name = 'events'): Frame => ({
  fields: [
    fieldFromValues(
      { name: 't', type: 'time' },
      values.map((_, i) => i * 1000),
    ),
    fieldFromValues({ name, type: 'number' }, values),
  ],
  length: values.length,
});
const input = (frames: Frame[], more: Partial<StatInput> = {}, given = {}): StatInput => ({
  ...{ frames, fields: {}, nowMs: 1e9, stepMs: 1000 },
  options: withDefaults(options, given),
  ...more,
});

test('a series becomes its last value, compared with the first', () => {
  const [stat] = toStats(input([frame([10, 12, 15])])).stats;

  expect(stat).toMatchObject({
    name: 'events',
    value: 15,
    delta: { arrow: '▲', text: '+50%', tone: 'plain' },
  });
});

test('the bucket that is still filling does not count, unless it is asked for', () => {
  const filling = input([frame([10, 12, 1])], { nowMs: 2500 });

  expect(toStats(filling).stats[0]?.value).toBe(12);
  expect(
    toStats({ ...filling, options: { ...filling.options, openBucket: 'keep' } }).stats[0]?.value,
  ).toBe(1);
});

test('a change is good or bad by the direction that is better', () => {
  const down = toStats(input([frame([10, 5])], {}, { better: 'down' })).stats[0];
  const up = toStats(input([frame([10, 5])], {}, { better: 'up' })).stats[0];

  expect([down?.delta?.tone, up?.delta?.tone]).toEqual(['good', 'bad']);
  expect(down?.delta?.text).toBe('−50%');
});

test('a change from zero has no percentage', () => {
  expect(toStats(input([frame([0, 5])])).stats[0]?.delta?.text).toBe('from zero');
  expect(toStats(input([frame([0, 0])])).stats[0]?.delta).toMatchObject({ arrow: '=' });
});

test('a frame without time gives one number for each number field of its last row', () => {
  const row: Frame = {
    fields: [
      fieldFromValues({ name: 'users', type: 'number' }, [7]),
      fieldFromValues({ name: 'name', type: 'string' }, ['x']),
      fieldFromValues({ name: 'spend', type: 'number' }, [null]),
    ],
    length: 1,
  };

  const { stats } = toStats(
    input([row], { fields: { spend: { noValue: 'none' }, users: { label: 'People' } } }),
  );

  expect(stats.map(({ label, shown }) => [label, shown.text])).toEqual([
    ['People', '7'],
    ['spend', 'none'],
  ]);
});

test('a threshold gives the number its colour', () => {
  const fields = {
    events: {
      thresholds: [
        { at: 10, color: 'warn' },
        { at: 20, color: 'crit' },
      ],
    },
  };

  expect(toStats(input([frame([15])], { fields })).stats[0]?.color).toBe('warn');
});

test('numbers beyond the limit are counted, not shown', () => {
  const frames = Array.from({ length: 5 }, (_, i) => frame([i, i], `s${i}`));

  expect(toStats(input(frames, {}, { maxValues: 3 }))).toMatchObject({
    omitted: 2,
    stats: { length: 3 },
  });
});

test('every reduction of nothing is no value, of values lies where it should', () => {
  const reductions = ['last', 'first', 'min', 'max', 'mean', 'sum'] as const;
  for (const how of reductions) expect(reduceValues(new Float64Array(0), how)).toBeNaN();
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1 }),
      (values) => {
        const [min, max, mean] = (['min', 'max', 'mean'] as const).map((how) =>
          reduceValues(Float64Array.from(values), how),
        ) as [number, number, number];
        expect(mean).toBeGreaterThanOrEqual(min - 1e-6);
        expect(mean).toBeLessThanOrEqual(max + 1e-6);
      },
    ),
  );
});

test('beside what it was earlier a number says the change from that, like with like', () => {
  const rows = [
    { t: 0, n: 10, 'n before': 20 },
    { t: 60_000, n: 20, 'n before': 20 },
    { t: 120_000, n: null, 'n before': 500 },
  ];
  const compared = frameFromRows(rows, [
    { name: 't', type: 'time' },
    { name: 'n', type: 'number' },
    { name: 'n before', type: 'number' },
  ]);
  const { stats } = toStats(input([compared], {}, { reduce: 'sum', better: 'up' }));
  expect(stats.map(({ name, value, delta }) => [name, value, delta?.text, delta?.tone])).toEqual([
    ['n', 30, '−25% from 40', 'bad'],
  ]);
});

test('a row without time is compared too, and keeps its other numbers', () => {
  const compared = frameFromRows(
    [{ n: 12, 'n before': 10, other: 1 }],
    [
      { name: 'n', type: 'number' },
      { name: 'n before', type: 'number' },
      { name: 'other', type: 'number' },
    ],
  );
  const { stats } = toStats(input([compared]));
  expect(stats.map(({ name, delta }) => [name, delta?.text])).toEqual([
    ['n', '+20% from 10'],
    ['other', undefined],
  ]);
});

test('the trend is that of now alone, however its times lie beside the earlier ones', () => {
  const rows = [
    { t: 0, n: 1, 'n before': null },
    { t: 20_000, n: null, 'n before': 7 },
    { t: 60_000, n: 3, 'n before': null },
    { t: 80_000, n: null, 'n before': 9 },
    { t: 140_000, n: null, 'n before': 8 },
  ];
  const compared = frameFromRows(rows, [
    { name: 't', type: 'time' },
    { name: 'n', type: 'number' },
    { name: 'n before', type: 'number' },
  ]);
  const [stat] = toStats(input([compared])).stats;
  expect([...(stat?.trend ?? [])]).toEqual([1, 3]);
  expect(stat?.delta).toMatchObject({ text: '−57% from 7', short: '−57%' });
});
