import type { DashboardDocument } from './dashboard.ts';

/**
 * A dashboard written in TypeScript, typed as the file is; `heliostat print FILE.ts` prints the file.
 * Returns what it is given.
 */
export function defineDashboard(document: DashboardDocument): DashboardDocument {
  return document;
}
