import type { Ask } from '../data/graphql.ts';
import { toHeliostatError, HeliostatError, type DashboardDocument } from '@heliostat/sdk';
import { buildDraftStore } from '../edit/draft-store.ts';
import {
  deleteDashboard,
  readDashboard,
  saveDashboard,
  type SavedDashboard,
  type UserError,
} from '../edit/operations.ts';
import type { App } from '../app/app.ts';

/** Where a dashboard is to be, and what it is to be called. */
export interface Wanted {
  path: string;
  title: string;
}

/** Copies the file of a dashboard; resolves with what the server refuses. */
export async function duplicateDashboard(
  ask: Ask,
  from: string,
  { path, title }: Wanted,
): Promise<readonly UserError[]> {
  const { document } = await read(ask, from);
  return (await saveDashboard(ask, { path, document: { ...document, title } })).userErrors;
}

/**
 * Writes the file under its new path, then removes the old one unless it has changed meanwhile; what this
 * browser keeps of it goes along. Resolves with what the server refuses. Throws CONFLICT when both files
 * are there now.
 */
export async function moveDashboard(
  { ask, storage, starredDashboards, recentDashboards }: App,
  from: string,
  { path, title }: Wanted,
): Promise<readonly UserError[]> {
  const { document, etag } = await read(ask, from);
  const isMove = path !== from;
  const answer = await saveDashboard(ask, {
    ...{ path, document: { ...document, title } },
    ...(!isMove && { etag }),
  });
  if (answer.dashboard === null || !isMove) return answer.userErrors;
  await deleteDashboard(ask, from, etag).catch((thrown: unknown) => {
    const { message, hint } = toHeliostatError(thrown);
    throw new HeliostatError(
      'CONFLICT',
      `${path} is written, but ${from} is still there: ${message}`,
      {
        hint,
      },
    );
  });
  moveDraft(storage, from, answer.dashboard);
  if (starredDashboards.has(from)) {
    starredDashboards.toggle(from);
    starredDashboards.add(path);
  }
  if (recentDashboards.has(from)) recentDashboards.toggle(from);
  return [];
}

async function read(ask: Ask, path: string): Promise<SavedDashboard> {
  const found = await readDashboard(ask, path);
  if (found !== undefined) return found;
  throw new HeliostatError('NOT_FOUND', `${path}: no dashboard that can be read`, {
    hint: 'Its file was removed or never was valid: look at the list of dashboards.',
  });
}

/**
 * Unsaved changes go on under the new name. They stay changes of the file they were made from: edit mode
 * brings in what others have changed of it since.
 */
function moveDraft(storage: Storage | undefined, from: string, saved: SavedDashboard): void {
  const store = buildDraftStore(storage);
  const kept = store.read(from);
  if (kept === undefined) return;
  const { title } = saved.document;
  const titled = (document: DashboardDocument): DashboardDocument => ({ ...document, title });
  store.write(saved.path, { ...kept, base: titled(kept.base), document: titled(kept.document) });
  store.remove(from);
}

const linkedFromOperation = `query LinkedFrom($path: String!) {
  dashboard(path: $path) { linkedFrom { path title } } }`;
interface LinkedFromAnswer {
  dashboard: { linkedFrom: readonly { path: string; title: string }[] } | null;
}

/** The dashboards with a link to this one. */
export async function readLinkedFrom(ask: Ask, path: string) {
  const { dashboard } = await ask<LinkedFromAnswer>(linkedFromOperation, { path });
  return dashboard?.linkedFrom ?? [];
}
