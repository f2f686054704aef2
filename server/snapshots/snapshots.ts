import type { Readable } from 'node:stream';
import type { LivePatch, Snapshot, SnapshotLifetime, ParamValue } from '@heliostat/sdk';
import type { Caller } from '../auth/permissions.ts';
import type { QueryByReference } from '../query/service.ts';

/** What a snapshot is made of: names and values of a dashboard, never rows. */
export interface SnapshotInput {
  dashboard: string;
  /** Id of the one panel it is of; absent: all of them. */
  panel?: string;
  /** Absent: that of the dashboard or the panel. */
  title?: string;
  lifetime: SnapshotLifetime;
  /** Epoch milliseconds. */
  from: number;
  to: number;
  timeZone: string;
  /** What is chosen, as the query of the dashboard's URL. */
  view: string;
  queries: readonly SnapshotQuery[];
  choices?: readonly SnapshotChoice[];
}

/** A query to freeze, and what the page that draws it calls its result. */
export type SnapshotQuery = Omit<QueryByReference, 'dashboard'> & { key: string };

/** A variable whose offers are frozen: panels may be repeated by them. */
export interface SnapshotChoice {
  variable: string;
  values?: Readonly<Record<string, ParamValue>>;
}

/** A snapshot before it has a name. */
export type FrozenDashboard = Omit<Snapshot, 'id'> & { patches: readonly LivePatch[] };

/** What a list says of a snapshot. */
export type SnapshotSummary = Pick<
  Snapshot,
  'id' | 'title' | 'dashboard' | 'panel' | 'madeAt' | 'expiresAt'
> & {
  /** Of all its files. */
  bytes: number;
};

/** Dashboards frozen with their results, in the data directory. */
export interface Snapshots {
  /**
   * Runs the queries and keeps what they answer; a query that fails is kept as its error. Throws
   * NOT_FOUND, FORBIDDEN, LIMIT_EXCEEDED or STORAGE_FULL.
   */
  make(input: SnapshotInput, caller: Caller, signal: AbortSignal): Promise<SnapshotSummary>;
  /** Throws NOT_FOUND for one that never was, has expired or was revoked: nobody can tell which. */
  get(id: string): Promise<Snapshot>;
  /** Its results as one live frame. Throws like `get`. */
  results(id: string): Promise<Readable>;
  /** The newest first. */
  list(): Promise<readonly SnapshotSummary[]>;
  /** Deletes it for good. Throws like `get`. */
  revoke(id: string): Promise<void>;
  close(): void;
}
