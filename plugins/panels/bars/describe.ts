import { countText } from '@heliostat/sdk';
import type { Category } from './categories.ts';

/** The panel in one line: how many bars, and the first of them. */
export function summarize(
  title: string,
  categories: readonly Category[],
  write: (value: number) => string,
): string {
  if (categories.length === 0) return `${title}: nothing to compare`;
  const first = categories.slice(0, 3).map(({ name, total }) => `${name} ${write(total)}`);
  return `${title}: ${countText(categories.length, 'bar')}, ${first.join(', ')}`;
}
