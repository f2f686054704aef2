import { formatTicks, formatTimeTicks, timeTicks, valueTicks } from '@heliostat/sdk';
import { fitTicks, type AxisTick } from '@heliostat/sdk/ui';
import { extent, quickselect } from 'd3-array';
import { scaleLinear, scaleLog } from 'd3-scale';
import type { Options } from './options.ts';
import type { Measure, Points } from './points.ts';

/** One axis of the plot, in CSS pixels from its corner. */
export interface PlotAxis {
  ticks: readonly AxisTick[];
  toPixel(value: number): number;
  toValue(pixel: number): number;
}

/** The plot without its margins. */
export interface PlotBox {
  left: number;
  top: number;
  width: number;
  height: number;
}

export interface Plot {
  box: PlotBox;
  x: PlotAxis;
  y: PlotAxis;
  /** Whether axes are drawn: a small plot has none. */
  hasAxes: boolean;
}

interface Space {
  width: number;
  height: number;
  options: Options;
  timeZone: string;
}

const characterWidth = 6.2;
const rightMargin = 14;

export function layoutPlot(points: Points, space: Space): Plot {
  const { width, height, options, timeZone } = space;
  const hasAxes = width >= 140 && height >= 90;
  // A size makes a point six times as wide at most.
  const inset = Math.min(24, options.radius * (points.size === undefined ? 1 : 6) + 4);
  const vertical = Math.max(0, height - (hasAxes ? 56 : 8));
  const yAxis = toAxis(points.y, points.ys, {
    scale: options.yScale,
    timeZone,
    span: insetSpan(vertical, inset).reverse() as [number, number],
  });
  const widest = yAxis.ticks.reduce((max, { text }) => Math.max(max, text.length), 0);
  const left = hasAxes ? Math.min(widest * characterWidth + 12, width * 0.3) : 4;
  const box = {
    left,
    top: hasAxes ? 20 : 4,
    width: Math.max(0, width - left - rightMargin),
    height: vertical,
  };
  const xAxis = toAxis(points.x, points.xs, {
    scale: options.xScale,
    timeZone,
    span: insetSpan(box.width, inset),
  });
  return { box, x: xAxis, y: yAxis, hasAxes };
}

/** Between the outermost values and the edges, so that no point is cut. */
function insetSpan(length: number, inset: number): [number, number] {
  const from = Math.min(inset, length / 4);
  return [from, length - from];
}

/** Labels that neither touch nor leave the panel at the right. */
function fitAcross(ticks: readonly AxisTick[], end: number): AxisTick[] {
  const widthOf = (text: string) => text.length * characterWidth;
  const inside = ticks.filter(({ at, text }) => at + widthOf(text) / 2 <= end + rightMargin);
  return fitTicks(inside, widthOf);
}

interface AxisSpace {
  scale: Options['xScale'];
  timeZone: string;
  /** Pixels of the low and of the high end. */
  span: [number, number];
}

function toAxis(measure: Measure, values: Float64Array, space: AxisSpace): PlotAxis {
  const { config, field } = measure;
  const domain = domainOf(values, space.scale, config);
  const length = Math.abs(space.span[1] - space.span[0]);
  const scale =
    space.scale === 'log' ? scaleLog(domain, space.span) : scaleLinear(domain, space.span);
  if (field.type !== 'time' && config.min === undefined && config.max === undefined)
    scale.nice(Math.max(2, Math.floor(length / 60)));
  const toPixel = (value: number) => {
    const at = scale(value);
    return Number.isFinite(at) ? at : NaN;
  };
  const ticks = toTicks(measure, scale.domain() as [number, number], { ...space, length });
  const placed = ticks
    .map(({ value, text }) => ({ at: toPixel(value), text }))
    .filter(({ at }) => at >= -0.5 && at <= Math.max(...space.span) + 0.5);
  return {
    ticks: space.span[1] > space.span[0] ? fitAcross(placed, space.span[1]) : placed,
    toPixel,
    toValue: (pixel) => scale.invert(pixel),
  };
}

