import { formatText } from '@heliostat/sdk';
import { resolveColor, statusOf, thresholdFor, type TooltipRow } from '@heliostat/sdk/ui';
import type { Theme } from '@heliostat/sdk';
import type { Layout } from './layout.ts';
import type { Mark, Style } from './marks.ts';
import type { Options } from './options.ts';
import { pixelMap, valueToPixel } from './value-scale.ts';

/** One series at the crosshair. */
export interface Reading {
  mark: Mark;
  value: number;
  /** Distance of its mark from the pointer in pixels; Infinity without a pointer. */
  distance: number;
}

const maxRows = 10;

/** What the marks show at a point, those without a value left out. */
export function readPoint(
  marks: readonly Mark[],
  index: number,
  pointer: { layout: Layout; y: number } | null,
): Reading[] {
  return marks.flatMap((mark) => {
    const value = mark.series.values[index] ?? NaN;
    if (Number.isNaN(value)) return [];
    return [
      { mark, value, distance: pointer === null ? Infinity : distanceTo(mark, index, pointer) },
    ];
  });
}

function distanceTo(
  mark: Mark,
  index: number,
  { layout, y }: { layout: Layout; y: number },
): number {
  const axis = layout.axes.find((one) => one.side === mark.axis);
  if (axis === undefined) return Infinity;
  const map = pixelMap(axis.scale, layout.box.top, layout.box.height);
  return Math.abs(valueToPixel(map, mark.top[index] ?? NaN) - y);
}

/** The reading nearest to the pointer. */
export function nearestReading(readings: readonly Reading[]): Reading | undefined {
  let nearest: Reading | undefined;
  for (const reading of readings)
    if (reading.distance < (nearest?.distance ?? Infinity)) nearest = reading;
  return nearest;
}

/** Names in the order of the tooltip. It is kept while the pointer rests: rows must not jump. */
export function rankReadings(readings: readonly Reading[], order: Options['tooltip']): string[] {
  const direction = order === 'ascending' ? 1 : -1;
  const ranked =
    order === 'series'
      ? [...readings]
      : [...readings].sort((a, b) => direction * (a.value - b.value));
  return ranked.map((reading) => reading.mark.name);
}

export interface Rows {
  rows: readonly TooltipRow[];
  more: number;
}

/** At most ten rows around the nearest one, which is bold, in the ranked order. */
export function toRows(
  readings: readonly Reading[],
  ranked: readonly string[],
  { nearest, theme }: { nearest: string | null; theme: Theme },
): Rows {
  const byName = new Map(readings.map((reading) => [reading.mark.name, reading]));
  const present = ranked.filter((name) => byName.has(name));
  const at = Math.max(0, present.indexOf(nearest ?? ''));
  const start = Math.max(0, Math.min(at - (maxRows >> 1), present.length - maxRows));
  const shown = present.slice(start, start + maxRows);
  const rows = shown.flatMap((name) => {
    const reading = byName.get(name);
    return reading === undefined ? [] : [toRow(reading, name === nearest, theme)];
  });
  return { rows, more: readings.length - rows.length };
}

function toRow({ mark, value }: Reading, isStrong: boolean, theme: Theme): TooltipRow {
  const threshold = thresholdFor(value, mark.field.thresholds);
  return {
    name: mark.label,
    text: formatMark(mark, value),
    color: threshold === undefined ? mark.color : resolveColor(threshold.color, theme),
    dash: mark.dash,
    isStrong,
    ...(threshold !== undefined && { shape: statusOf(threshold.color).shape }),
  };
}

/** A value of a series in its unit. */
export function formatMark(style: Style, value: number | null): string {
  const { unit, decimals, noValue } = style.field;
  return formatText(value, { unit, decimals, noValue });
}
