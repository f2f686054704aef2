import { formatAxis, formatTicks, valueTicks } from '@heliostat/sdk';
import { fitTicks, textWidth, type AxisTick } from '@heliostat/sdk/ui';
import { max } from 'd3-array';
import { scaleLinear, scaleLog } from 'd3-scale';
import type { Edges } from './buckets.ts';
import type { Histogram } from './histogram.ts';

/** A histogram in its panel; positions are CSS pixels from the top left of the plot. */
export interface Layout {
  plot: { left: number; top: number; width: number; height: number };
  /** Left edge of every bucket, and the right edge of the last. */
  edges: readonly number[];
  /** The outline of each series: its bars, one path. */
  bars: readonly string[];
  /** The upper edge of each series as one line of steps. */
  steps: readonly string[];
  xTicks: readonly AxisTick[];
  yTicks: readonly AxisTick[];
  /** A value on the x axis. */
  x: (value: number) => number;
}

export interface LayoutRequest {
  histogram: Histogram;
  /** Series that are drawn; the others keep their place and count for nothing. */
  hidden: ReadonlySet<string>;
  isStacked: boolean;
  isLog: boolean;
  isShare: boolean;
  /** CSS pixels for the words above the plot. */
  head: number;
  width: number;
  height: number;
}

export function layoutHistogram(request: LayoutRequest): Layout {
  const { histogram, width, height, head } = request;
  const isTiny = width < 140 || height < 80;
  const bands = stackUp(request);
  // Bars that are seen through would show the gaps between those behind them.
  const isSolid = request.isStacked || bands.length === 1;
  const top = max(bands, (band) => max(band.to)) ?? 0;
  const bottom = isTiny ? 2 : 20;
  const unit = request.isShare ? 'percent' : 'short';
  const plotHeight = Math.max(0, height - head - 4 - bottom);
  const y = scaleLinear([0, top || 1], [plotHeight, 0]);
  const values = valueTicks([0, top || 1], Math.max(1, Math.floor(plotHeight / 36)), {
    unit,
  }).filter((value) => request.isShare || Number.isInteger(value));
  const texts = formatTicks(values, { unit });
  const left = isTiny ? 2 : Math.max(16, ...texts.map((text) => textWidth(text))) + 8;
  const plot = { left, top: head + 4, width: Math.max(0, width - left - 8), height: plotHeight };
  const x = xScale(histogram.edges, request.isLog, plot.width);
  const edges = histogram.edges.map(x);
  return {
    plot,
    edges,
    x,
    bars: bands.map((band) => barsPath(band, edges, { y, gap: isSolid ? 1 : 0 })),
    steps: bands.map((band) => stepsPath(band, edges, y)),
    xTicks: isTiny ? [] : xTicks(request, x, plot),
    yTicks: isTiny ? [] : values.map((value, i) => ({ at: y(value), text: texts[i] ?? '' })),
  };
}

/** Where the bars of a series begin and end, in what is counted. */
interface Band {
  from: Float64Array;
  to: Float64Array;
}

function stackUp({ histogram, hidden, isStacked }: LayoutRequest): Band[] {
  let ground: Float64Array = new Float64Array(Math.max(0, histogram.edges.length - 1));
  return histogram.series.map(({ name, heights }) => {
    const from = ground;
    const to = hidden.has(name) ? from : heights.map((height, i) => height + (from[i] ?? 0));
    if (isStacked) ground = to;
    return { from, to };
  });
}

/** Linear or logarithmic over the edges. */
function xScale(edges: Edges, isLog: boolean, width: number): (value: number) => number {
  const ends = [edges[0] ?? 0, edges.at(-1) ?? 1];
  const scale = isLog ? scaleLog(ends, [0, width]) : scaleLinear(ends, [0, width]);
  return (value) => scale(value);
}

interface BarShape {
  y: (value: number) => number;
  /** Between bars that are wide enough for it. */
  gap: number;
}

function barsPath({ from, to }: Band, edges: readonly number[], { y, gap }: BarShape): string {
  let path = '';
  for (let i = 0; i < to.length; i++) {
    const [bottom, top] = [y(from[i] ?? 0), y(to[i] ?? 0)];
    if (!(top < bottom)) continue;
    const [left = 0, right = 0] = [edges[i], edges[i + 1]];
    const inset = right - left > 3 ? gap : 0;
    // A count that is there is seen, however small it is.
    const height = Math.max(1, bottom - top);
    path += `M${round(left)},${round(bottom - height)}H${round(right - inset)}V${round(bottom)}H${round(left)}Z`;
  }
  return path;
}

function stepsPath({ to }: Band, edges: readonly number[], y: (value: number) => number) {
  if (to.length === 0) return '';
  let path = `M${round(edges[0] ?? 0)},${round(y(0))}`;
  to.forEach((value, i) => (path += `V${round(y(value))}H${round(edges[i + 1] ?? 0)}`));
  return `${path}V${round(y(0))}`;
}

/** Labels at round values, at powers of ten on a logarithmic axis; the unit stands at the last. */
function xTicks(
  { histogram, isLog }: LayoutRequest,
  x: (value: number) => number,
  plot: Layout['plot'],
): AxisTick[] {
  const [low = 0, high = 1] = [histogram.edges[0], histogram.edges.at(-1)];
  const { unit, decimals } = histogram.config;
  const values = isLog
    ? logTicks(low, high, unit)
    : valueTicks([low, high], Math.max(2, Math.floor(plot.width / 80)), { unit });
  const labels = formatAxis(values, { unit, decimals });
  const ticks = values
    .map((value, i) => ({ at: x(value), text: labels.texts[i] ?? '' }))
    .filter(({ at, text }) => {
      const half = textWidth(text + labels.unit) / 2;
      return at - half >= -plot.left && at + half <= plot.width + 8;
    });
  const last = ticks.length - 1;
  return evenly(
    ticks.map(({ at, text }, i) => ({ at, text: i === last ? text + labels.unit : text })),
  );
}

/** Every tick, every second, …, until their labels are apart; the last one stays. */
function evenly(ticks: readonly AxisTick[]): AxisTick[] {
  for (let every = 1; every < ticks.length; every++) {
    const some = ticks.filter((_, i) => (ticks.length - 1 - i) % every === 0);
    if (fitTicks(some, textWidth).length === some.length) return some;
  }
  return ticks.slice(-1);
}

/** Powers of ten, with their halves and fifths over less than three decades; of bytes, powers of 1024. */
function logTicks(low: number, high: number, unit: string | undefined): number[] {
  const isBinary = unit === 'bytes' || unit === 'bytes/s';
  const base = isBinary ? 1024 : 10;
  const factors = isBinary ? [1, 32] : high / low < 1000 ? [1, 2, 5] : [1];
  const ticks: number[] = [];
  for (let power = Math.floor(Math.log(low) / Math.log(base)); base ** power <= high; power++)
    for (const factor of factors) {
      const tick = isBinary
        ? factor * base ** power
        : Number((factor * 10 ** power).toPrecision(3));
      if (tick >= low && tick <= high) ticks.push(tick);
    }
  return ticks;
}

const round = (value: number) => Math.round(value * 100) / 100;
