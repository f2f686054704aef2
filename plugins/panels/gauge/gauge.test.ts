import { fieldFromValues, withDefaults, type Frame } from '@heliostat/sdk';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { describeGauge, fractionOf, isBeyond, startOf, toGauges } from './gauge.ts';
import { options } from './options.ts';
import { reduceValues, type ReadingInput } from './readings.ts';

const numbers = (columns: Record<string, (number | null)[]>, names?: string[]): Frame => {
  const fields = Object.entries(columns).map(([name, values]) =>
    fieldFromValues({ name, type: 'number' }, values),
  );
  if (names !== undefined) fields.unshift(fieldFromValues({ name: 'host', type: 'string' }, names));
  return { fields, length: fields[0]?.values.length ?? 0 };
};
const timed = (frame: Frame): Frame => ({
  fields: [
    fieldFromValues(
      { name: 't', type: 'time' },
      Array.from({ length: frame.length }, (_, i) => i * 1000),
    ),
    ...frame.fields,
  ],
  length: frame.length,
});
const input = (
  frames: Frame[],
  fields: ReadingInput['fields'] = {},
  given: Record<string, unknown> = {},
): ReadingInput => ({
  ...{ frames, fields, nowMs: 1e9, stepMs: 1000 },
  options: withDefaults(options, given),
});
const gaugesOf = (...args: Parameters<typeof input>) => toGauges(input(...args)).gauges;

test('of rows without texts the last counts, each number on a scale around it', () => {
  expect(gaugesOf([numbers({ cpu: [1, 42], memory: [2, 830] })])).toMatchObject([
    { name: 'cpu', value: 42, domain: [0, 50], ends: ['0', '50'] },
    { name: 'memory', value: 830, domain: [0, 1000] },
  ]);
});

test('rows with texts are named by them, share their scale and can be chosen', () => {
  const gauges = gaugesOf([numbers({ load: [3, 17] }, ['a', 'b'])]);

  expect(gauges.map(({ name, domain }) => [name, domain])).toEqual([
    ['a', [0, 20]],
    ['b', [0, 20]],
  ]);
  expect(gauges[1]?.filters).toEqual([{ field: 'host', op: '=', value: 'b' }]);
});

test('a series becomes its last value without the bucket that is still filling', () => {
  const frame = timed(numbers({ rate: [4, 8, 1] }));

  expect(toGauges({ ...input([frame]), nowMs: 2500 }).gauges[0]?.value).toBe(8);
  expect(gaugesOf([frame], {}, { reduce: 'max' })[0]?.value).toBe(8);
  expect(gaugesOf([frame])[0]?.value).toBe(1);
});

test('shares have a full scale, ends of the field win, and an empty scale never divides by zero', () => {
  expect(gaugesOf([numbers({ a: [7] })], { a: { unit: 'percent' } })[0]?.domain).toEqual([0, 100]);
  expect(gaugesOf([numbers({ a: [7] })], { a: { min: -5, max: 30 } })[0]?.domain).toEqual([-5, 30]);
  expect(gaugesOf([numbers({ a: [7] })], { a: { min: 90 } })[0]?.domain).toEqual([90, 91]);
  expect(gaugesOf([numbers({ a: [0] })])[0]?.domain).toEqual([0, 1]);
});

test('thresholds are bands over the whole scale, also when they are out of order', () => {
  const thresholds = [
    { at: 90, color: 'crit', label: 'full' },
    { at: 70, color: 'warn' },
    { at: 200, color: 'accent' },
  ];

  expect(gaugesOf([numbers({ a: [95] })], { a: { thresholds, max: 100 } })[0]).toMatchObject({
    shown: { color: 'crit' },
    bands: [
      { from: 0, to: 70, color: undefined },
      { from: 70, to: 90, color: 'warn' },
      { from: 90, to: 100, color: 'crit', label: 'full' },
    ],
  });
});

test('a target is a number, or a field that is then no gauge of its own', () => {
  const frame = numbers({ sold: [80], plan: [120] });

  expect(gaugesOf([frame], { sold: { target: 100 } })[0]?.target?.text).toBe('100');
  expect(gaugesOf([frame], { sold: { target: 'plan' } })).toMatchObject([
    { name: 'sold', target: { value: 120 }, domain: [0, 120] },
  ]);
  expect(gaugesOf([timed(frame)], { sold: { target: 'plan' } })).toMatchObject([
    { name: 'sold', target: { value: 120 } },
  ]);
  expect(gaugesOf([frame], { sold: { target: 'sold' } })).toHaveLength(1);
});

test('mappings and texts for no value are shown', () => {
  const fields = { a: { mappings: [{ value: 3, text: 'down', color: 'crit' }], noValue: 'none' } };

  expect(gaugesOf([numbers({ a: [3] })], fields)[0]?.shown).toMatchObject({ text: 'down' });
  expect(gaugesOf([numbers({ a: [null] })], fields)[0]?.shown).toMatchObject({ text: 'none' });
});

test('values beyond the limit are counted', () => {
  const frame = numbers({ a: [1, 2, 3] }, ['x', 'y', 'z']);
  expect(toGauges(input([frame], {}, { maxValues: 2 }))).toMatchObject({
    omitted: 1,
    gauges: { length: 2 },
  });
});

test('a value is described with its scale and target', () => {
  const [gauge] = gaugesOf([numbers({ a: [95] })], { a: { unit: 'percent', target: 90 } });
  expect(gauge && describeGauge(gauge)).toBe('a 95%, on a scale from 0% to 100%, target 90%');
  expect(gauge && isBeyond({ ...gauge, value: 101 })).toBe(true);
});

test('the mark of a value starts at zero, or at the nearest end', () => {
  expect(startOf([-50, 150])).toBe(0.25);
  expect(startOf([10, 20])).toBe(0);
  expect(startOf([-20, -10])).toBe(1);
});

test('an end at -0 is the 0 it is, in its bands and in its words', () => {
  const thresholds = [
    { at: -0, color: 'warn' },
    { at: 5e-324, color: 'warn' },
  ];
  const [gauge] = gaugesOf([numbers({ a: [-0] })], { a: { thresholds } });
  expect(gauge?.domain[0]).toBe(0);
  expect(gauge?.bands[0]?.from).toBe(0);
  expect(gauge?.ends[0]).toBe('0');
});

test('bands cover the scale once, and marks stay on it, whatever the numbers', () => {
  const any = fc.double({ noNaN: true });
  fc.assert(
    fc.property(any, fc.array(any, { maxLength: 5 }), (value, steps) => {
      const thresholds = steps.map((at) => ({ at, color: 'warn' }));
      const [gauge] = gaugesOf([numbers({ a: [value] })], { a: { thresholds } });
      if (gauge === undefined) throw new Error('no gauge');
      const { domain, bands } = gauge;
      expect(domain[0]).toBeLessThan(domain[1]);
      expect([bands[0]?.from, bands.at(-1)?.to]).toEqual(domain);
      bands.slice(1).forEach((band, i) => expect(band.from).toBe(bands[i]?.to));
      const fraction = fractionOf(value, domain);
      expect(fraction >= 0 && fraction <= 1).toBe(true);
    }),
  );
});

test('nothing reduces to no value', () => {
  expect(reduceValues(new Float64Array(0), 'last')).toBeNaN();
  expect(reduceValues(Float64Array.of(1, NaN, 5, Infinity), 'mean')).toBe(3);
});
