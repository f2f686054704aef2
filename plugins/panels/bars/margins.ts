import type { CategorySet } from './categories.ts';

export interface Margins {
  top: number;
  right: number;
  bottom: number;
  left: number;
}

/** Mean width of a character at 11 px, and of the number after a bar. */
const characterWidth = 6.2;
const valueWidth = 52;

/** Room around the plot for names, ticks and numbers: names take at most 40 % of the width. */
export function margins(
  set: CategorySet,
  { isHorizontal, width, height }: { isHorizontal: boolean; width: number; height: number },
): Margins {
  const isTiny = width < 140 || height < 90;
  if (!isHorizontal) return { top: 16, right: 8, bottom: isTiny ? 4 : 22, left: isTiny ? 4 : 44 };
  const longest = set.categories.reduce((max, { name }) => Math.max(max, name.length), 0);
  const names = Math.min(longest * characterWidth + 14, width * 0.4);
  return { top: 4, right: isTiny ? 4 : valueWidth, bottom: isTiny ? 2 : 20, left: names };
}
