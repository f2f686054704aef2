import { Type, type Static } from '@heliostat/sdk';
import type { FastifyInstance } from 'fastify';
import type { Services } from '../../services.ts';
import type { WorkspaceFile } from '../../workspace/workspace.ts';
import { descriptionOf, findDashboards, folderOf, tagsOf, titleOf } from '../dashboards.ts';

const filterSchema = Type.Object({
  search: Type.Optional(
    Type.String({ maxLength: 200, description: 'Words in title, path, tags or description.' }),
  ),
  folder: Type.Optional(Type.String({ maxLength: 500 })),
  tag: Type.Optional(Type.String({ maxLength: 60 })),
});

const dashboardSchema = Type.Object({
  path: Type.String({ description: 'Identity: its path in the workspace.' }),
  folder: Type.String(),
  title: Type.String(),
  description: Type.Optional(Type.String()),
  tags: Type.Array(Type.String()),
  file: Type.String({ description: 'For `/api/v1/files/`.' }),
  etag: Type.String(),
  modifiedAt: Type.Number({ description: 'Epoch milliseconds.' }),
  issues: Type.Integer({ description: 'How much is wrong in the file on disk.' }),
});

export function dashboardRoutes(app: FastifyInstance, { workspace }: Services): void {
  app.get<{ Querystring: Static<typeof filterSchema> }>(
    '/api/v1/dashboards',
    {
      config: { permission: 'dashboard:read' },
      schema: {
        tags: ['dashboards'],
        summary: 'Dashboards by path',
        description: 'All that fit every given parameter.',
        querystring: filterSchema,
        response: {
          200: Type.Array(dashboardSchema, { description: 'Sorted by path.' }),
        },
      },
    },
    (request) => findDashboards(workspace, request.query).map(toEntry),
  );
}

function toEntry(file: WorkspaceFile<'dashboard'>): Static<typeof dashboardSchema> {
  const description = descriptionOf(file);
  return {
    path: file.path,
    folder: folderOf(file.path),
    title: titleOf(file),
    ...(description !== undefined && { description }),
    tags: [...tagsOf(file)],
    file: file.file,
    etag: file.etag,
    modifiedAt: file.modifiedAtMs,
    issues: file.issues.length,
  };
}
