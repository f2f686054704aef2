import { legendRows, textWidth } from '@heliostat/sdk/ui';

/** Around the note, in CSS pixels. */
const noteChrome = 16;

/** What of the categories is added up; empty for nothing, and where there is no room to say it. */
export function noteOf(merged: number, height: number): string {
  return merged > 0 && height >= 120 ? `${merged} more in other` : '';
}

interface Room {
  width: number;
  /** How high a line of each is. */
  legendLine: number;
  noteLine: number;
}

/**
 * How much stands below the bars, and whether the note (empty for none) has a line of its own below the
 * legend: it has where both do not fit beside each other.
 */
export function footOf(
  legend: readonly string[],
  note: string,
  { width, legendLine, noteLine }: Room,
): { height: number; isBelow: boolean } {
  if (legend.length === 0) return { height: note === '' ? 0 : noteLine, isBelow: false };
  if (note === '') return { height: legendLine, isBelow: false };
  const isBelow = legendRows(legend, width - textWidth(note) - noteChrome) > 1;
  return { height: legendLine + (isBelow ? noteLine : 0), isBelow };
}
