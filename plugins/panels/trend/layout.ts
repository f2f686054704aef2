import { formatTicks, valueTicks, type FieldConfig, type Interval } from '@heliostat/sdk';
import type { AxisTick } from '@heliostat/sdk/ui';
import { scaleLinear } from 'd3-scale';
import type { Band } from './band.ts';

/** Where everything of a trend is, in CSS pixels. */
export interface Layout {
  plot: { left: number; top: number; width: number; height: number };
  /** Room for the list at the right, or below; 0 where there is none. */
  listWidth: number;
  listHeight: number;
  ticks: readonly AxisTick[];
  hasAxes: boolean;
  x(time: number): number;
  y(value: number): number;
}

interface Space {
  width: number;
  height: number;
  /** Whether there is something to list. */
  hasList: boolean;
  /** Whether a line below says what is not watched; it stands under the list, where there is one. */
  hasNote: boolean;
  range: Interval;
  times: Float64Array;
  values: Float64Array;
  band: Band;
  config: FieldConfig;
}

const characterWidth = 6.2;
/** Numbers nearer to the end of what can be written would span an infinite axis. */
const limit = 8e307;
const axisHeight = 32;
export const noteHeight = 18;
/** The disc of what is unusual has its room above the highest value. */
const discRadius = 6;

export function layoutTrend(space: Space): Layout {
  const { width, height, range } = space;
  const hasAxes = width >= 140 && height >= 90;
  const { listWidth, listHeight } = placeList(space);
  const top = hasAxes ? 8 : 2;
  const foot = space.hasNote && hasAxes && listWidth + listHeight === 0 ? noteHeight : 0;
  const plotHeight = Math.max(0, height - listHeight - foot - top - (hasAxes ? axisHeight : 2));
  const { scale, ticks } = valueAxis(space, plotHeight);
  const widest = ticks.reduce((max, { text }) => Math.max(max, text.length), 0);
  const left = hasAxes ? Math.min(widest * characterWidth + 12, width * 0.3) : 2;
  const plotWidth = Math.max(0, width - listWidth - left - 8);
  const perMs = plotWidth / Math.max(1, range.to - range.from);
  return {
    plot: { left, top, width: plotWidth, height: plotHeight },
    listWidth,
    listHeight,
    ticks,
    hasAxes,
    x: (time) => (time - range.from) * perMs,
    y: (value) => scale(Math.max(-limit, Math.min(limit, value))),
  };
}

/** At the right of a wide panel, below the plot of a high one. */
function placeList({ width, height, hasList }: Space) {
  if (!hasList) return { listWidth: 0, listHeight: 0 };
  if (width >= 560 && height >= 140)
    return { listWidth: Math.min(250, width * 0.36), listHeight: 0 };
  return { listWidth: 0, listHeight: width >= 200 && height >= 260 ? 112 : 0 };
}

function valueAxis(space: Space, height: number) {
  const { unit, decimals } = space.config;
  const scale = scaleLinear(domainOf(space), [height, Math.min(discRadius, height / 4)]).nice(
    Math.max(4, Math.floor(height / 30)),
  );
  const [low = 0, high = 1] = scale.domain();
  const values = valueTicks([low, high], Math.max(2, Math.floor(height / 44)), { unit, decimals });
  const texts = formatTicks(values, { unit, decimals });
  return { scale, ticks: values.map((value, i) => ({ at: scale(value), text: texts[i] ?? '' })) };
}

/** Of what is visible: values and band; zero where it is near, so that the height means something. */
function domainOf({ range, times, values, band, config }: Space): [number, number] {
  let low = config.min ?? Infinity;
  let high = config.max ?? -Infinity;
  const include = (value: number) => {
    if (!Number.isFinite(value)) return;
    if (config.min === undefined) low = Math.min(low, value);
    if (config.max === undefined) high = Math.max(high, value);
  };
  times.forEach((time, i) => {
    if (time < range.from || time > range.to) return;
    include(values[i] ?? NaN);
    include(band.low[i] ?? NaN);
    include(band.high[i] ?? NaN);
  });
  if (!(low <= high)) return [0, 1];
  if (low > 0 && low < (high - low) * 0.5 && config.min === undefined) low = 0;
  const [from, to] = [Math.max(-limit, low), Math.min(limit, high)];
  if (to / 2 - from / 2 > 1e-300) return [from, to];
  const around = Math.abs(from) > 1e-290 ? Math.abs(from) / 10 : 1;
  return [from - around, from + around];
}
