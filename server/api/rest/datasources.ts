import { HeliostatError, Type, type Static } from '@heliostat/sdk';
import type { FastifyInstance } from 'fastify';
import type { Datasources } from '../../query/datasources.ts';
import type { Services } from '../../services.ts';
import { signalOf } from '../signal.ts';

const datasourceSchema = Type.Object({
  name: Type.String(),
  type: Type.String({ description: 'Id of its plugin.' }),
  title: Type.String(),
  error: Type.Optional(Type.String({ description: 'Why it could not be opened.' })),
});

const checkSchema = Type.Object(
  {
    ok: Type.Boolean(),
    version: Type.Optional(Type.String()),
    latencyMs: Type.Number(),
    warnings: Type.Array(Type.String()),
  },
  { description: 'What the server behind it said, just now.' },
);

const valuesQuery = Type.Object({
  path: Type.Union([Type.String(), Type.Array(Type.String(), { maxItems: 8 })], {
    description: 'Names that lead to a table, each a parameter: `path=shop&path=orders`.',
  }),
  field: Type.String({ minLength: 1, maxLength: 400 }),
  search: Type.Optional(Type.String({ maxLength: 200, description: 'What a value contains.' })),
  first: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 100 })),
});

const valuesAnswer = Type.Object({
  values: Type.Array(Type.Union([Type.String(), Type.Number(), Type.Boolean()]), {
    description: 'The most frequent first.',
  }),
});

const nameSchema = Type.Object({ name: Type.String({ minLength: 1, maxLength: 200 }) });
const checkTimeoutMs = 10_000;
const valuesTimeoutMs = 60_000;

/** The one of that name in the list, open or not. Throws NOT_FOUND. */
function datasourceNamed(datasources: Datasources, name: string) {
  const found = datasources.list().find((each) => each.name === name);
  if (found !== undefined) return found;
  throw new HeliostatError('NOT_FOUND', `unknown datasource: ${name}`, {
    hint: 'GET /api/v1/datasources lists those of datasources.json.',
  });
}

export function datasourceRoutes(app: FastifyInstance, services: Services): void {
  const { datasources } = services;
  app.get(
    '/api/v1/datasources',
    {
      config: { permission: 'datasource:read' },
      schema: {
        tags: ['datasources'],
        summary: 'Configured datasources, without their settings',
        response: {
          200: Type.Array(datasourceSchema, { description: 'In the order of the file.' }),
        },
      },
    },
    () => datasources.list(),
  );

  app.get<{ Params: Static<typeof nameSchema> }>(
    '/api/v1/datasources/:name/check',
    {
      config: { permission: 'datasource:read' },
      schema: {
        tags: ['datasources'],
        summary: 'Ask the server behind a datasource',
        params: nameSchema,
        response: { 200: checkSchema },
      },
    },
    (request, reply) => {
      const { name } = datasourceNamed(datasources, request.params.name);
      return datasources.check(name, signalOf(reply, checkTimeoutMs));
    },
  );

  valuesRoute(app, services);
}

function valuesRoute(app: FastifyInstance, { queries }: Services): void {
  app.get<{ Params: Static<typeof nameSchema>; Querystring: Static<typeof valuesQuery> }>(
    '/api/v1/datasources/:name/values',
    {
      config: { permission: 'query:raw' },
      schema: {
        tags: ['datasources'],
        summary: 'Different values of a field',
        params: nameSchema,
        querystring: valuesQuery,
        response: { 200: valuesAnswer },
      },
    },
    async ({ params, query, caller }, reply) => {
      const { path, field, search = '', first = 100 } = query;
      const asked = { datasource: params.name, path: [path].flat(), field, search, limit: first };
      const values = await queries.fieldValues(asked, caller, signalOf(reply, valuesTimeoutMs));
      return { values: [...values] };
    },
  );
}
