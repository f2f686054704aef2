import type { LayoutRow } from '@heliostat/sdk';
import { rowHeightPx } from '../dashboard/layout.ts';

/** With its header. */
const rowHeadPx = 36;

/**
 * Rows that are on the screen or within one of it, by what the file says of their heights: known before
 * anything is laid out. They are drawn at once; the others when they come near.
 */
export function rowsNear(
  rows: readonly LayoutRow[],
  { scrollY, innerHeight }: Pick<Window, 'scrollY' | 'innerHeight'> = window,
): ReadonlySet<LayoutRow> {
  let top = 0;
  return new Set(
    rows.filter((row) => {
      const from = top;
      top += rowHeightPx(row) + rowHeadPx;
      return top > scrollY - innerHeight && from < scrollY + 2 * innerHeight;
    }),
  );
}
