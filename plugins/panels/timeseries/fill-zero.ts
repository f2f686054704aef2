import type { SeriesSet } from '@heliostat/sdk';
import { bucketMs } from './runs.ts';

/** Jumps in time get at most this many added points. */
const maxAdded = 100_000;

/**
 * The set with zero wherever a value is missing. Where whole buckets are missing, zeros are added one
 * step behind the last and one step ahead of the next, so that the line falls and rises again.
 */
export function fillZero(set: SeriesSet, stepMs: number): SeriesSet {
  const step = bucketMs(set.times, stepMs);
  const added = step > 0 ? missingTimes(set.times, step) : [];
  const times = Float64Array.from([...set.times, ...added]).sort();
  const series = set.series.map((one) => ({ ...one, values: zeros(set.times, one.values, times) }));
  return { ...set, times, series };
}

function missingTimes(times: Float64Array, step: number): number[] {
  const added: number[] = [];
  for (let i = 1; i < times.length && added.length < maxAdded; i++) {
    const before = times[i - 1] ?? 0;
    const after = times[i] ?? 0;
    if (after - before > step * 1.5) added.push(before + step);
    if (after - before > step * 2.5) added.push(after - step);
  }
  return added;
}

function zeros(known: Float64Array, values: Float64Array, times: Float64Array): Float64Array {
  const filled = new Float64Array(times.length);
  let at = 0;
  for (let i = 0; i < times.length; i++) {
    if (times[i] !== known[at]) continue;
    const value = values[at++] ?? NaN;
    filled[i] = Number.isNaN(value) ? 0 : value;
  }
  return filled;
}
