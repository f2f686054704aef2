import { Type, select, type Static } from '@heliostat/sdk';
import type { FastifyInstance } from 'fastify';
import type { Services } from '../../services.ts';
import { listPlugins } from '../plugins.ts';

const kinds = ['datasource', 'processor', 'panel'] as const;
const filterSchema = Type.Object({ kind: Type.Optional(select(kinds)) });

const jsonSchema = Type.Object({}, { additionalProperties: true, description: 'JSON Schema.' });
const pluginSchema = Type.Object({
  kind: Type.Optional(select(kinds)),
  id: Type.String(),
  title: Type.String(),
  description: Type.String(),
  version: Type.String(),
  error: Type.Optional(Type.String({ description: 'Why it could not be loaded.' })),
  options: Type.Optional(jsonSchema),
  secondary: Type.Optional(jsonSchema),
  supports: Type.Optional(Type.Object({}, { additionalProperties: true })),
});

export function pluginRoutes(app: FastifyInstance, { plugins }: Services): void {
  app.get<{ Querystring: Static<typeof filterSchema> }>(
    '/api/v1/plugins',
    {
      config: { permission: 'plugin:read' },
      schema: {
        tags: ['plugins'],
        summary: 'Installed plugins',
        description: 'With the schemas of their options; those that could not be loaded say why.',
        querystring: filterSchema,
        response: { 200: Type.Array(pluginSchema, { description: 'The broken ones last.' }) },
      },
    },
    // Where a plugin lies on this machine is nobody's business.
    (request) =>
      listPlugins(plugins, request.query.kind).map(({ directory: _, ...entry }) => entry),
  );
}
