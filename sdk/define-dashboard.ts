import type { DashboardDocument } from './dashboard.ts';

/**
 * A dashboard written in TypeScript, typed as the file is; `heliostat print FILE.ts` prints the file.
 * Returns what it is given, and of what kind and format that is.
 */
export function defineDashboard(
  document: Omit<DashboardDocument, 'kind' | 'format'> & Partial<DashboardDocument>,
): DashboardDocument {
  return { kind: 'dashboard', format: 1, ...document };
}
