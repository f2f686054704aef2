import { HeliostatError, Type, select, type Static } from '@heliostat/sdk';
import type { FastifyInstance } from 'fastify';
import type { Services } from '../../services.ts';
import type { Stream, Streams } from '../../streams/streams.ts';

const streamSchema = Type.Object({
  name: Type.String(),
  title: Type.String(),
  origin: select(['declared', 'inferred', 'internal']),
  jsonSchema: Type.Object(
    {},
    { additionalProperties: true, description: 'JSON Schema of one event.' },
  ),
  events: Type.Number(),
  eventsPerSecond: Type.Number(),
  rejected: Type.Number(),
  deadLetters: Type.Number(),
  bytes: Type.Number(),
  start: Type.Number({ description: 'Sequence of the first event still kept.' }),
  head: Type.Number({ description: 'Sequence the next event will get.' }),
});

const deadLetterSchema = Type.Object({
  seq: Type.Number({ description: '-1 when the line never got one.' }),
  reason: Type.String(),
  by: Type.String({ description: 'Who refused it: `ingest` or a pipeline step.' }),
  atMs: Type.Number(),
  event: Type.String({ description: 'The event as text.' }),
});

const nameSchema = Type.Object({ name: Type.String({ minLength: 1, maxLength: 200 }) });
const limitSchema = Type.Object({
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 100 })),
});
const replaySchema = Type.Object(
  { replayed: Type.Integer() },
  { description: 'How many were sent through the stream again.' },
);

/** Throws NOT_FOUND: reading never makes an inferred stream. */
export function streamNamed(streams: Streams, name: string): Stream {
  const stream = streams.get(name);
  if (stream !== undefined) return stream;
  throw new HeliostatError('NOT_FOUND', `unknown stream: ${name}`, {
    hint: 'GET /api/v1/streams lists the streams.',
  });
}

export function streamRoutes(app: FastifyInstance, { streams }: Services): void {
  app.get(
    '/api/v1/streams',
    {
      config: { permission: 'stream:read' },
      schema: {
        tags: ['streams'],
        summary: 'Streams and what they hold',
        response: { 200: Type.Array(streamSchema, { description: 'Declared and inferred.' }) },
      },
    },
    () => streams.list().map((stream) => withoutFields(stream)),
  );

  app.get<{ Params: Static<typeof nameSchema>; Querystring: { limit: number } }>(
    '/api/v1/streams/:name/dead-letters',
    {
      config: { permission: 'stream:read' },
      schema: {
        tags: ['streams'],
        summary: 'Events that could not be processed',
        params: nameSchema,
        querystring: limitSchema,
        response: { 200: Type.Array(deadLetterSchema, { description: 'The newest ones.' }) },
      },
    },
    (request) => streamNamed(streams, request.params.name).readDeadLetters(request.query.limit),
  );

  app.post<{ Params: Static<typeof nameSchema> }>(
    '/api/v1/streams/:name/dead-letters/replay',
    {
      config: { permission: 'stream:write' },
      schema: {
        tags: ['streams'],
        summary: 'Send dead letters through the stream again, once',
        params: nameSchema,
        response: { 200: replaySchema },
      },
    },
    async (request) => ({
      replayed: await streamNamed(streams, request.params.name).replayDeadLetters(),
    }),
  );
}

function withoutFields(stream: Stream): Static<typeof streamSchema> {
  const { schema: _, ...status } = stream.status();
  return status;
}
