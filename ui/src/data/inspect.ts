import type { Filter, Interval } from '@heliostat/sdk';
import { post } from './graphql.ts';
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
  /** Whether `explainQuery` answers. */
  explains: boolean;
  traits?: { reads: readonly string[]; tail: boolean };
  /** From asking to having the answer, as this browser measured it. */
  roundTripMs: number;
}

type Asked = QueryReference | AdHocQuery;

export async function inspectQuery(
  fetch: typeof globalThis.fetch,
  query: Asked,
  signal: AbortSignal,
): Promise<Inspection> {
  const startedAt = performance.now();
  const inspection = await post<Omit<Inspection, 'roundTripMs'>>(
    fetch,
    { path: '/api/v1/query/inspect', body: query },
    signal,
  );
  return { ...inspection, roundTripMs: performance.now() - startedAt };
}

/** How the datasource would run a query, in lines of text. */
export async function explainQuery(
  fetch: typeof globalThis.fetch,
  query: Asked,
  signal: AbortSignal,
): Promise<string> {
  const { explanation } = await post<{ explanation: string }>(
    fetch,
    { path: '/api/v1/query/explain', body: query },
    signal,
  );
  return explanation;
}
