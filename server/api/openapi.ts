import swagger from '@fastify/swagger';
import type { FastifyInstance, FastifySchema } from 'fastify';
import { Type, errorCodes, select, type ErrorCode } from '@heliostat/sdk';

export const errorSchema = Type.Object(
  {
    code: select(Object.keys(errorCodes) as ErrorCode[]),
    message: Type.String({ description: 'Lower case, `what: value`.' }),
    hint: Type.Optional(Type.String({ description: 'What to do about it.' })),
    position: Type.Optional(
      Type.Object(
        { line: Type.Integer(), column: Type.Integer() },
        { description: 'Where in the text, both counted from 1.' },
      ),
    ),
    issues: Type.Optional(
      Type.Array(
        Type.Object({
          line: Type.Integer(),
          column: Type.Integer(),
          path: Type.String({ description: 'Keys from the root, `panels.errors.type`.' }),
          message: Type.String(),
        }),
        { description: 'Everything wrong with a file.' },
      ),
    ),
    plugin: Type.Optional(Type.String({ description: 'The plugin that failed, `kind/id`.' })),
  },
  { description: 'The one shape of every error.' },
);

const tags = [
  { name: 'dashboards', description: 'Dashboards of the workspace.' },
  { name: 'annotations', description: 'What people, or deploys, write on dashboards.' },
  { name: 'files', description: 'Files of the workspace, as text with etags.' },
  { name: 'streams', description: 'Streams of events, ingest and dead letters.' },
  { name: 'pipelines', description: 'What processes the streams.' },
  { name: 'datasources', description: 'Configured connections.' },
  { name: 'query', description: 'Running queries: Arrow, JSON or CSV.' },
  { name: 'snapshots', description: 'Dashboards frozen with their results.' },
  { name: 'plugins', description: 'What is installed.' },
  { name: 'operations', description: 'Health and metrics.' },
];

/** Collects the schemas of all routes registered after it; `/api/v1/openapi.json` answers them. */
export async function documentRoutes(app: FastifyInstance): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Heliostat',
        version: '1',
        description: 'The REST interface of a Heliostat server. Every error has the shape `Error`.',
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      tags,
      components: { schemas: { Error: errorSchema as object } },
    },
    hideUntagged: true,
    transform: ({ schema, url, route }) => ({
      url,
      schema: {
        ...(schema as object | undefined),
        'x-permission': route.config?.permission,
        response: {
          ...((schema as FastifySchema | undefined)?.response as object),
          default: errorAnswer,
        },
      },
    }),
  });
}

const errorAnswer = { description: 'Why not.', $ref: '#/components/schemas/Error' };

export function openapiRoutes(app: FastifyInstance): void {
  app.get('/api/v1/openapi.json', { config: { permission: 'public' } }, () => app.swagger());
}
