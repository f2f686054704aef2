import type { DashboardDocument } from '@heliostat/sdk';

/** The smallest dashboard that can be edited. */
export const shop: DashboardDocument = {
  kind: 'dashboard',
  format: 1,
  title: 'Shop',
  panels: { a: { type: 'stat' } },
  layout: { rows: [{ cells: [{ panel: 'a', span: 24 }] }] },
};

/** A change of the title. */
export const titled = (title: string) => (one: DashboardDocument) => ({ ...one, title });
