import { Type, type Static } from '@heliostat/sdk';
import type { FastifyInstance } from 'fastify';
import { noteSchema, type Annotations, type NoteInput } from '../../annotations/annotations.ts';
import type { Services } from '../../services.ts';

const place = {
  dashboard: Type.String({ minLength: 1, maxLength: 500, description: 'Its path.' }),
};
const bound = (description: string) => Type.Optional(Type.Integer({ minimum: 0, description }));
const listQuery = Type.Object({
  ...place,
  from: bound('Only what lasts to this time or longer, epoch milliseconds.'),
  to: bound('Only what began by this time.'),
});
const placeQuery = Type.Object(place);
const params = Type.Object({ id: Type.String({ maxLength: 100 }) });

const annotation = Type.Object({
  id: Type.String(),
  ...noteSchema.properties,
  tags: Type.Array(Type.String()),
  author: Type.String({ description: 'Who wrote it first.' }),
  writtenAt: Type.Number({ description: 'Epoch milliseconds.' }),
});

type Place = Static<typeof placeQuery>;
interface Named {
  Params: Static<typeof params>;
  Querystring: Place;
}

const url = '/api/v1/annotations';
const write = { permission: 'annotation:write' } as const;
const gone = Type.Null({ description: 'It is gone.' });
const all = Type.Array(annotation, { description: 'Made by hand, or by this API.' });

/** What people, or the job that deploys, write on dashboards. */
export function annotationRoutes(app: FastifyInstance, { annotations }: Services): void {
  app.get<{ Querystring: Static<typeof listQuery> }>(
    url,
    {
      config: { permission: 'dashboard:read' },
      schema: {
        ...describe('What is written on a dashboard', { 200: all }),
        querystring: listQuery,
      },
    },
    ({ query: { dashboard, ...range } }) => annotations.list(dashboard, range),
  );
  app.post<{ Querystring: Place; Body: NoteInput }>(
    url,
    {
      config: write,
      schema: { ...describe('Write down a moment or a span', { 201: annotation }), ...written },
    },
    async ({ query, body, caller }, reply) =>
      reply.code(201).send(await annotations.create(query.dashboard, body, caller.name)),
  );
  changeRoutes(app, annotations);
}

const written = { querystring: placeQuery, body: noteSchema };

function changeRoutes(app: FastifyInstance, annotations: Annotations): void {
  app.put<Named & { Body: NoteInput }>(
    `${url}/:id`,
    {
      config: write,
      schema: { ...describe('Write it anew', { 200: annotation }), ...written, params },
    },
    ({ query, params: { id }, body }) => annotations.update(query.dashboard, id, body),
  );
  app.delete<Named>(
    `${url}/:id`,
    {
      config: write,
      schema: { ...describe('Delete it', { 204: gone }), querystring: placeQuery, params },
    },
    async ({ query, params: { id } }, reply) => {
      await annotations.remove(query.dashboard, id);
      return reply.code(204).send();
    },
  );
}

function describe(summary: string, response: object) {
  return { tags: ['annotations'], summary, response };
}
