import { HeliostatError, Type } from '@heliostat/sdk';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Services } from '../../services.ts';
import { composeSchema } from '../../workspace/json-schema.ts';
import { kindNames } from '../../workspace/kinds.ts';

/** What editors check the files of a workspace with: `"$schema"` names the public address of these. */
export function schemaRoutes(app: FastifyInstance, { plugins, datasources }: Services): void {
  const send = (name: string, reply: FastifyReply) => {
    const kind = kindNames.find((known) => known === name);
    if (kind === undefined)
      throw new HeliostatError('NOT_FOUND', `no such schema: ${name}`, {
        hint: `There are ${kindNames.join(', ')}.`,
      });
    const types = new Map(datasources.list().map(({ name, type }) => [name, type]));
    void reply.header('cache-control', 'no-cache').type('application/schema+json; charset=utf-8');
    return reply.serializer(JSON.stringify).send(composeSchema(kind, plugins, types));
  };

  app.get<{ Params: { kind: string } }>(
    '/api/v1/schemas/:kind',
    { config: { permission: 'plugin:read' }, schema: describe('kind', '`dashboard` and so on.') },
    (request, reply) => send(request.params.kind, reply),
  );
  app.get<{ Params: { file: string } }>(
    '/schema/:file',
    { config: { permission: 'plugin:read' }, schema: describe('file', '`dashboard.v1.json`.') },
    (request, reply) => send(request.params.file.replace(/\.v1\.json$/, ''), reply),
  );
}

function describe(parameter: string, description: string) {
  return {
    tags: ['files'],
    summary: 'JSON Schema of a kind of file',
    description: 'With the options of the installed plugins, for editors and other tools.',
    params: Type.Object({ [parameter]: Type.String({ maxLength: 100, description }) }),
    response: {
      200: Type.Object({}, { additionalProperties: true, description: 'JSON Schema 2020-12.' }),
    },
  };
}
