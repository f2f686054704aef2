import type { DashboardDocument, PanelDocument } from '@heliostat/sdk';
import { panelIds } from '../plugins.ts';

/** As most panels there are, so that it fits in; over the first query, so that it shows something. */
export function newPanel({ panels, queries }: DashboardDocument): PanelDocument {
  const types = Object.values(panels).map(({ type }) => type);
  const often = (type: string): number => types.filter((other) => other === type).length;
  const [type = ''] = panelIds.toSorted((a, b) => often(b) - often(a));
  const [query] = Object.keys(queries ?? {});
  return { type, title: 'New panel', ...(query !== undefined && { query }) };
}
