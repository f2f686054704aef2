import { formatText, labelFilters } from '@heliostat/sdk';
import { resolveColor, statusOf, thresholdFor, type TooltipRow } from '@heliostat/sdk/ui';
import type { Theme } from '@heliostat/sdk';
import { heightOf } from './crosshair.ts';
import type { Layout } from './layout.ts';
import type { Mark, Style } from './marks.ts';
import type { Options } from './options.ts';

/** One series at the crosshair. */
export interface Reading {
  mark: Mark;
  value: number;
  /** Distance of its mark from the pointer in pixels; Infinity without a pointer. */
  distance: number;
}

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
  const height = heightOf(layout, mark, index);
  return height === undefined ? Infinity : Math.abs(height - y);
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

/** In the ranked order, at most `limit` around the nearest one. */
export function nearRows(
  readings: readonly Reading[],
  ranked: readonly string[],
  { nearest, limit }: { nearest: string | null; limit: number },
): Reading[] {
  const byName = new Map(readings.map((reading) => [reading.mark.name, reading]));
  const present = ranked.flatMap((name) => byName.get(name) ?? []);
  if (present.length <= limit) return present;
  const at = present.findIndex((reading) => reading.mark.name === nearest);
  const start = Math.max(0, Math.min(at - (limit >> 1), present.length - limit));
  return present.slice(start, start + limit);
}

export function toRow({ mark, value }: Reading, isStrong: boolean, theme: Theme): TooltipRow {
  const threshold = thresholdFor(value, mark.field.thresholds);
  return {
    name: mark.label,
    text: formatMark(mark, value),
    value,
    color: threshold === undefined ? mark.color : resolveColor(threshold.color, theme),
    dash: mark.dash,
    filters: labelFilters(mark.series.labels),
    isStrong,
    ...(threshold !== undefined && { shape: statusOf(threshold.color).shape }),
  };
}

/** A value of a series in its unit. */
export function formatMark(style: Style, value: number | null): string {
  const { unit, decimals, noValue } = style.field;
  return formatText(value, { unit, decimals, noValue });
}
