import { fieldFromValues, withDefaults, type Frame } from '@heliostat/sdk';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { layoutFunnel } from './funnel.ts';
import { options } from './options.ts';
import { toFunnel } from './steps.ts';

const defaults = withDefaults(options, {});
const frameOf = (rows: readonly (readonly [string | null, number | null])[]): Frame => ({
  fields: [
    fieldFromValues(
      { name: 'step', type: 'string' },
      rows.map(([name]) => name),
    ),
    fieldFromValues(
      { name: 'users', type: 'number' },
      rows.map(([, users]) => users),
    ),
  ],
  length: rows.length,
});
const funnelOf = (rows: Parameters<typeof frameOf>[0], changes: Partial<typeof defaults> = {}) =>
  toFunnel([frameOf(rows)], { ...defaults, ...changes }, {});

test('each step has its share of the first and of the one before, and what was lost', () => {
  const { steps, worst } = funnelOf([
    ['visit', 200],
    ['cart', 50],
    ['order', 40],
  ]);

  expect(steps.map(({ ofFirst, ofBefore, lost }) => [ofFirst, ofBefore, lost])).toEqual([
    [1, NaN, NaN],
    [0.25, 0.25, 150],
    [0.2, 0.8, 10],
  ]);
  expect(worst).toBe(1);
  expect(steps[1]?.filters).toEqual([{ field: 'step', op: '=', value: 'cart' }]);
});

test('steps stay in the order of the query, or the largest comes first; equal names are one', () => {
  const rows = [
    ['a', 1],
    ['b', 5],
    ['a', 2],
  ] as const;
  const names = (sort: 'none' | 'value') =>
    funnelOf(rows, { sort }).steps.map(({ name, value }) => [name, value]);
  expect(names('none')).toEqual([
    ['a', 3],
    ['b', 5],
  ]);
  expect(names('value')).toEqual([
    ['b', 5],
    ['a', 3],
  ]);
});

test('without a text each number field is a step, its rows added up and no filter', () => {
  const frame: Frame = {
    fields: [
      fieldFromValues({ name: 'seen', type: 'number' }, [10, 20]),
      fieldFromValues({ name: 'clicked', type: 'number' }, [1, 2]),
    ],
    length: 2,
  };
  const { steps } = toFunnel([frame], defaults, { seen: { label: 'Impressions' } });
  expect(steps.map(({ label, value, filters }) => [label, value, filters])).toEqual([
    ['Impressions', 30, []],
    ['clicked', 3, []],
  ]);
});

test('the time between steps is a field of its own and never a step', () => {
  const frame: Frame = {
    fields: [
      fieldFromValues({ name: 'wait', type: 'number', unit: 's' }, [null, 30]),
      ...frameOf([
        ['a', 10],
        ['b', 5],
      ]).fields,
    ],
    length: 2,
  };
  const { steps, durationConfig } = toFunnel([frame], { ...defaults, duration: 'wait' }, {});
  expect(steps.map(({ value, duration }) => [value, duration])).toEqual([
    [10, NaN],
    [5, 30],
  ]);
  expect(durationConfig.unit).toBe('s');
});

test('what is not a count is not known: no share, no loss, and the next step is not guessed', () => {
  for (const value of [null, NaN, -5, Infinity]) {
    const { steps } = funnelOf([
      ['a', 10],
      ['b', value],
      ['c', 5],
    ]);
    expect(steps[1]).toMatchObject({ value: NaN, ofFirst: NaN, lost: NaN });
    expect(steps[2]).toMatchObject({ ofFirst: 0.5, ofBefore: NaN });
  }
  expect(
    funnelOf([
      ['a', 0],
      ['b', 0],
    ]).steps[1]?.ofFirst,
  ).toBeNaN();
});

test('a step may be larger than the one before; then nothing is lost', () => {
  const { steps, worst } = funnelOf([
    ['a', 10],
    ['b', 12],
  ]);
  expect(steps[1]).toMatchObject({ ofBefore: 1.2, lost: -2 });
  expect(worst).toBe(-1);
});

test('later steps than the limit are counted; fields that are not there give no steps', () => {
  const rows = Array.from({ length: 20 }, (_, i) => [`s${i}`, 20 - i] as const);
  expect(funnelOf(rows, { maxSteps: 5 })).toMatchObject({ omitted: 15, steps: { length: 5 } });
  expect(funnelOf(rows, { step: 'missing' }).steps).toEqual([]);
  expect(funnelOf(rows, { value: 'missing' }).steps).toEqual([]);
});

test('bars are as long as their values, inside the plot, and never on one another', () => {
  const values = fc.array(
    fc.oneof(fc.double({ min: 0, max: 1e300, noNaN: true }), fc.constant(NaN)),
    {
      minLength: 1,
      maxLength: 50,
    },
  );
  const side = fc.integer({ min: 0, max: 1200 });
  const align = fc.constantFrom('left', 'center');
  fc.assert(
    fc.property(values, fc.tuple(side, side), align, (some, [width, height], where) => {
      const { bars, plot } = layoutFunnel({
        ...{ values: some, width, height, names: 80, numbers: 90, align: where },
      });
      const largest = Math.max(0, ...some.filter(Number.isFinite));
      for (const [i, bar] of bars.entries()) {
        expect(bar.x).toBeGreaterThanOrEqual(plot.left - 1e-6);
        expect(bar.x + bar.width).toBeLessThanOrEqual(plot.left + plot.width + 1e-6);
        expect(bar.y).toBeGreaterThanOrEqual(-1e-6);
        expect(bar.y + bar.height).toBeLessThanOrEqual(Math.max(height, 8) + 1e-6);
        if (some[i] === largest && largest > 0) expect(bar.width).toBeCloseTo(plot.width);
        const next = bars[i + 1];
        if (next !== undefined) expect(next.y).toBeGreaterThanOrEqual(bar.y + bar.height - 1e-6);
      }
    }),
  );
});

test('there is text between bars only where it has room', () => {
  const request = { values: [3, 2, 1], width: 600, names: 80, numbers: 90, align: 'left' } as const;
  expect(layoutFunnel({ ...request, height: 240 })).toMatchObject({
    hasGaps: true,
    hasTexts: true,
  });
  expect(layoutFunnel({ ...request, height: 80 })).toMatchObject({
    hasGaps: false,
    hasTexts: true,
  });
  expect(layoutFunnel({ ...request, height: 30 })).toMatchObject({
    hasGaps: false,
    hasTexts: false,
  });
});

test('the duration of rows that are one step is their mean, by how many reach it', () => {
  const columns = { step: ['cart', 'cart', 'cart'], users: [30, 10, 60], took: [100, 300, null] };
  const frame: Frame = {
    fields: Object.entries(columns).map(([name, values]) =>
      fieldFromValues({ name, type: name === 'step' ? 'string' : 'number' }, values),
    ),
    length: 3,
  };
  const { steps } = toFunnel([frame], { ...defaults, duration: 'took' }, {});
  expect(steps.map(({ value, duration }) => [value, duration])).toEqual([[100, 150]]);
});
