import type { SeriesSet } from '@heliostat/sdk';
import { describe, expect, test } from 'vitest';
import { treatOpenBucket } from './open-bucket.ts';

const bucketMs = 10_000;
const set: SeriesSet = {
  times: Float64Array.of(0, 10_000, 20_000),
  series: [{ name: 'a', field: 'a', labels: {}, values: Float64Array.of(8, 10, 3) }],
  omitted: 0,
  sparse: false,
};
const lastAt = (treatment: 'keep' | 'skip' | 'project', now: number) =>
  treatOpenBucket(set, treatment, { bucketMs, now }).series[0]?.values.at(-1);

describe('the bucket that is still filling', () => {
  test('is kept, left out, or goes on at its pace', () => {
    expect(lastAt('keep', 26_000)).toBe(3);
    expect(lastAt('skip', 26_000)).toBe(10);
    // Half of it is stored: the last second is on its way.
    expect(lastAt('project', 26_000)).toBe(6);
  });

  test('is as high as the one before while hardly anything of it has passed', () => {
    expect(lastAt('project', 21_000)).toBe(10);
  });

  test('is what it is once it is full', () => {
    expect(lastAt('project', 30_000)).toBe(3);
    expect(lastAt('skip', 30_000)).toBe(3);
  });

  test('leaves the frame as it was', () => {
    lastAt('project', 26_000);
    expect([...(set.series[0]?.values ?? [])]).toEqual([8, 10, 3]);
  });

  test('of no buckets there is none', () => {
    const empty: SeriesSet = { ...set, times: new Float64Array(), series: [] };
    expect(treatOpenBucket(empty, 'project', { bucketMs, now: 0 })).toBe(empty);
    expect(treatOpenBucket(set, 'project', { bucketMs: 0, now: 26_000 })).toBe(set);
  });
});
