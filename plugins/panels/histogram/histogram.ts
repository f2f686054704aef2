import { configOf, type FieldConfig, type Filter, type Frame } from '@heliostat/sdk';
import { median, mean, sum } from 'd3-array';
import { countInto, toEdges, type Edges } from './buckets.ts';
import type { Fields, Options } from './options.ts';
import { toSamples, type Sample } from './samples.ts';

/** How the values of some frames are distributed. */
export interface Histogram {
  edges: Edges;
  series: readonly HistogramSeries[];
  /** Values that a logarithmic scale cannot show. */
  notPositive: number;
  merged: number;
  omitted: number;
  /** How values are written. */
  config: FieldConfig;
  /** The field whose values these are, to filter by; undefined where there are several. */
  field: string | undefined;
}

export interface HistogramSeries {
  name: string;
  label: string;
  filters: readonly Filter[];
  /** Colour token; undefined: the colour of its name. */
  color: string | undefined;
  /** One for each bucket, as they are drawn: values, or percent of the series. */
  heights: Float64Array;
  counts: Float64Array;
  total: number;
  /** NaN where there is no value. */
  mean: number;
  median: number;
}

export interface HistogramInput {
  frames: readonly Frame[];
  options: Options;
  fields: Fields;
}

export function toHistogram({ frames, options, fields }: HistogramInput): Histogram {
  const { samples, merged, omitted, isBucketed } = toSamples(frames, options);
  const edges = toEdges(samples, { ...options, isBucketed });
  const names = new Set(samples.map(({ field }) => field));
  const [first] = samples;
  const config = configOf(fields, {
    names: first === undefined ? [] : [first.field],
    type: 'number',
    unit: first?.unit,
  });
  const series = samples.map((sample) => toSeries(sample, edges, { options, fields }));
  const isLog = options.scale === 'log';
  return {
    ...{ edges, series, merged, omitted, config: { unit: 'short', ...config } },
    notPositive: isLog ? sum(samples, ({ values }) => sum(values, (v) => (v > 0 ? 0 : 1))) : 0,
    field: names.size === 1 ? first?.field : undefined,
  };
}

function toSeries(
  sample: Sample,
  edges: Edges,
  { options, fields }: Pick<HistogramInput, 'options' | 'fields'>,
): HistogramSeries {
  const { name, field, filters } = sample;
  const counts = countInto(sample, edges);
  const total = sum(counts);
  const own = configOf(fields, { names: [name], type: 'number' });
  const isShare = options.measure === 'share';
  return {
    ...{ name, label: own.label ?? (name === field ? field : name), color: own.color },
    ...{ counts, total, filters },
    heights: isShare ? counts.map((count) => (total === 0 ? 0 : (100 * count) / total)) : counts,
    ...middles(sample, counts, edges),
  };
}

/** Mean and median, of values in buckets as if they were spread evenly within them. */
function middles({ values, weights }: Sample, counts: Float64Array, edges: Edges) {
  if (weights === undefined) return { mean: mean(values) ?? NaN, median: median(values) ?? NaN };
  const total = sum(counts);
  const center = (i: number) => ((edges[i] ?? 0) + (edges[i + 1] ?? 0)) / 2;
  return {
    mean: total === 0 ? NaN : sum(counts, (count, i) => (count / total) * center(i)),
    median: medianOf(counts, edges, total),
  };
}

function medianOf(counts: Float64Array, edges: Edges, total: number): number {
  let before = 0;
  for (let i = 0; i < counts.length; i++) {
    const count = counts[i] ?? 0;
    if (count > 0 && before + count >= total / 2) {
      const [low = 0, high = 0] = [edges[i], edges[i + 1]];
      return low + ((total / 2 - before) / count) * (high - low);
    }
    before += count;
  }
  return NaN;
}
