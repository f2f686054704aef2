import { HeliostatError, Type } from '@heliostat/sdk';
import type { FastifyInstance } from 'fastify';
import type { Services } from '../../services.ts';
import { composeSchema } from '../../workspace/json-schema.ts';
import { kindNames } from '../../workspace/kinds.ts';

const paramsSchema = Type.Object({ file: Type.String({ maxLength: 100 }) });

/** What editors check the files of a workspace with: `"$schema"` names the public address of these. */
export function schemaRoutes(app: FastifyInstance, { plugins, datasources }: Services): void {
  app.get<{ Params: { file: string } }>(
    '/schema/:file',
    {
      config: { permission: 'plugin:read' },
      schema: {
        tags: ['files'],
        summary: 'JSON Schema of a kind of file',
        description: '`dashboard.v1.json` and so on, with the options of the installed plugins.',
        params: paramsSchema,
        response: {
          200: Type.Object({}, { additionalProperties: true, description: 'JSON Schema 2020-12.' }),
        },
      },
    },
    (request, reply) => {
      const { file } = request.params;
      const kind = kindNames.find((name) => file === `${name}.v1.json`);
      if (kind === undefined)
        throw new HeliostatError('NOT_FOUND', `no such schema: ${file}`, {
          hint: `There are ${kindNames.map((name) => `${name}.v1.json`).join(', ')}.`,
        });
      const types = new Map(datasources.list().map(({ name, type }) => [name, type]));
      void reply.header('cache-control', 'no-cache').type('application/schema+json; charset=utf-8');
      return reply.serializer(JSON.stringify).send(composeSchema(kind, plugins, types));
    },
  );
}
