import type {
  DashboardDocument,
  FieldType,
  Filter,
  Interval,
  LiveSubscription,
  ParamValue,
  QueryDocument,
  QueryLimits,
  QueryStats,
  QueryTraits,
  RangeText,
  ValuesRequest,
  VariableOption,
} from '@heliostat/sdk';
import type { Caller } from '../auth/permissions.ts';
import type { OpenedDashboard } from './anticipate.ts';
import type { ContrastRequest } from './contrast.ts';
import type { RankedContrast } from './rank-contrast.ts';
import type { ReadyStep } from './transforms/apply.ts';
import type { FieldValue } from './values.ts';

/** What a viewer may send, once or live: names and values, never a query text. */
export type QueryByReference = Omit<LiveSubscription, 'id'>;

/** One of your own: a datasource and a spec, or one of several queries that build on one another. */
export type AdHocQuery = Omit<QueryByReference, 'dashboard' | 'query'> &
  (
    | { datasource: string; spec: Readonly<Record<string, unknown>>; minStep?: string }
    | { queries: Readonly<Record<string, QueryDocument>>; query: string }
  );

/** Ad hoc needs the permission `query:raw`. */
export type QueryInput = QueryByReference | AdHocQuery;

/** What a run turned out to be; `rows` is absent only when the stream was not read to its end. */
export type RunStats = QueryStats & {
  cached: boolean;
  rows?: number;
  bytes: number;
  totalMs: number;
};

export interface QueryRun {
  /** One Arrow IPC stream. */
  arrow: AsyncIterable<Uint8Array>;
  /** The range and step that ran, epoch milliseconds. */
  from: number;
  to: number;
  stepMs: number;
  /** Whether it came from the cache, or from a run that somebody else had started. */
  cached: boolean;
  /** Settles when the stream has ended; rejects when it failed. */
  stats: Promise<RunStats>;
}

/** A query that is resolved, authorised and bound; only time moves. */
export interface PreparedQuery {
  datasource: string;
  spec: Readonly<Record<string, unknown>>;
  params: Readonly<Record<string, ParamValue>>;
  filters: readonly Filter[];
  range: RangeText;
  timeZone: string;
  minStepMs: number;
  /** What of the range is asked for, milliseconds; absent: all of it, as it is. */
  window?: { lastMs?: number; shiftMs?: number };
  /** Where the file or the viewer chose the width of a bucket. */
  stepMs?: number;
  maxPoints: number;
  limits: QueryLimits;
  /** Path of the dashboard; absent for an ad hoc query. */
  dashboard?: string;
  caller: string;
  /** Equal for queries with equal results at equal times: datasource, spec, bound values, permissions. */
  key: string;
  /** Queries whose results it takes instead of asking the datasource; empty for most. */
  sources: readonly PreparedQuery[];
  /** What is done with those results, in order. */
  steps: readonly ReadyStep[];
}

/** What a prepared query means at one moment. */
export interface QueryPlan {
  /** Aligned, so that askers of about the same time share results. */
  range: Interval;
  stepMs: number;
  /** The range goes up to now: the result changes as events come in. */
  endsNow: boolean;
  /** The range moves with the clock, however much earlier than now it ends. */
  moves: boolean;
}

/** A variable by its slug: of a dashboard, or of declarations that are sent, which needs `query:raw`. */
export type VariableInput = { variable: string } & (
  { dashboard: string } | { declared: Pick<DashboardDocument, 'variables' | 'queries'> }
);

export type VariableOptionsInput = VariableInput & {
  values?: Readonly<Record<string, ParamValue>>;
  /** Only values whose text contains this, whatever the case. */
  search?: string;
  /** The viewer's range; absent: that of the file. */
  from?: string;
  to?: string;
  timeZone?: string;
};

/** Of a variable that holds filters: the values of one of its fields. */
export type VariableValuesInput = VariableInput & {
  field: string;
  /** Only values that contain this, whatever the case. */
  search?: string;
  /** How many at most, 1 to 1,000; default 100. */
  first?: number;
};

/** What a variable that holds filters can filter by. */
export interface FilterFields {
  /** `string` where the datasource does not say. */
  fields: readonly { name: string; type: FieldType }[];
  /** Whether values of them can be looked up. */
  hasValues: boolean;
}

/** What a dropdown offers. */
export interface VariableOptions {
  options: readonly VariableOption[];
  /** How many there are, listed or not. */
  total: number;
}

/** A change in a store: results that read the table in that time are stale. */
export interface Invalidation {
  datasource: string;
  table: string;
  from: number;
  to: number;
}

export interface QueryService {
  /** Resolve, authorise, bind, single flight and cache, run with limits. Rejects when it cannot start. */
  run(input: QueryInput, caller: Caller, signal: AbortSignal): Promise<QueryRun>;
  /** Reads ahead what is known of the queries of a dashboard that is being opened. Never rejects. */
  anticipate(opened: OpenedDashboard): Promise<void>;
  /** Resolves, authorises and binds without running. Throws what `run` would reject with. */
  prepare(input: QueryInput, caller: Caller): PreparedQuery;
  /** Throws INVALID_REQUEST when the range is absurd. */
  plan(prepared: PreparedQuery): QueryPlan;
  /** The rest of `run`, for what is prepared. */
  runPrepared(prepared: PreparedQuery, plan: QueryPlan, signal: AbortSignal): Promise<QueryRun>;
  /** Runs past the cache, with the same limits. */
  execute(prepared: PreparedQuery, plan: QueryPlan, signal: AbortSignal): Promise<Uint8Array>;
  /** How the datasource would run it, for people. Throws INVALID_REQUEST when it cannot say. */
  explain(prepared: PreparedQuery, plan: QueryPlan, signal: AbortSignal): Promise<string>;
  /** Whether `explain` answers. */
  explains(prepared: PreparedQuery): boolean;
  /**
   * What its rows are made of in a part of the range, against the others; the most different first. Throws
   * INVALID_REQUEST when the part is none of the range, or the datasource cannot tell.
   */
  contrast(asked: ContrastRequest, signal: AbortSignal): Promise<RankedContrast>;
  /** Undefined when the datasource cannot say; rejects within seconds when it does not answer. */
  traits(prepared: PreparedQuery): Promise<QueryTraits | undefined>;
  variableOptions(
    input: VariableOptionsInput,
    caller: Caller,
    signal: AbortSignal,
  ): Promise<VariableOptions>;
  filterFields(input: VariableInput, caller: Caller, signal: AbortSignal): Promise<FilterFields>;
  filterValues(
    input: VariableValuesInput,
    caller: Caller,
    signal: AbortSignal,
  ): Promise<readonly FieldValue[]>;
  /** Values of any field of a datasource, the most frequent first; needs `query:raw`. */
  fieldValues(
    input: ValuesRequest & { datasource: string },
    caller: Caller,
    signal: AbortSignal,
  ): Promise<readonly FieldValue[]>;
  invalidate(change: Invalidation): void;
}
