import type { DashboardDocument } from '@heliostat/sdk';
import { rowHeightPx } from '../dashboard/layout.ts';

const columns = 24;
const gapPx = 8;
/** Below this a dashboard is one column, and its panels have these heights. */
const narrowPx = 768;
const narrowHeightPx = { least: 120, most: 420 };

/** How large a panel is on a dashboard of this width; undefined where it stands nowhere. */
export function panelSize(
  { layout }: DashboardDocument,
  slug: string,
  dashboardWidth: number,
): { width: number; height: number } | undefined {
  for (const row of layout.rows)
    for (const { panel, stack, span } of row.cells) {
      const slugs = stack ?? (panel === undefined ? [] : [panel]);
      if (!slugs.includes(slug)) continue;
      const column = (dashboardWidth - (columns - 1) * gapPx) / columns;
      const height = (rowHeightPx(row) - (slugs.length - 1) * gapPx) / slugs.length;
      if (dashboardWidth < narrowPx) return { width: dashboardWidth, height: narrowHeight(height) };
      return { width: column * span + (span - 1) * gapPx, height };
    }
  return;
}

function narrowHeight(height: number): number {
  return Math.min(narrowHeightPx.most, Math.max(narrowHeightPx.least, height));
}

/** The largest size of the same shape that fits. */
export function fitInto(
  size: { width: number; height: number },
  box: { width: number; height: number },
): { width: number; height: number } {
  const scale = Math.min(1, box.width / size.width, box.height / size.height);
  return { width: Math.floor(size.width * scale), height: Math.floor(size.height * scale) };
}
