import {
  decodeLiveFrame,
  type LivePatch,
  type Snapshot,
  type SnapshotLifetime,
  type ParamValue,
} from '@heliostat/sdk';
import { post, readError, send } from './graphql.ts';
import type { QueryReference } from './query.ts';

const path = '/api/v1/snapshots';

/** A snapshot with its results: patch `n` is that of `results[n]`. */
export interface ReadSnapshot {
  snapshot: Snapshot;
  patches: readonly LivePatch[];
}

export async function readSnapshot(
  fetch: typeof globalThis.fetch,
  id: string,
  signal: AbortSignal,
): Promise<ReadSnapshot> {
  const url = `${path}/${encodeURIComponent(id)}`;
  const answers = await Promise.all(
    [url, `${url}/results`].map((each) => send(fetch, each, { signal })),
  );
  for (const answer of answers) if (!answer.ok) throw await readError(answer);
  const [said, results] = answers as [Response, Response];
  const snapshot = (await said.json()) as Snapshot;
  const { patches } = decodeLiveFrame(new Uint8Array(await results.arrayBuffer()));
  return { snapshot, patches };
}

/** Names and values: the server runs the queries itself. */
export interface SnapshotInput {
  dashboard: string;
  panel?: string;
  title: string;
  lifetime: SnapshotLifetime;
  from: number;
  to: number;
  timeZone: string;
  view: string;
  queries: readonly (Omit<QueryReference, 'dashboard'> & { key: string })[];
  choices: readonly { variable: string; values: Readonly<Record<string, ParamValue>> }[];
}

/** What a list says of a snapshot; times are epoch milliseconds. */
export interface SnapshotSummary {
  id: string;
  title: string;
  dashboard: string;
  panel?: string | null;
  madeAt: number;
  expiresAt?: number | null;
  bytes: number;
}

export const snapshotsOperation = `query Snapshots {
  server { permissions }
  snapshots { id title dashboard panel madeAt expiresAt bytes } }`;
export interface SnapshotsAnswer {
  server: { permissions: readonly string[] };
  snapshots: readonly SnapshotSummary[];
}

export function makeSnapshot(
  fetch: typeof globalThis.fetch,
  body: SnapshotInput,
): Promise<SnapshotSummary> {
  return post(fetch, { path, body });
}

/** Deletes it for good; one that is gone already is no error. */
export async function revokeSnapshot(fetch: typeof globalThis.fetch, id: string): Promise<void> {
  const answer = await send(fetch, `${path}/${encodeURIComponent(id)}`, { method: 'DELETE' });
  if (!answer.ok && answer.status !== 404) throw await readError(answer);
}
