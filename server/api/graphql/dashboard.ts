import type { WorkspaceFile } from '../../workspace/workspace.ts';
import {
  descriptionOf,
  findDashboards,
  folderOf,
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
    dashboard: allow<{ path: string }>('dashboard:read', (_, { path }, { services }) =>
      services.workspace.get('dashboard', path),
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
  },
};

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
