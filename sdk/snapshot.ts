import type { DashboardDocument } from './dashboard.ts';
import type { VariableOption } from './variable.ts';

/** How long a snapshot is kept. */
export const snapshotLifetimes = ['1h', '1d', '7d', '30d', 'never'] as const;
export type SnapshotLifetime = (typeof snapshotLifetimes)[number];

/**
 * A dashboard or one of its panels as it was at one moment; times are epoch milliseconds. Its results
 * are one live frame: patch `n` is that of `results[n]`, its rows or why there are none.
 */
export interface Snapshot {
  id: string;
  title: string;
  /** Path of the dashboard it was made of. */
  dashboard: string;
  /** Id of the panel, where it is of one only. */
  panel?: string;
  madeAt: number;
  /** Absent: it is kept until somebody revokes it. */
  expiresAt?: number;
  /** The range it shows. */
  from: number;
  to: number;
  timeZone: string;
  /** What was chosen, as the query of a dashboard's URL has it. */
  view: string;
  /** With the names of its queries, and nothing else of them. */
  document: DashboardDocument;
  /** What the dashboard that made it calls each result. */
  results: readonly string[];
  /** What people had written down within the range. */
  notes: readonly {
    id: string;
    from: number;
    to: number | null;
    text: string;
    tags: readonly string[];
    /** Slug of the one panel it is on; null: on all. */
    panel: string | null;
    author: string;
  }[];
  /** By slug: what those variables offered that only a datasource knows. */
  choices: Readonly<Record<string, { options: readonly VariableOption[]; total: number }>>;
}
