import type { SeriesSet } from '@heliostat/sdk';
import type { Options } from './options.ts';

/** What has just happened is not stored yet: events are on their way for about this long. */
const onTheWayMs = 1000;
/** Of a bucket: before this share of it has passed, nothing can be told from it. */
const leastShare = 0.3;

/**
 * The time bucket that is still filling at `now`: kept as it is, left out, or drawn as high as it will be
 * when it goes on at this pace; at its beginning as high as the one before.
 */
export function treatOpenBucket(
  set: SeriesSet,
  treatment: Options['openBucket'],
  { bucketMs, now }: { bucketMs: number; now: number },
): SeriesSet {
  const last = set.times.length - 1;
  const began = set.times[last] ?? NaN;
  if (treatment === 'keep' || bucketMs <= 0 || !(began + bucketMs > now)) return set;
  if (treatment === 'skip')
    return {
      ...set,
      times: set.times.subarray(0, last),
      series: set.series.map((one) => ({ ...one, values: one.values.subarray(0, last) })),
    };
  const share = (now - onTheWayMs - began) / bucketMs;
  const series = set.series.map((one) => {
    const values = one.values.slice();
    const value = values[last] ?? NaN;
    values[last] = share < leastShare ? (values[last - 1] ?? value) : value / Math.min(1, share);
    return { ...one, values };
  });
  return { ...set, series };
}
