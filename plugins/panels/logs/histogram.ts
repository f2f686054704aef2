import { stepFor, type Interval } from '@heliostat/sdk';

/** Lines of one level in one bucket, stacked, in CSS pixels. */
export interface Bar {
  level: number;
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface Histogram {
  bars: Bar[];
  stepMs: number;
  /** By bucket and level: `bucket * levels + level`. */
  counts: Uint32Array;
  /** Start of the first bucket. */
  from: number;
  /** Of the highest bucket. */
  max: number;
}

interface Plot {
  range: Interval;
  width: number;
  height: number;
  levels: number;
}

const minBarPx = 9;

/** Lines over time in buckets at least 9 px wide; the gravest level stands at the bottom. */
export function toHistogram(
  count: number,
  lineOf: (i: number) => { time: number; level: number },
  { range, width, height, levels }: Plot,
): Histogram {
  const stepMs = stepFor(range, Math.max(1, Math.floor(width / minBarPx)), 1);
  const from = Math.floor(range.from / stepMs) * stepMs;
  const buckets = Math.max(1, Math.min(10_000, Math.ceil((range.to - from) / stepMs)));
  const counts = new Uint32Array(buckets * levels);
  const sums = new Uint32Array(buckets);
  let max = 0;
  for (let i = 0; i < count; i++) {
    const { time, level } = lineOf(i);
    const bucket = Math.floor((time - from) / stepMs);
    if (!(bucket >= 0 && bucket < buckets)) continue;
    counts[bucket * levels + level] = (counts[bucket * levels + level] ?? 0) + 1;
    sums[bucket] = (sums[bucket] ?? 0) + 1;
    max = Math.max(max, sums[bucket] ?? 0);
  }
  const histogram = { stepMs, counts, from, max };
  return { ...histogram, bars: toBars(histogram, { range, width, height, levels }) };
}

function toBars({ stepMs, counts, from, max }: Omit<Histogram, 'bars'>, plot: Plot): Bar[] {
  const { range, width, height, levels } = plot;
  const perMs = width / Math.max(1, range.to - range.from);
  const bars: Bar[] = [];
  let top = height;
  counts.forEach((count, i) => {
    const level = i % levels;
    if (level === 0) top = height;
    if (count === 0) return;
    const start = Math.max(0, (from + Math.floor(i / levels) * stepMs - range.from) * perMs);
    const end = Math.min(width, start + stepMs * perMs);
    const size = (count / max) * height;
    top -= size;
    bars.push({ level, x: start, y: top, width: Math.max(1, end - start - 1), height: size });
  });
  return bars;
}
