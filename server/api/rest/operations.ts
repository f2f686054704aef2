import { Type, type Static } from '@heliostat/sdk';
import type { FastifyInstance } from 'fastify';
import type { Services } from '../../services.ts';
import { watchEventLoop } from '../event-loop.ts';

const readySchema = Type.Object(
  { ready: Type.Boolean(), checks: Type.Record(Type.String(), Type.Boolean()) },
  { description: 'Which check holds; 503 while one does not.' },
);

/** What machines ask: is it alive, may it have traffic, how is it doing. */
export function operationRoutes(app: FastifyInstance, services: Services): void {
  const eventLoop = watchEventLoop();
  app.addHook('onClose', async () => eventLoop.close());

  // Touches nothing but the event loop: a slow store must not get the server killed.
  app.get(
    '/livez',
    {
      config: { permission: 'public' },
      schema: {
        tags: ['operations'],
        summary: 'The process answers',
        response: { 200: Type.Object({ alive: Type.Boolean() }, { description: 'It does.' }) },
      },
    },
    () => ({ alive: true }),
  );

  app.get(
    '/readyz',
    {
      config: { permission: 'public' },
      schema: {
        tags: ['operations'],
        summary: 'The server can do its work',
        response: { 200: readySchema, 503: readySchema },
      },
    },
    (_request, reply) => {
      const answer = readiness(services, eventLoop.healthy);
      return reply.code(answer.ready ? 200 : 503).send(answer);
    },
  );

  app.get(
    '/metrics',
    {
      config: { permission: 'metrics:read' },
      schema: {
        tags: ['operations'],
        summary: 'Metrics in the Prometheus text format',
        produces: ['text/plain'],
        response: { 200: Type.String({ description: 'Prometheus text format 0.0.4.' }) },
      },
    },
    async (_request, reply) => {
      const { metrics, pipelines } = services;
      for (const { path, lag } of pipelines.list())
        metrics.pipelineLag.set({ pipeline: path }, lag);
      const text = await metrics.registry.metrics();
      return reply.type(metrics.registry.contentType).serializer(String).send(text);
    },
  );
}

function readiness(services: Services, eventLoop: boolean): Static<typeof readySchema> {
  const { ready, checks } = services.readiness();
  return { ready: ready && eventLoop, checks: { ...checks, eventLoop } };
}