/** Never empty; a log axis of one value spans a factor of ten around it. */
function domainOf(
  values: Float64Array,
  scale: Options['xScale'],
  { min, max }: { min?: number; max?: number },
): [number, number] {
  const [least = 0, most = 1] = extent(values) as [number?, number?];
  const low = min ?? least;
  const high = max ?? most;
  if (scale === 'log') {
    // Numbers near the end of what can be written have no decade below them.
    const from = Math.max(1e-300, low > 0 ? low : Math.min(1, high / 10));
    return high > from ? [from, high] : [from / 3, from * 3];
  }
  // Numbers near the end of what can be written must not span an infinite axis.
  const [from, to] = [low, high].map((one) => Math.max(-8e307, Math.min(8e307, one))) as [
    number,
    number,
  ];
  if (to / 2 - from / 2 > 1e-300) return [from, to];
  const around = Math.abs(from) > 1e-290 ? Math.abs(from) / 10 : 1;
  return [from - around, from + around];
}

function toTicks(
  { field, config }: Measure,
  domain: [number, number],
  { scale, timeZone, length }: AxisSpace & { length: number },
): { value: number; text: string }[] {
  const unit = { unit: config.unit ?? field.unit, decimals: config.decimals };
  if (field.type === 'time') {
    const range = { from: domain[0], to: domain[1] };
    const times = timeTicks(range, Math.max(2, Math.floor(length / 90)), timeZone);
    const labels = formatTimeTicks(times, timeZone);
    return times.map((value, i) => ({ value, text: labels[i]?.text ?? '' }));
  }
  const count = Math.max(2, Math.floor(length / 60));
  const values = scale === 'log' ? logTicks(domain, count) : valueTicks(domain, count, unit);
  const texts = formatTicks(values, unit);
  return values.map((value, i) => ({ value, text: texts[i] ?? '' }));
}

/** Powers of ten, no more than asked for; within one decade the steps between them. */
function logTicks(domain: [number, number], count: number): number[] {
  const low = Math.ceil(Math.log10(domain[0]) - 1e-9);
  const high = Math.floor(Math.log10(domain[1]) + 1e-9);
  if (high - low < 1) return scaleLog(domain, [0, 1]).ticks(count);
  const step = Math.max(1, Math.ceil((high - low + 1) / count));
  return Array.from(
    { length: Math.floor((high - low) / step) + 1 },
    (_, i) => 10 ** (low + i * step),
  );
}

/** Where points are on the plot; NaN for hidden ones, so that nothing finds them. */
export function placePoints(points: Points, plot: Plot, hidden: readonly boolean[]) {
  const xs = new Float32Array(points.rows.length);
  const ys = new Float32Array(points.rows.length);
  for (let i = 0; i < xs.length; i++) {
    const isHidden = hidden[points.groups[i] ?? 0] === true;
    xs[i] = isHidden ? NaN : plot.x.toPixel(points.xs[i] ?? NaN);
    ys[i] = isHidden ? NaN : plot.y.toPixel(points.ys[i] ?? NaN);
  }
  return { xs, ys };
}

/** The radius of each point: its area is the size, the median has the radius of the options. */
export function radiiOf(points: Points, radius: number): Float32Array {
  const radii = new Float32Array(points.rows.length).fill(radius);
  const { size, rows } = points;
  if (size?.field.type !== 'number') return radii;
  const { values } = size.field;
  const sizes = Float64Array.from(rows, (row) => Math.max(0, values[row] ?? 0));
  const known = sizes.filter((one) => one > 0 && one < Infinity);
  const middle = quickselect(known, known.length >> 1)[known.length >> 1] ?? 1;
  return radii.map((_, i) => {
    const share = (sizes[i] ?? 0) / middle;
    return Math.max(1, Math.min(radius * 6, radius * Math.sqrt(Number.isNaN(share) ? 0 : share)));
  });
}
