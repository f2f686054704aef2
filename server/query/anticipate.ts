import type { DashboardDocument } from '@heliostat/sdk';
import type { Caller } from '../auth/permissions.ts';
import type { Effects } from '../effects.ts';
import { prepareQuery, type Places } from './resolve.ts';
import type { PreparedQuery } from './service.ts';

/** A dashboard that somebody opens, or may open soon. */
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
 * they are allowed, is read ahead; who asks a query that is wrong is told then. Never rejects.
 */
export async function anticipate(opened: OpenedDashboard, means: Means): Promise<void> {
  const { from = 'now-1h', to = 'now' } = opened.document.time ?? {};
  const names = Object.keys(opened.document.queries ?? {});
  await Promise.all(
    names.map(async (query) => {
      try {
        const input = { dashboard: opened.path, query, from, to };
        await means.readsOf(prepareQuery(input, opened.caller, means));
      } catch (error) {
        means.log.debug({ error, dashboard: opened.path, query }, 'query cannot be anticipated');
      }
    }),
  );
}
