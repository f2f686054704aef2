import type { DashboardDocument } from '@heliostat/sdk';
import { HeliostatError } from '@heliostat/sdk';
import type { Ask } from '../data/graphql.ts';
import { dashboardOperation, type DashboardAnswer } from '../data/operations.ts';

/** What the server refuses, and where in the document. */
export interface UserError {
  code: string;
  message: string;
  hint: string | null;
  /** Keys from the root of the document; empty for the file as a whole. */
  field: readonly string[];
}

/** A dashboard as it is on disk. */
export interface SavedDashboard {
  path: string;
  etag: string;
  document: DashboardDocument;
}

const errorFields = 'userErrors { code message hint field }';
const saveOperation = `mutation Save($path: String!, $document: JSON!, $ifMatch: String) {
  dashboardSave(path: $path, document: $document, ifMatch: $ifMatch) {
    dashboard { path etag document } ${errorFields} } }`;
const deleteOperation = `mutation Delete($path: String!, $ifMatch: String!) {
  dashboardDelete(path: $path, ifMatch: $ifMatch) { deletedPath ${errorFields} } }`;

interface SaveAnswer {
  dashboardSave: { dashboard: SavedDashboard | null; userErrors: readonly UserError[] };
}
interface DeleteAnswer {
  dashboardDelete: { deletedPath: string | null; userErrors: readonly UserError[] };
}

/** Writes a dashboard; without `etag` the file must be new. */
export async function saveDashboard(
  ask: Ask,
  { path, document, etag }: { path: string; document: DashboardDocument; etag?: string },
): Promise<{ dashboard: SavedDashboard | null; userErrors: readonly UserError[] }> {
  const variables = { path, document, ifMatch: etag ?? null };
  return (await ask<SaveAnswer>(saveOperation, variables)).dashboardSave;
}

/** Deletes the file of a dashboard. Throws what the server refuses. */
export async function deleteDashboard(ask: Ask, path: string, etag: string): Promise<void> {
  const answer = await ask<DeleteAnswer>(deleteOperation, { path, ifMatch: etag });
  const [error] = answer.dashboardDelete.userErrors;
  if (error !== undefined)
    throw new HeliostatError('CONFLICT', error.message, {
      ...(error.hint !== null && { hint: error.hint }),
    });
}

/** The dashboard as it is now; undefined when there is no such file, or never was a valid one. */
export async function readDashboard(ask: Ask, path: string): Promise<SavedDashboard | undefined> {
  const { dashboard } = await ask<DashboardAnswer>(dashboardOperation, { path });
  if (dashboard === null || dashboard.document === null) return;
  return { path, etag: dashboard.etag, document: dashboard.document };
}
