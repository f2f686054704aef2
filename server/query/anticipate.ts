import type { DashboardDocument } from '@heliostat/sdk';
import type { Caller } from '../auth/permissions.ts';
import type { Effects } from '../effects.ts';
import { prepareQuery, type Places } from './resolve.ts';
import type { PreparedQuery } from './service.ts';

/** A dashboard that somebody opens. */
export interface OpenedDashboard {
  path: string;
  document: DashboardDocument;
  caller: Caller;
}

interface Means extends Places {
  /** Never rejects. */
  readsOf: (prepared: PreparedQuery) => Promise<unknown>;
  log: Effects['log'];
}

/**
 * Its page will ask its queries as soon as it is drawn. What must be known of them first, like whether
 * they are allowed, is read while the page loads; who asks a query that is wrong is told then.
 */
export function anticipate({ path, document, caller }: OpenedDashboard, means: Means): void {
  const { from = 'now-1h', to = 'now' } = document.time ?? {};
  for (const query of Object.keys(document.queries ?? {})) {
    try {
      void means.readsOf(prepareQuery({ dashboard: path, query, from, to }, caller, means));
    } catch (error) {
      means.log.debug({ error, dashboard: path, query }, 'query cannot be anticipated');
    }
  }
}
