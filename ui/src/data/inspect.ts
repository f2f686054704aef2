import type { Filter, Interval } from '@heliostat/sdk';
import { readError, send } from './graphql.ts';
import type { AdHocQuery, QueryReference } from './query.ts';

/** What really ran for a query, as `/api/v1/query/inspect` tells it. */
export interface Inspection {
  datasource: string;
  filters: readonly Filter[];
  maxPoints: number;
  range: Interval;
  stepMs: number;
  stats: {
    statement: string;
    params: Readonly<Record<string, string>>;
    rowsRead?: number;
    bytesRead?: number;
    elapsedMs?: number;
    notices?: readonly string[];
    cached: boolean;
    rows?: number;
    bytes: number;
    totalMs: number;
  };
  traits?: { reads: readonly string[]; tail: boolean };
  /** From asking to having the answer, as this browser measured it. */
  roundTripMs: number;
}

export async function inspectQuery(
  fetch: typeof globalThis.fetch,
  query: QueryReference | AdHocQuery,
  signal: AbortSignal,
): Promise<Inspection> {
  const startedAt = performance.now();
  const response = await send(fetch, '/api/v1/query/inspect', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(query),
    signal,
  });
  if (!response.ok) throw await readError(response);
  const inspection = (await response.json()) as Omit<Inspection, 'roundTripMs'>;
  return { ...inspection, roundTripMs: performance.now() - startedAt };
}
