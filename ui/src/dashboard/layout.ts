import type { LayoutRow } from '@heliostat/sdk';

const unitPx = 30;
const gapPx = 8;

/** A key for each name: the name itself, with its count where it stands more than once. */
export function uniqueKeys(names: readonly string[]): string[] {
  const counts = new Map<string, number>();
  return names.map((name) => {
    const count = (counts.get(name) ?? 0) + 1;
    counts.set(name, count);
    return count === 1 ? name : `${name}#${count}`;
  });
}

/** A row is `height` units of 30 px with the gaps between them, as Grafana counts. */
export function rowHeightPx(row: LayoutRow): number {
  const units = row.height ?? 8;
  return units * unitPx + (units - 1) * gapPx;
}
