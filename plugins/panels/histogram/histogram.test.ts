import { fieldFromValues, withDefaults, type Frame } from '@heliostat/sdk';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bucketOf, countInto, toEdges } from './buckets.ts';
import { toHistogram } from './histogram.ts';
import { options } from './options.ts';
import { otherName, type Sample } from './samples.ts';

const numbers = (columns: Record<string, (number | null)[]>, names?: (string | null)[]): Frame => {
  const fields = Object.entries(columns).map(([name, values]) =>
    fieldFromValues({ name, type: 'number' }, values),
  );
  if (names !== undefined) fields.unshift(fieldFromValues({ name: 'host', type: 'string' }, names));
  return { fields, length: fields[0]?.values.length ?? 0 };
};
const histogramOf = (frame: Frame, given: Record<string, unknown> = {}, fields = {}) =>
  toHistogram({ frames: [frame], options: withDefaults(options, given), fields });
const sampleOf = (values: number[]): Sample => ({
  ...{ name: 'x', field: 'x', unit: undefined, weights: undefined, filters: [] },
  values: Float64Array.from(values),
});
const request = { buckets: 10, scale: 'linear', isBucketed: false } as const;

test('raw values fall into buckets with round edges', () => {
  const { edges, series } = histogramOf(numbers({ ms: [1, 12, 13, 27, 40] }), { buckets: 4 });

  expect(edges).toEqual([0, 10, 20, 30, 40]);
  expect([...(series[0]?.counts ?? [])]).toEqual([1, 2, 1, 1]);
  expect(series[0]).toMatchObject({ total: 5, median: 13, mean: 18.6 });
});

test('edges of fractions have no binary dust', () => {
  expect(toEdges([sampleOf([0.1, 0.7])], request)).toEqual([
    0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7,
  ]);
});

test('a width wins over the number of buckets, and is widened rather than drawn a thousand times', () => {
  expect(toEdges([sampleOf([3, 19])], { ...request, width: 5 })).toEqual([0, 5, 10, 15, 20]);
  const wide = toEdges([sampleOf([0, 1e6])], { ...request, width: 1 });
  expect(wide.length).toBeLessThanOrEqual(402);
  expect(wide.at(-1)).toBeGreaterThanOrEqual(1e6);
});

test('one value has a bucket of its own', () => {
  expect(toEdges([sampleOf([7, 7])], request)).toEqual([7, 8]);
});

test('logarithmic buckets have equal ratios; what is not above zero is counted apart', () => {
  const { edges, notPositive, series } = histogramOf(numbers({ ms: [0, -3, 1, 10, 500] }), {
    ...{ scale: 'log', buckets: 3 },
  });
  expect(edges).toEqual([1, 10, 100, 1000]);
  expect([notPositive, series[0]?.total]).toEqual([2, 3]);
});

test('rows that are bucketed keep their edges, with the empty buckets between', () => {
  const frame = numbers({ bucket: [30, 0, 10], requests: [4, 1, 5] });
  const { edges, series, field } = histogramOf(frame);

  expect([edges, field]).toEqual([[0, 10, 20, 30, 40], 'bucket']);
  expect([...(series[0]?.counts ?? [])]).toEqual([1, 5, 0, 4]);
  expect(series[0]).toMatchObject({ name: 'requests', total: 10, median: 18, mean: 22 });
  expect(
    histogramOf(numbers({ low: [1, 2, 4], n: [1, 1, 1] }), { bucketField: 'low', scale: 'log' })
      .edges,
  ).toEqual([1, 2, 4, 8]);
});

test('a text splits values into series, the rest is added up', () => {
  const names = ['a', 'a', 'a', 'b', 'b', 'c', 'd'];
  const { series, merged } = histogramOf(numbers({ ms: [1, 2, 3, 4, 5, 6, 7] }, names), {
    maxSeries: 3,
  });
  expect(merged).toBe(2);
  expect(series.map(({ name, total }) => [name, total])).toEqual([
    ['a', 3],
    ['b', 2],
    [otherName, 2],
  ]);
});

test('several fields are series of their own, those beyond the limit are counted', () => {
  const frame = numbers({ a: [1, 2], b: [3, null], c: [5, 6] });
  const { series, omitted } = histogramOf(frame, { maxSeries: 2 }, { b: { label: 'Beta' } });
  expect([omitted, series.map(({ label, total }) => [label, total])]).toEqual([
    1,
    [
      ['a', 2],
      ['Beta', 1],
    ],
  ]);
});

test('shares of a series are percent', () => {
  const { series } = histogramOf(numbers({ ms: [1, 1, 1, 9] }), { measure: 'share', buckets: 2 });
  expect(series[0]?.heights.reduce((sum, height) => sum + height)).toBe(100);
});

test('no numbers, no buckets', () => {
  expect(histogramOf(numbers({ a: [null, NaN, Infinity] })).edges).toEqual([]);
  expect(
    toHistogram({ frames: [], options: withDefaults(options, {}), fields: {} }).series,
  ).toEqual([]);
});

test('a value is in the bucket whose edges it lies between, and in none beyond them', () => {
  expect([-1, 0, 9.9, 10, 20, 21].map((value) => bucketOf(value, [0, 10, 20]))).toEqual([
    -1, 0, 0, 1, 1, -1,
  ]);
});

test('values that differ by the least there is are in one bucket', () => {
  const sample = sampleOf([0, 5e-324]);
  const edges = toEdges([sample], { buckets: 1, scale: 'linear', isBucketed: false });
  expect(edges).toEqual([0, 1]);
  expect([...countInto(sample, edges)]).toEqual([2]);
});

test('every value is counted once, edges ascend and enclose all, whatever the values', () => {
  const value = fc.double({ min: -1e300, max: 1e300, noNaN: true });
  const scale = fc.constantFrom('linear' as const, 'log' as const);
  fc.assert(
    fc.property(
      fc.array(value, { minLength: 1 }),
      scale,
      fc.integer({ min: 1, max: 300 }),
      (values, kind, buckets) => {
        const sample = sampleOf(
          kind === 'log' ? values.map((one) => Math.abs(one) + 1e-9) : values,
        );
        const edges = toEdges([sample], { buckets, scale: kind, isBucketed: false });
        edges.slice(1).forEach((edge, i) => expect(edge).toBeGreaterThan(edges[i] ?? NaN));
        const counted = countInto(sample, edges).reduce((sum, count) => sum + count, 0);
        expect(counted).toBe(values.length);
      },
    ),
  );
});

test('the rest takes neither the name nor the values of a text', () => {
  const names = ['other', 'other', 'other', 'a', 'b'];
  const { series } = histogramOf(numbers({ ms: [1, 2, 3, 4, 5] }, names), { maxSeries: 2 });
  expect(series.map(({ name, total, filters }) => [name, total, filters.length])).toEqual([
    ['other', 3, 1],
    ['other (2)', 2, 0],
  ]);
});
