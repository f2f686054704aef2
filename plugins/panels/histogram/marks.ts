import { displayText } from '@heliostat/sdk';
import { textWidth } from '@heliostat/sdk/ui';
import type { Histogram } from './histogram.ts';
import type { Options } from './options.ts';

/** A line at the mean or the median, in CSS pixels along the plot. */
export interface Mark {
  x: number;
  text: string;
  /** Where its words begin, and in which line above the plot. */
  textX: number;
  line: number;
  isDashed: boolean;
}

export const markLineHeight = 14;

/** How many lines of words stand above the plot. */
export function markLines(
  { series }: Histogram,
  marks: Options['marks'],
  { width, height }: { width: number; height: number },
): number {
  if (series.length !== 1 || marks === 'off' || height < 80 || width < 140) return 0;
  return marks === 'both' ? 2 : 1;
}

/** Lines of a single series, each with its words beside it, within the plot. */
export function placeMarks(
  { series, config }: Histogram,
  marks: Options['marks'],
  { x, width }: { x: (value: number) => number; width: number },
): Mark[] {
  const [only] = series;
  if (series.length !== 1 || only === undefined || marks === 'off') return [];
  const wanted = marks === 'both' ? (['median', 'mean'] as const) : [marks];
  return wanted.flatMap((name, line) => {
    const at = x(only[name]);
    if (!(at >= 0 && at <= width)) return [];
    const text = `${name} ${displayText(only[name], rounded(config))}`;
    const room = textWidth(text);
    const textX = Math.max(0, at + 5 + room <= width ? at + 5 : at - 5 - room);
    return [{ x: at, text, textX, line, isDashed: name === 'mean' }];
  });
}

/** The middle of values is rarely a round number: three digits say enough. */
export function rounded({ unit, decimals }: Histogram['config']) {
  return { unit: unit ?? 'short', decimals };
}
