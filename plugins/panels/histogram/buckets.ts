import { max, min, tickIncrement } from 'd3-array';
import type { Options } from './options.ts';
import type { Sample } from './samples.ts';

/** Neighbouring buckets: bucket `i` is from `edges[i]` (included) to `edges[i + 1]`. */
export type Edges = readonly number[];

export interface EdgeRequest {
  buckets: number;
  width?: number | undefined;
  scale: Options['scale'];
  /** Whether the values are lower edges already. */
  isBucketed: boolean;
}

/** More are never drawn: wider ones are made. */
const maxBuckets = 400;

/**
 * Round edges around all values; of values that are lower edges, those edges. Ascending; empty when
 * there is no value that the scale can show.
 */
export function toEdges(samples: readonly Sample[], request: EdgeRequest): Edges {
  const isLog = request.scale === 'log';
  const all = samples.map(({ values }) => (isLog ? values.filter((value) => value > 0) : values));
  const ends = extentOf(all);
  if (ends === undefined) return [];
  const [low, high] = ends;
  if (request.isBucketed) return givenEdges(all, isLog);
  return isLog ? ratioEdges(low, high, request.buckets) : widthEdges(low, high, request);
}

/** How much of the sample is in each bucket; values beyond the edges are in none. */
export function countInto({ values, weights }: Sample, edges: Edges): Float64Array {
  const counts = new Float64Array(Math.max(0, edges.length - 1));
  for (let i = 0; i < values.length; i++) {
    const bucket = bucketOf(values[i] ?? NaN, edges);
    if (bucket >= 0) counts[bucket] = (counts[bucket] ?? 0) + (weights?.[i] ?? 1);
  }
  return counts;
}

/** The bucket of a value, the last one for the last edge itself; −1 beyond the edges. */
export function bucketOf(value: number, edges: Edges): number {
  const last = edges.length - 1;
  const [first = NaN] = edges;
  if (!(value >= first) || value > (edges[last] ?? NaN)) return -1;
  let low = 0;
  let high = last;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((edges[middle] ?? 0) <= value) low = middle;
    else high = middle;
  }
  return Math.min(low, last - 1);
}

function extentOf(all: readonly Float64Array[]): [number, number] | undefined {
  const low = min(all, (values) => min(values));
  const high = max(all, (values) => max(values));
  return low === undefined || high === undefined ? undefined : [low, high];
}

function widthEdges(low: number, high: number, { buckets, width }: EdgeRequest): Edges {
  // Neighbouring edges must differ as numbers, also where those are huge.
  const finest = Math.max(Math.abs(low), Math.abs(high)) * 2 ** -50;
  const step = Math.max(finest, stepFor(low, high, { buckets, width }));
  const count = Math.floor(high / step) - Math.floor(low / step) + 1;
  const wide = count > maxBuckets ? step * Math.ceil(count / maxBuckets) : step;
  // Values near the ends of what a number holds: too far or too little apart for any step.
  if (!Number.isFinite(wide) || !Number.isFinite(1 / wide)) return [low, Math.max(high, low + 1)];
  // A step like 0.05 is no binary number, its inverse is: multiples of it would gather dust.
  const inverse = Math.round(1 / wide);
  const isInverse = wide < 1 && Math.abs(inverse * wide - 1) < 1e-9;
  const at = (i: number) => (isInverse ? i / inverse : i * wide);
  const first = Math.floor(isInverse ? low * inverse : low / wide);
  return edgesFrom(at(first) > low ? first - 1 : first, high, at);
}

/** Edge after edge until the largest value lies below the last, or on it where that saves a bucket. */
function edgesFrom(first: number, high: number, at: (i: number) => number): number[] {
  const edges = [at(first)];
  for (let i = first + 1; edges.length < maxBuckets * 2; i++) {
    edges.push(at(i));
    if (at(i) > high || (at(i) === high && edges.length > 2)) break;
  }
  return edges;
}

/** The width that is asked for, else a round one. */
function stepFor(
  low: number,
  high: number,
  { buckets, width }: Pick<EdgeRequest, 'buckets' | 'width'>,
) {
  if (width !== undefined) return width;
  if (low === high) return 1;
  // `tickIncrement` gives 1 / step as a negative number where that is the whole number.
  const step = tickIncrement(low, high, buckets);
  return step > 0 ? step : -1 / step;
}

/** Edges at whole parts of a decade. */
function ratioEdges(low: number, high: number, buckets: number): Edges {
  const decades = Math.log10(high) - Math.log10(low);
  const perDecade = Math.max(1, Math.min(1000, decades === 0 ? 1 : Math.round(buckets / decades)));
  const start = Math.floor(Math.log10(low) * perDecade + 1e-9);
  const at = (i: number) => Number((10 ** (i / perDecade)).toPrecision(12));
  return edgesFrom(at(start) > low ? start - 1 : start, high, at);
}

/** The lower edges that are there; where they are regular, also those of the empty buckets between. */
function givenEdges(all: readonly Float64Array[], isLog: boolean): Edges {
  const lower = [...new Set(all.flatMap((values) => [...values]))].sort((a, b) => a - b);
  const steps = lower.slice(1).map((edge, i) => edge - (lower[i] ?? 0));
  const step = Math.min(...steps);
  const last = lower.at(-1) ?? 0;
  const before = lower.at(-2);
  if (before === undefined) return [last, last + 1];
  const isRegular = !isLog && steps.every((one) => isMultiple(one, step));
  const count = Math.round((last - (lower[0] ?? 0)) / step) + 1;
  const edges =
    isRegular && count <= maxBuckets * 10
      ? Array.from({ length: count + 1 }, (_, i) => (lower[0] ?? 0) + i * step)
      : [...lower, isLog ? (last * last) / before : last + (last - before)];
  return thin(edges);
}

function isMultiple(value: number, step: number): boolean {
  const times = value / step;
  return Math.abs(times - Math.round(times)) < 1e-6 * times;
}

/** Every n-th edge, and the last one. */
function thin(edges: readonly number[]): Edges {
  const every = Math.ceil((edges.length - 1) / maxBuckets);
  return edges.filter((_, i) => i % every === 0 || i === edges.length - 1);
}
