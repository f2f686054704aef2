import { HeliostatError, Type, type Static } from '@heliostat/sdk';
import type { FastifyInstance } from 'fastify';
import type { Services } from '../../services.ts';
import type { FileVersion, Versions } from '../../workspace/versions/versions.ts';

const versionSchema = Type.Object({
  id: Type.String({ description: 'Hash of a commit, or `r12` for a text that the server kept.' }),
  at: Type.Number({ description: 'Epoch milliseconds.' }),
  author: Type.Optional(Type.String()),
  message: Type.Optional(Type.String({ description: 'First line of the commit’s message.' })),
  isCommitted: Type.Boolean(),
  isCurrent: Type.Boolean({ description: 'It is what is on disk now.' }),
});
const deletedSchema = Type.Object({
  path: Type.String(),
  at: Type.Number({ description: 'Epoch milliseconds.' }),
  author: Type.Optional(Type.String()),
  message: Type.Optional(Type.String({ description: 'First line of the commit’s message.' })),
  version: Type.String({ description: 'Id of its last text, for `…/versions/{id}`.' }),
});
const pathSchema = Type.Object({
  '*': Type.String({
    description: '`social/live/versions` for the list, `social/live/versions/{id}` for a text.',
  }),
});
const firstSchema = Type.Object({
  first: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
});

interface VersionRoute {
  Params: Static<typeof pathSchema>;
  Querystring: Static<typeof firstSchema>;
}

/** Earlier texts of dashboards, also of deleted ones. To restore one, write it with `PUT /api/v1/files/…`. */
export function versionRoutes(app: FastifyInstance, { versions }: Services): void {
  const config = { permission: 'dashboard:read' } as const;
  app.get(
    '/api/v1/deleted-dashboards',
    {
      config,
      schema: {
        tags: ['dashboards'],
        summary: 'Dashboards that were deleted and can be had back',
        response: { 200: Type.Array(deletedSchema, { description: 'Newest first, at most 100.' }) },
      },
    },
    async () => {
      const files = await versions.deleted();
      return files.map(({ atMs, id, ...file }) => ({ ...file, at: atMs, version: id }));
    },
  );
  app.get<VersionRoute>(
    '/api/v1/dashboards/*',
    {
      config,
      schema: {
        tags: ['dashboards'],
        summary: 'Versions of a dashboard, or the text of one',
        description: 'Commits of git, and what the server has seen on disk; newest first.',
        params: pathSchema,
        querystring: firstSchema,
        response: {
          200: Type.Union([Type.Array(versionSchema), Type.String()], {
            description: 'The list, or the file as it was.',
          }),
        },
      },
    },
    async (request, reply) => {
      const { path, id } = parsePlace(request.params['*']);
      if (id === undefined)
        return reply.send(await listVersions(versions, path, request.query.first ?? 50));
      const text = await versions.read(path, id);
      return reply.type('application/json; charset=utf-8').serializer(String).send(text);
    },
  );
}

async function listVersions(versions: Versions, path: string, first: number) {
  const found = await versions.list(path, first);
  if (found.length > 0) return found.map(toEntry);
  throw new HeliostatError('NOT_FOUND', `no versions of a dashboard: ${path.slice(0, 200)}`, {
    hint: 'GET /api/v1/dashboards lists what there is, GET /api/v1/deleted-dashboards what there was.',
  });
}

function toEntry({ atMs, ...version }: FileVersion) {
  return { ...version, at: atMs };
}

/** The last `versions` is the word; what is before it is the path. */
function parsePlace(text: string): { path: string; id: string | undefined } {
  const match = /^(.+)\/versions(?:\/([^/]+))?$/.exec(text);
  if (match?.[1] !== undefined) return { path: match[1], id: match[2] };
  throw new HeliostatError('NOT_FOUND', `not a resource of a dashboard: ${text.slice(0, 200)}`, {
    hint: 'GET /api/v1/dashboards/PATH/versions lists versions; GET /api/v1/files/PATH.dashboard.json has the file.',
  });
}
