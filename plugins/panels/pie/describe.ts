import { formatShare } from '@heliostat/sdk';
import { textWidth } from '@heliostat/sdk/ui';
import type { PieLayout } from './pie.ts';
import type { Slice, Whole } from './slices.ts';

/** One slice in words. */
export function describeSlice({ label, share, merged }: Slice): string {
  return `${label}${merged > 0 ? ` (${merged})` : ''} ${formatShare(share)}`;
}

/** Why there is nothing to draw. */
export function emptiness({ negatives }: Whole): { title: string; hint: string } {
  if (negatives > 0)
    return {
      title: 'Only negative values',
      hint: 'A pie shows parts of a whole; use bars for values below zero.',
    };
  return {
    title: 'Nothing to divide',
    hint: 'A pie needs rows with a text and a number above zero; the query gave none for this time range.',
  };
}

/** What of the data is not shown as it is; empty when all is. */
export function noteOf({ slices, negatives }: Whole): string {
  const merged = slices.at(-1)?.merged ?? 0;
  const parts = [];
  if (merged > 0) parts.push(`${merged} more in other`);
  if (negatives > 0) parts.push(`${negatives} below zero left out`);
  return parts.join(', ');
}

const sizes = [40, 28, 20, 15] as const;

/** The total for the hole of a donut, in the largest size that fits; undefined where none does. */
export function toCenter(
  { total, measure }: Whole,
  { inner }: PieLayout,
  write: (value: number) => string,
): { text: string; size: number; caption: string } | undefined {
  const text = write(total);
  const size = sizes.find((one) => textWidth(text, one) <= inner * 1.5 && one <= inner * 0.8);
  if (size === undefined) return;
  const word = textWidth(measure ?? 'total') <= inner * 1.4 ? (measure ?? 'total') : 'total';
  return { text, size, caption: inner >= size / 2 + 26 ? word : '' };
}
