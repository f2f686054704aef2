import {
  formatAxis,
  formatTimeTicks,
  timeTicks,
  type AxisLabels,
  type FieldConfig,
  type Interval,
} from '@heliostat/sdk';
import { fitTicks } from '@heliostat/sdk/ui';
import type { AxisSide, Mark } from './marks.ts';
import type { Options } from './options.ts';
import type { Extent, Extents } from './points.ts';
import { timeScale, timeToPixel, type TimeScale } from './time-scale.ts';
import { valueScale, type ValueScale } from './value-scale.ts';

/** In CSS pixels. */
export interface PlotBox {
  left: number;
  top: number;
  width: number;
  height: number;
}

export interface ValueAxis extends AxisLabels {
  side: AxisSide;
  scale: ValueScale;
}

export interface TimeTick {
  /** CSS pixels from the left of the panel. */
  at: number;
  text: string;
  /** Second line: the date, where it changes. */
  context: string;
}

export type AxisEnds = Readonly<Partial<Record<AxisSide, Extent>>>;

/** Where everything of a chart is. */
export interface Layout {
  box: PlotBox;
  time: TimeScale;
  axes: readonly ValueAxis[];
  timeTicks: readonly TimeTick[];
}

export interface LayoutRequest {
  width: number;
  height: number;
  range: Interval;
  timeZone: string;
  marks: readonly Mark[];
  extents: Extents;
  options: Options;
  /** Ends of value axes that the viewer has set. */
  ends: AxisEnds;
  /** Room kept on the right for names at the ends of lines. */
  labelWidth: number;
}

const digitWidth = 6.6;
const narrowWidth = 3.3;
const axisGap = 8;
const edge = 8;

/** Width of a text in the 11 px axis font, close enough to set margins: its digits are tabular. */
export function textWidth(text: string): number {
  let width = 0;
  for (const letter of text) width += /[.,:'’ \u202fil|]/.test(letter) ? narrowWidth : digitWidth;
  return width;
}

export function layoutChart(request: LayoutRequest): Layout {
  const { width, height, range } = request;
  const isTiny = width < 160 || height < 90;
  const plotHeight = isTiny ? height - 4 : height - edge - bottomOf(height);
  const axes = valueAxes(request, Math.max(1, plotHeight));
  const margin = (side: AxisSide, free: number) => {
    const axis = axes.find((one) => one.side === side);
    return axis === undefined ? free : labelRoom(axis) + axisGap + 2;
  };
  const left = isTiny ? 2 : margin('left', edge);
  const right = isTiny ? 2 : margin('right', edge) + request.labelWidth;
  const box = {
    left,
    top: isTiny ? 2 : edge,
    width: Math.max(0, width - left - right),
    height: Math.max(0, plotHeight),
  };
  const time = timeScale(range, box.left, box.width);
  const shownAxes = isTiny ? axes.map((axis) => ({ ...axis, texts: [], unit: '' })) : axes;
  return { box, time, axes: shownAxes, timeTicks: isTiny ? [] : xTicks(request, time, box) };
}

/** On the left the unit hangs over into the plot; on the right it stands behind the last label. */
function labelRoom({ side, texts, unit }: ValueAxis): number {
  const last = textWidth(texts.at(-1) ?? '') + (side === 'right' ? textWidth(unit) : 0);
  return Math.max(last, ...texts.map(textWidth));
}

/** One line of times, and one of dates where there is height for it. */
function bottomOf(height: number): number {
  return height < 140 ? 18 : 32;
}

function valueAxes(request: LayoutRequest, height: number): ValueAxis[] {
  const sides: AxisSide[] = request.marks.some((mark) => mark.axis === 'left')
    ? ['left', 'right']
    : ['right'];
  if (request.marks.length === 0) return [valueAxis(request, 'left', height)];
  return sides
    .filter((side) => request.marks.some((mark) => mark.axis === side))
    .map((side) => valueAxis(request, side, height));
}

function valueAxis(request: LayoutRequest, side: AxisSide, height: number): ValueAxis {
  const { options, extents } = request;
  const marks = request.marks.filter((mark) => mark.axis === side);
  const first = marks[0]?.field;
  const unit = options.stack === 'percent' ? 'percentunit' : first?.unit;
  const needsZero = options.stack !== 'none' || marks.some((mark) => mark.draw !== 'lines');
  const scale = valueScale({
    kind: options.scale,
    extent: unionExtent(marks.map((mark) => extents.of(mark.top))),
    needsZero,
    softMin: options.softMin,
    softMax: options.softMax,
    ...(request.ends[side] ?? fixedEnds(options, first)),
    tickCount: Math.max(2, Math.min(6, Math.floor(height / 36))),
    unit,
    height,
  });
  const labels = formatAxis(scale.ticks, { unit, decimals: first?.decimals });
  return { side, scale, ...labels };
}

function fixedEnds({ stack }: Options, field: FieldConfig | undefined) {
  return { min: field?.min, max: stack === 'percent' ? 1 : field?.max };
}

function unionExtent(extents: readonly (Extent | undefined)[]): Extent | undefined {
  let union: Extent | undefined;
  for (const extent of extents) {
    if (extent === undefined) continue;
    union = {
      min: Math.min(union?.min ?? Infinity, extent.min),
      max: Math.max(union?.max ?? -Infinity, extent.max),
    };
  }
  return union;
}

function xTicks(request: LayoutRequest, time: TimeScale, box: PlotBox): TimeTick[] {
  const count = Math.max(2, Math.floor(box.width / 90));
  const ticks = timeTicks(request.range, count, request.timeZone);
  const labels = formatTimeTicks(ticks, request.timeZone);
  const placed = ticks.map((tick, i) => ({
    at: timeToPixel(time, tick),
    text: labels[i]?.text ?? '',
    context: request.height < 140 ? '' : (labels[i]?.context ?? ''),
  }));
  const inside = placed.filter(({ at, text }) => {
    const half = textWidth(text) / 2;
    return at - half >= 0 && at + half <= request.width;
  });
  const kept = new Set(fitTicks(inside, textWidth));
  return inside.filter((tick) => kept.has(tick));
}
