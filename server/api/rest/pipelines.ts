import { Type, select } from '@heliostat/sdk';
import type { FastifyInstance } from 'fastify';
import type { Services } from '../../services.ts';
import { errorSchema } from '../openapi.ts';

const stepSchema = Type.Object({
  id: Type.String({ description: 'Slug of the step or sink, or `source`.' }),
  kind: select(['source', 'step', 'sink']),
  use: Type.String({ description: 'Plugin id, stream name, or `datasource.table`.' }),
  from: Type.Optional(Type.String()),
  eventsIn: Type.Number(),
  eventsOut: Type.Number(),
  eventsPerSecond: Type.Number(),
  rejected: Type.Number(),
});

const pipelineSchema = Type.Object({
  path: Type.String(),
  title: Type.String(),
  stream: Type.String(),
  engine: Type.String(),
  state: select(['starting', 'running', 'retrying', 'failed', 'invalid', 'stopped']),
  error: Type.Optional(errorSchema),
  position: Type.Number({ description: 'Next event to process.' }),
  lag: Type.Number({ description: 'Events between it and the head of the log.' }),
  lagMs: Type.Number({ description: 'Age of the oldest unprocessed event, milliseconds.' }),
  checkpointAtMs: Type.Optional(Type.Number()),
  restarts: Type.Integer(),
  steps: Type.Array(stepSchema),
});

export function pipelineRoutes(app: FastifyInstance, { pipelines }: Services): void {
  app.get(
    '/api/v1/pipelines',
    {
      config: { permission: 'pipeline:read' },
      schema: {
        tags: ['pipelines'],
        summary: 'Pipelines and how they run',
        response: { 200: Type.Array(pipelineSchema, { description: 'Status, step by step.' }) },
      },
    },
    () => pipelines.list(),
  );
}
