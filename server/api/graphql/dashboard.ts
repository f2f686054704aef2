import { HeliostatError } from '@heliostat/sdk';
import type { Services } from '../../services.ts';
import type { DeletedFile, FileVersion } from '../../workspace/versions/versions.ts';
import type { WorkspaceFile } from '../../workspace/workspace.ts';
import {
  descriptionOf,
  findDashboards,
  folderOf,
  linksTo,
  tagsOf,
  titleOf,
  type DashboardFilter,
} from '../dashboards.ts';
import { conflate } from './conflate.ts';
import type { Context } from './context.ts';
import { allow, allowStream, type Resolvers } from './resolvers.ts';
import { withUserErrors } from './user-errors.ts';

type File = WorkspaceFile<'dashboard'>;

interface SaveArgs {
  path: string;
  document: unknown;
  ifMatch?: string | null;
}

export const dashboardResolvers: Resolvers = {
  Query: {
    dashboards: allow<DashboardFilter>('dashboard:read', (_, filter, { services }) =>
      findDashboards(services.workspace, filter),
    ),
    dashboard: allow<{ path: string }>('dashboard:read', (_, { path }, context) =>
      open(path, context),
    ),
    deletedDashboards: allow<{ path?: string | null }>(
      'dashboard:read',
      async (_, { path }, { services }) =>
        (await services.versions.deleted()).filter((file) => (path ?? file.path) === file.path),
    ),
  },
  Mutation: {
    dashboardSave: allow<SaveArgs>('dashboard:write', (_, args, context) => save(args, context)),
    dashboardDelete: allow<{ path: string; ifMatch: string }>(
      'dashboard:write',
      (_, { path, ifMatch }, { services }) =>
        withUserErrors(async () => {
          await services.workspace.remove({ kind: 'dashboard', path, ifMatch });
          return { deletedPath: path };
        }),
    ),
  },
  Subscription: {
    dashboardChanged: allowStream<{ path?: string | null }>('dashboard:read', changes),
  },
  Dashboard: {
    folder: (file: File) => folderOf(file.path),
    title: titleOf,
    description: descriptionOf,
    tags: tagsOf,
    modifiedAt: (file: File) => file.modifiedAtMs,
    linkedFrom: ({ path }: File, _: object, { services }: Context) =>
      linksTo(services.workspace, path),
    versions: ({ path }: File, { first }: { first: number }, { services }: Context) =>
      services.versions.list(path, Math.min(Math.max(first, 1), maxVersions)),
    version: ({ path }: File, { id }: { id: string }, { services }: Context) =>
      readVersion(services, path, id).catch(nullIfNone),
  },
  DashboardVersion: { at: (version: FileVersion) => version.atMs },
  DeletedDashboard: {
    at: (file: DeletedFile) => file.atMs,
    last: ({ path, id }: DeletedFile, _: object, { services }: Context) =>
      readVersion(services, path, id),
  },
};

const maxVersions = 200;

async function readVersion(
  { versions, workspace }: Services,
  path: string,
  id: string,
): Promise<object> {
  const text = await versions.read(path, id);
  return { text, document: workspace.parse('dashboard', text) };
}

function nullIfNone(error: unknown): null {
  if (error instanceof HeliostatError && error.code === 'NOT_FOUND') return null;
  throw error;
}

function save({ path, document, ifMatch }: SaveArgs, { services }: Context): Promise<object> {
  return withUserErrors(async () => ({
    dashboard: await services.workspace.save({
      ...{ kind: 'dashboard', path, text: JSON.stringify(document) },
      ...(typeof ifMatch === 'string' && { ifMatch }),
    }),
  }));
}

interface Change {
  type: string;
  path: string;
  dashboard: File | undefined;
}

/** Undefined where there is none. */
function open(path: string, context: Context): File | undefined {
  const { workspace, queries } = context.services;
  const file = workspace.get('dashboard', path);
  const { document } = file ?? {};
  if (document !== undefined) void queries.anticipate({ path, document, caller: context.caller() });
  return file;
}

function changes(
  { path: wanted }: { path?: string | null },
  { services: { workspace }, signal }: Context,
): AsyncIterable<Change> {
  return conflate<Change>(
    (push) =>
      workspace.onChange(({ type, kind, path }) => {
        if (kind !== 'dashboard' || (wanted ?? path) !== path) return;
        const dashboard = workspace.get('dashboard', path);
        push(path, { type: type.toUpperCase(), path, dashboard });
      }),
    signal,
  );
}
