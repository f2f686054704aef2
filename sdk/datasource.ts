import type { QueryBuilder } from './builder.ts';
import type { FieldType, Frame } from './frame.ts';
import type { Migrations } from './migration.ts';
import type { Static, TObject } from './options.ts';
import type { EventSchema } from './schema.ts';

/** What the host lends a datasource. Effects come through it, so tests can replace them. */
export interface DatasourceHost {
  /** Logical name of the datasource in the workspace, `warehouse`. */
  readonly name: string;
  /** A directory of its own, created; for embedded engines and caches. */
  readonly directory: string;
  readonly log: Logger;
  now(): number;
}

export interface Logger {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** Half open, epoch milliseconds UTC: `from` is in, `to` is not. */
export interface Interval {
  from: number;
  to: number;
}

/** The value of a variable, or of a bound parameter; an empty list is "all". */
export type ParamValue = string | number | boolean | readonly string[];

/** One structured filter; it is bound as data, never spliced into query text. */
export interface Filter {
  field: string;
  op: '=' | '!=' | 'in' | 'not in' | '<' | '<=' | '>' | '>=' | 'matches';
  value: string | number | boolean | readonly (string | number)[];
}

/** Rows of a result at most: one with this many was cut there, and whoever shows it says so. */
export const maxResultRows = 1_000_000;

/** Bounds that come with every request; the host enforces them too. */
export interface QueryLimits {
  maxRows: number;
  maxBytes: number;
  timeoutMs: number;
}

export interface QueryRequest<Query = unknown> {
  /** The datasource's own part of the query, as written in the file. */
  query: Query;
  range: Interval;
  /** Width of a time bucket in milliseconds. */
  stepMs: number;
  /** How many points the asker can show across; a hint for decimation. */
  maxPoints: number;
  params: Readonly<Record<string, ParamValue>>;
  filters: readonly Filter[];
  limits: QueryLimits;
  /** Told once, when the query has run: what the inspector shows. */
  report?: (stats: QueryStats) => void;
}

export interface QueryStats {
  /** The text that really ran, with parameters as `name=value` beside it. */
  statement: string;
  params: Readonly<Record<string, string>>;
  rowsRead?: number;
  bytesRead?: number;
  /** Time in the engine, milliseconds. */
  elapsedMs?: number;
  /** Results that were cut at a limit say so here. */
  notices?: readonly string[];
}

export interface CheckResult {
  ok: boolean;
  /** Version of the server behind it. */
  version?: string;
  latencyMs: number;
  /** What is wrong, or not as safe as it should be. */
  warnings: readonly string[];
}

/** A node of the datasource's own tree (databases, tables, fields), for completion and filters. */
export interface SchemaNode {
  name: string;
  kind: 'database' | 'table' | 'index' | 'key' | 'field';
  type?: string;
  /** What the values of a field arrive as in a frame, where it can be told. */
  fieldType?: FieldType;
  description?: string;
  /** True where `schema([...path, name])` has more. */
  expandable: boolean;
  /** True where queries need not say this name of what is below it. */
  isDefault?: boolean;
  /** How many rows it has, where that is known without counting them. */
  rows?: number;
  /** When rows of it were last stored or taken away, epoch milliseconds, where that is known. */
  changedAtMs?: number;
}

/** Which values of a field are asked for. */
export interface ValuesRequest {
  /** Of the table, as `schema` names it. */
  path: readonly string[];
  field: string;
  /** Only values that contain it, whatever the case; empty: any. */
  search: string;
  limit: number;
}

/** What the host may know of a query without running it. */
export interface QueryTraits {
  /** Tables (indices, keys) read, as sinks name them; a commit to one of them makes the result stale. */
  reads: readonly string[];
  /**
   * True where rows before a time can never change when later events arrive, so that re-running the
   * query over a later range and splicing gives the whole result.
   */
  tail: boolean;
}

/** Where a pipeline writes. */
export interface SinkTarget {
  /** Identity of the writer, `social/engagement#warehouse`; rows remember it. */
  pipeline: string;
  table: string;
  mode: 'append' | 'upsert';
  schema: EventSchema;
  /** How long rows are kept, as a duration; absent: for ever. */
  ttl?: string;
}

export interface SinkBatch {
  /** Plain rows; `seqs[i]` is the log sequence row `i` derives from, ascending. */
  rows: readonly Readonly<Record<string, unknown>>[];
  seqs: Float64Array;
}

/**
 * Exactly once: the store remembers what it has, in the rows. `write` may be called again with rows
 * that are stored already (after a crash) and must then store nothing twice.
 */
export interface Sink {
  /** Creates or migrates the table, then reads back what the store already has of this pipeline. */
  open(signal: AbortSignal): Promise<void>;
  /** Returns when the rows are stored and visible to queries. Throws HeliostatError INVALID_REQUEST when the rows themselves are refused. */
  write(batch: SinkBatch, signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

/** What each connection can do beyond `check` and `query`; every claim is tested by the kit. */
export interface Supports {
  /** Structured filters are applied. */
  filters?: boolean;
  /** `schema` answers. */
  schema?: boolean;
  /** `values` answers. */
  values?: boolean;
  /** `explain` answers. */
  explain?: boolean;
  /** `contrast` answers. */
  contrast?: boolean;
  /** `traits` answers, and queries with `tail` may be spliced. */
  live?: 'tail' | 'rerun';
  /** `sink` answers. */
  sink?: boolean;
}

/** The rows of a query by the values of their fields, in a part of the time and outside of it. */
export interface Contrast {
  /** What is counted: `rows`, or the expression whose sum the query asks for. */
  counted: string;
  /** Of all rows. */
  inside: number;
  outside: number;
  /**
   * How many rows of one weight say as much: (Σw)² / Σw², the effective sample size (Kish, Survey Sampling,
   * 1965). Where rows are counted, the numbers of rows.
   */
  effective: { inside: number; outside: number };
  /** Fields that hold names, texts, yes or no. */
  fields: readonly ContrastField[];
}

/** Values of one field, the most frequent first; those that are missing are an empty text. */
export interface ContrastField {
  name: string;
  values: readonly { value: string | boolean; inside: number; outside: number }[];
}

export interface Connection<Query = unknown> {
  check(signal: AbortSignal): Promise<CheckResult>;
  query(request: QueryRequest<Query>, signal: AbortSignal): AsyncIterable<Frame>;
  /**
   * Fast path: the result as an Arrow IPC stream that the host passes through undecoded. Time columns
   * are timestamps in milliseconds, numbers are doubles or integers, no compression.
   */
  queryArrow?(request: QueryRequest<Query>, signal: AbortSignal): AsyncIterable<Uint8Array>;
  /** How it would run a query, in lines of text for people; the query itself does not run. */
  explain?(request: QueryRequest<Query>, signal: AbortSignal): Promise<string>;
  /**
   * What the rows behind a query are made of, in a part of the range and outside of it: the rows before
   * they are grouped, with the query's own conditions. Throws INVALID_QUERY where these cannot be told.
   */
  contrast?(request: QueryRequest<Query>, part: Interval, signal: AbortSignal): Promise<Contrast>;
  traits?(query: Query, signal: AbortSignal): Promise<QueryTraits>;
  schema?(path: readonly string[], signal: AbortSignal): Promise<SchemaNode[]>;
  /** Different values of a field, the most frequent first; null and empty texts are left out. */
  values?(
    request: ValuesRequest,
    signal: AbortSignal,
  ): Promise<readonly (string | number | boolean)[]>;
  sink?(target: SinkTarget): Sink;
  close(): Promise<void>;
}

export interface DatasourceDefinition<
  Settings extends TObject = TObject,
  Query extends TObject = TObject,
> {
  /** What `datasources.json` says of one datasource. */
  settings: Settings;
  /** What a query of a dashboard says beyond `datasource`. */
  query: Query;
  /** What files say that were written for older settings and queries. */
  migrations?: Migrations<'settings' | 'query'>;
  supports: Supports;
  /** Where queries can be built from choices; `ui.ts` lends it to the browser. */
  builder?: QueryBuilder<Static<Query>>;
  /**
   * Starts what the datasource needs on this machine (an embedded engine). Runs once, in the server's
   * process; `connect`, in any thread, gets the settings it returns.
   */
  serve?(
    settings: Static<Settings>,
    host: DatasourceHost,
  ): Promise<ServedDatasource<Static<Settings>>>;
  connect(settings: Static<Settings>, host: DatasourceHost): Connection<Static<Query>>;
}

export interface ServedDatasource<Settings> {
  settings: Settings;
  close(): Promise<void>;
}

export function defineDatasource<Settings extends TObject, Query extends TObject>(
  definition: DatasourceDefinition<Settings, Query>,
): DatasourceDefinition<Settings, Query> {
  return definition;
}
