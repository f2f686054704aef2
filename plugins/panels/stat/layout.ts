import { area, line } from 'd3-shape';
import { scaleLinear } from 'd3-scale';
import type { FormattedValue } from '@heliostat/sdk';
import { textWidth } from '@heliostat/sdk/ui';

/** Columns and rows of equal tiles, in CSS pixels. */
export interface Tiling {
  columns: number;
  rows: number;
  width: number;
  height: number;
}

/** Tiles as close to 5:3 as the space allows: the readable shape for a number over its trend. */
export function tile(count: number, width: number, height: number): Tiling {
  let best: Tiling = {
    columns: 1,
    rows: Math.max(1, count),
    width,
    height: height / Math.max(1, count),
  };
  for (let columns = 2; columns <= count; columns++) {
    const rows = Math.ceil(count / columns);
    const candidate = { columns, rows, width: width / columns, height: height / rows };
    if (misfit(candidate, count) < misfit(best, count)) best = candidate;
  }
  return best;
}

/** Places that stay empty are worse than tiles of another shape. */
const emptiness = 1.5;

function misfit({ width, height, columns, rows }: Tiling, count: number): number {
  const shape = Math.abs(Math.log(Math.max(1, width) / Math.max(1, height) / (5 / 3)));
  return shape + emptiness * (1 - count / (columns * rows));
}

/** Of the arrow before a change, and of the space between it and a label. */
const arrowWidth = 12;
const labelGap = 8;
/** From here on a change can have a line of its own: alone, or below a label and a number that can be read from afar. */
const minHeight = { alone: 70, labelled: 82 };

interface DeltaRoom {
  /** Empty for a number alone. */
  label: string;
  delta: { text: string; short: string };
  width: number;
  height: number;
}

/**
 * Where the change stands, beside the label or below the number, and how much of it is said there: nothing where a
 * name would be cut for it.
 */
export function placeDelta({ label, delta, width, height }: DeltaRoom) {
  const fits = (before: string, room: number, text = delta.text) =>
    textWidth(before, 12) + arrowWidth + textWidth(text, 12) <= room;
  if (label !== '' && fits(label, width - labelGap)) return { isBelow: false, text: delta.text };
  const isBelow = height >= (label === '' ? minHeight.alone : minHeight.labelled);
  if (isBelow) return { isBelow, text: fits('', width) ? delta.text : delta.short };
  const isNamed = label === '' || fits(label, width - labelGap, delta.short);
  return { isBelow, text: isNamed ? delta.short : '' };
}

const sizes = [56, 40, 28, 20, 15] as const;

/** Mean width of a digit of the font, relative to its size; affixes are set at half the size. */
const digitWidth = 0.6;
const affixScale = 0.5;

/** The largest size of the type scale, up to `most`, in which each of these numbers fits a box. */
export function fitSize(
  values: readonly FormattedValue[],
  { width, height, most = 56 }: { width: number; height: number; most?: number },
): number {
  const characters = Math.max(...values.map(lengthOf));
  const fits = (size: number) =>
    size <= most && size * digitWidth * characters <= width && size * 1.1 <= height;
  return sizes.find(fits) ?? sizes[sizes.length - 1] ?? 15;
}

function lengthOf({ prefix = '', text, suffix = '' }: FormattedValue): number {
  return text.length + (prefix.length + suffix.length) * affixScale;
}

export interface TrendPaths {
  line: string;
  area: string;
  /** Where the last point lies, for its dot. */
  end: { x: number; y: number } | undefined;
}

/** Of the dot at the end of a trend, which lies within the box as a whole. */
export const endRadius = 2.5;

/** Paths of a trend in a box; breaks where values are missing. Flat series lie in the middle. */
export function trendPaths(values: Float64Array, width: number, height: number): TrendPaths {
  const known = values.filter((value) => Number.isFinite(value));
  if (known.length < 2 || width < 8 || height < 6) return { line: '', area: '', end: undefined };
  const low = known.reduce((a, b) => Math.min(a, b));
  const high = known.reduce((a, b) => Math.max(a, b));
  const x = scaleLinear([0, values.length - 1], [0, width - endRadius]);
  const y =
    low === high ? () => height / 2 : scaleLinear([low, high], [height - endRadius, endRadius]);
  const isKnown = (value: number) => Number.isFinite(value);
  const last = values.length - 1;
  const points = Array.from(values);
  return {
    line:
      line<number>(
        (_, i) => x(i),
        (v) => y(v),
      ).defined(isKnown)(points) ?? '',
    area:
      area<number>(
        (_, i) => x(i),
        height,
        (v) => y(v),
      ).defined(isKnown)(points) ?? '',
    end: isKnown(values[last] ?? NaN) ? { x: x(last), y: y(values[last] ?? 0) } : undefined,
  };
}
