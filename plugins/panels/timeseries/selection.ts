import type { Interval } from '@heliostat/sdk';
import type { Layout, PlotBox } from './layout.ts';
import type { AxisSide } from './marks.ts';
import type { Extent } from './points.ts';
import { timeToPixel } from './time-scale.ts';
import { pixelToValue } from './value-scale.ts';

/** A stretch of one value axis, in CSS pixels from the top of the plot. */
export interface Band {
  side: AxisSide;
  from: number;
  to: number;
}

/** Where a stretch of the time axis is, whichever end comes first. */
export function brushBox({ box, time }: Layout, brush: Interval): PlotBox {
  const clamp = (x: number) => Math.max(box.left, Math.min(box.left + box.width, Math.round(x)));
  const left = clamp(timeToPixel(time, Math.min(brush.from, brush.to)));
  const right = clamp(timeToPixel(time, Math.max(brush.from, brush.to)));
  return { left, top: box.top, width: right - left, height: box.height };
}

/** The same for a stretch of a value axis. */
export function bandBox({ box }: Layout, band: Band): PlotBox {
  const clamp = (y: number) => Math.max(box.top, Math.min(box.top + box.height, Math.round(y)));
  const top = clamp(Math.min(band.from, band.to));
  return {
    left: box.left,
    top,
    width: box.width,
    height: clamp(Math.max(band.from, band.to)) - top,
  };
}

const shortest = 10;
const longest = 200 * 365 * 86_400_000;

/** The range `factor` times as long, with `at` staying where it is on the screen. */
export function zoomRange({ from, to }: Interval, at: number, factor: number): Interval {
  const span = Math.max(shortest, Math.min(longest, (to - from) * factor));
  const start = at - span * ((at - from) / (to - from));
  return { from: start, to: start + span };
}

/** The values that a band of an axis covers; undefined where they are not apart. */
export function endsBetween({ axes, box }: Layout, band: Band): Extent | undefined {
  const axis = axes.find((one) => one.side === band.side);
  if (axis === undefined || box.height <= 0) return;
  const min = pixelToValue(axis.scale, Math.max(band.from, band.to), box);
  const max = pixelToValue(axis.scale, Math.min(band.from, band.to), box);
  return max > min && Number.isFinite(max - min) ? { min, max } : undefined;
}

/** The band that is `factor` as high as the plot, around its middle. */
export function middleBand({ box }: Layout, side: AxisSide, factor: number): Band {
  const middle = box.top + box.height / 2;
  const half = (box.height / 2) * factor;
  return { side, from: middle - half, to: middle + half };
}

/** The value axis whose labels are at a place of the plot. */
export function axisAt({ axes, box }: Layout, x: number, y: number): AxisSide | undefined {
  if (y < box.top || y > box.top + box.height) return;
  const side = x < box.left - 4 ? 'left' : x > box.left + box.width + 4 ? 'right' : undefined;
  return axes.some((axis) => axis.side === side && axis.texts.length > 0) ? side : undefined;
}
