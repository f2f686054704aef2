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

/** Beside the rule between two tiles, and before the next one. */
export const padding = 12;
export const rule = 1;

/** Whether these values make a line. */
export function hasLine(values: Float64Array): boolean {
  return values.filter(Number.isFinite).length > 1;
}

/** Of the trends in tiles of this height, CSS pixels; 0 where they have no room. */
export function trendHeightOf(height: number): number {
  return height >= 96 ? Math.min(height * 0.38, 88) : 0;
}

/** Of the arrow before a change, and of the space between it and a label. */
const arrowWidth = 12;
const labelGap = 8;
/** From here on a change can have a line of its own: alone, or below a label and a number that can be read from afar. */
const minHeight = { alone: 70, labelled: 82 };

/** What a change takes at least: it is written anew with every value, and a letter more should move nothing. */
const leastChange = textWidth('−99.9%', 12);

/** What a tile says beside its number; the label is empty for a number alone. */
export interface Told {
  label: string;
  delta: { text: string; short: string } | undefined;
}

/** Where the change of a number stands, and how much of it is said there. */
export interface DeltaPlace {
  isBelow: boolean;
  form: 'text' | 'short' | 'none';
}

/**
 * Where changes stand, beside the labels or below the numbers, and how much of them is said there: the same for all
 * tiles of a panel, in a tile of these CSS pixels, and nothing where a name would be cut for it.
 */
export function placeDeltas(
  tiles: readonly Told[],
  { width, height }: { width: number; height: number },
): DeltaPlace {
  const told = tiles.flatMap(({ label, delta }) => (delta === undefined ? [] : [{ label, delta }]));
  if (told.length === 0) return { isBelow: false, form: 'none' };
  const isLabelled = told.every(({ label }) => label !== '');
  const fits = (room: number, form: 'text' | 'short') =>
    told.every(({ label, delta }) => widthOf(label, delta[form]) <= room);
  const fitsBelow = told.every(({ delta }) => widthOf('', delta.text) <= width);
  if (isLabelled && fits(width - labelGap, 'text')) return { isBelow: false, form: 'text' };
  if (height >= (isLabelled ? minHeight.labelled : minHeight.alone))
    return { isBelow: true, form: fitsBelow ? 'text' : 'short' };
  const isShort = isLabelled && fits(width - labelGap, 'short');
  return { isBelow: false, form: isShort ? 'short' : 'none' };
}

function widthOf(before: string, change: string): number {
  return textWidth(before, 12) + arrowWidth + Math.max(leastChange, textWidth(change, 12));
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
