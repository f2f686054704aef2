import { scaleBand, scaleLinear } from 'd3-scale';
import type { CategorySet } from './categories.ts';
import type { Options } from './options.ts';

/** Bars from one to another, by index, in either direction. */
export interface Brush {
  from: number;
  to: number;
}

/** One rectangle, in CSS pixels from the top left of the plot. */
export interface Bar {
  category: number;
  series: number;
  value: number;
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface BarsLayout {
  bars: readonly Bar[];
  /** Middle of each category along its axis. */
  centers: readonly number[];
  bandwidth: number;
  /** Where zero lies along the value axis. */
  zero: number;
  /** A value, or a share of 100 with `stack: percent`, as a position along the value axis. */
  position: (value: number) => number;
  domain: readonly [number, number];
}

/** Length along the categories and along the values, in CSS pixels. */
export interface PlotSize {
  across: number;
  along: number;
  /** True where values go to the right, false where they go up. */
  isHorizontal: boolean;
}

const maxBandwidth = 44;

/** Rectangles of a set. Stacks start at zero: positive values one way, negative ones the other. */
export function layoutBars(set: CategorySet, stack: Options['stack'], size: PlotSize): BarsLayout {
  const band = scaleBand(range(set.categories.length), [0, size.across])
    .paddingInner(0.28)
    .paddingOuter(0.14);
  const spans = set.categories.flatMap((category, i) => spansOf(category.values, stack, i));
  const domain = domainOf(spans);
  const ends = size.isHorizontal ? [0, size.along] : [size.along, 0];
  const scale = scaleLinear(domain, ends);
  const bandwidth = Math.min(band.bandwidth(), maxBandwidth);
  const offset = (band.bandwidth() - bandwidth) / 2;
  const lanes = stack === 'none' ? Math.max(1, set.series.length) : 1;
  const bars = spans.map((span) => {
    const lane = stack === 'none' ? span.series : 0;
    const across = (band(span.category) ?? 0) + offset + (lane * bandwidth) / lanes;
    return toBar(span, {
      across,
      thickness: bandwidth / lanes,
      scale,
      isHorizontal: size.isHorizontal,
    });
  });
  const centers = set.categories.map((_, i) => (band(i) ?? 0) + band.bandwidth() / 2);
  return { bars, centers, bandwidth, zero: scale(0), position: scale, domain };
}

interface Span {
  category: number;
  series: number;
  value: number;
  from: number;
  to: number;
}

function spansOf(values: readonly number[], stack: Options['stack'], category: number): Span[] {
  const sum = values.reduce(
    (total, value) => total + (Number.isFinite(value) ? Math.abs(value) : 0),
    0,
  );
  const ends = { up: 0, down: 0 };
  return values.flatMap((value, series) => {
    if (!Number.isFinite(value)) return [];
    const length = stack === 'percent' ? (sum === 0 ? 0 : (100 * value) / sum) : value;
    if (stack === 'none') return [{ category, series, value, from: 0, to: length }];
    const side = length < 0 ? 'down' : 'up';
    const from = ends[side];
    ends[side] += length;
    return [{ category, series, value, from, to: ends[side] }];
  });
}

/** Always with zero in it, and never empty. */
function domainOf(spans: readonly Span[]): [number, number] {
  let low = 0;
  let high = 0;
  for (const { from, to } of spans) {
    low = Math.min(low, from, to);
    high = Math.max(high, from, to);
  }
  return low === high ? [0, 1] : [low, high];
}

interface Placement {
  across: number;
  thickness: number;
  scale: (value: number) => number;
  isHorizontal: boolean;
}

function toBar(span: Span, { across, thickness, scale, isHorizontal }: Placement): Bar {
  const start = Math.min(scale(span.from), scale(span.to));
  // A value that is there is seen, however small it is.
  const length = Math.max(Math.abs(scale(span.to) - scale(span.from)), span.value === 0 ? 0 : 1);
  const { category, series, value } = span;
  return isHorizontal
    ? { category, series, value, x: start, y: across, width: length, height: thickness }
    : { category, series, value, x: across, y: start, width: thickness, height: length };
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i);
}
