import type { DashboardDocument, PanelDocument } from '@heliostat/sdk';
import { panelIds } from '../plugins.ts';
import { plainTitle } from './document/name-panels.ts';

/** As most panels there are, so that it fits in until what it shows is known. */
export function newPanel({ panels }: DashboardDocument): PanelDocument {
  const types = Object.values(panels).map(({ type }) => type);
  const often = (type: string): number => types.filter((other) => other === type).length;
  const [type = ''] = panelIds.toSorted((a, b) => often(b) - often(a));
  return { type, title: plainTitle };
}
