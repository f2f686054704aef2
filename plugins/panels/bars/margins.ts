import { textWidth } from '@heliostat/sdk/ui';
import type { CategorySet } from './categories.ts';

export interface Margins {
  top: number;
  right: number;
  bottom: number;
  left: number;
}

interface Space {
  isHorizontal: boolean;
  width: number;
  height: number;
  /** Whether numbers stand at the bars. */
  hasNumbers: boolean;
  /** Whether the value axis has ticks. */
  hasAxis: boolean;
}

/** Of the number after a bar, CSS pixels. */
const valueWidth = 52;

/** Share of its band that a bar fills, and how thick it must be to carry a number. */
const barShare = 0.72;
const minThickness = { horizontal: 9, vertical: 26 };

/** Room around the plot for names, ticks and numbers: names take at most 40 % of the width. */
export function margins(set: CategorySet, space: Space): Margins {
  const { isHorizontal, width, height, hasNumbers, hasAxis } = space;
  const tiny = isTiny(width, height);
  if (!isHorizontal)
    return { top: hasNumbers ? 18 : 8, right: 8, bottom: tiny ? 4 : 22, left: hasAxis ? 44 : 4 };
  const longest = set.categories.reduce((max, { name }) => Math.max(max, textWidth(name)), 0);
  const names = Math.min(longest + 10, width * 0.4);
  return { top: 4, right: hasNumbers ? valueWidth : 4, bottom: hasAxis ? 20 : 4, left: names };
}

/** Whether each bar has room for its number. */
export function numbersFit(
  set: CategorySet,
  { isHorizontal, width, height }: { isHorizontal: boolean; width: number; height: number },
): boolean {
  const bands = Math.max(1, set.categories.length);
  if (isHorizontal)
    return !isTiny(width, height) && (height / bands) * barShare >= minThickness.horizontal;
  return (width / bands) * barShare >= minThickness.vertical;
}

/** Without room for numbers or ticks. */
export function isTiny(width: number, height: number): boolean {
  return width < 140 || height < 90;
}
