import type { LayoutRow } from '@heliostat/sdk';

const unitPx = 30;
const gapPx = 8;

/** A row is `height` units of 30 px with the gaps between them, as Grafana counts. */
export function rowHeightPx(row: LayoutRow): number {
  const units = row.height ?? 8;
  return units * unitPx + (units - 1) * gapPx;
}
