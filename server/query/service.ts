import type { Filter, ParamValue, QueryStats } from '@heliostat/sdk';
import type { Caller } from '../auth/permissions.ts';

/** What a viewer may send: names and values, never a query text. */
export interface QueryByReference {
  /** Path of the dashboard. */
  dashboard: string;
  /** Slug of the query. */
  query: string;
  variables?: Readonly<Record<string, ParamValue>>;
  filters?: readonly Filter[];
  /** `now-15m` / `now`, ISO 8601 or epoch milliseconds as text. */
  from: string;
  to: string;
  timeZone?: string;
  maxPoints?: number;
}

/** Needs the permission `query:raw`. */
export interface AdHocQuery extends Omit<QueryByReference, 'dashboard' | 'query'> {
  datasource: string;
  spec: Readonly<Record<string, unknown>>;
  minStep?: string;
}

export type QueryInput = QueryByReference | AdHocQuery;

export interface QueryRun {
  /** One Arrow IPC stream. */
  arrow: AsyncIterable<Uint8Array>;
  /** The range and step that ran, epoch milliseconds. */
  from: number;
  to: number;
  stepMs: number;
  /** Settles when the stream has ended. */
  stats: Promise<QueryStats & { cached: boolean; rows?: number; bytes: number; totalMs: number }>;
}

export interface QueryService {
  /** Resolve, authorise, bind, single flight and cache, run with limits. */
  run(input: QueryInput, caller: Caller, signal: AbortSignal): Promise<QueryRun>;
}
