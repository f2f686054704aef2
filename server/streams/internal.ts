import type { StreamDocument } from '@heliostat/sdk';

/** The stream in which the server observes itself; a workspace may declare its own version. */
export const internalName = 'heliostat';

export const internalStream: StreamDocument = {
  kind: 'stream',
  format: 1,
  title: 'Heliostat itself',
  description:
    'HTTP requests, queries, ingest, pipelines, freshness and the process, as the server sees them.',
  time: 'ts',
  schema: {
    type: 'object',
    required: ['ts', 'kind', 'name', 'count'],
    properties: {
      ts: { type: 'integer', description: 'When it happened, epoch milliseconds.' },
      kind: {
        type: 'string',
        description:
          'http, query, ingest (events as they happen), backfill (events of the past), pipeline, freshness or process.',
      },
      name: {
        type: 'string',
        description: 'Route, datasource, stream, dashboard, metric or edge.',
      },
      ms: { type: ['number', 'null'], unit: 'ms', description: 'Duration or age.' },
      count: { type: 'number', description: 'Events, rows or requests it stands for.' },
      bytes: { type: ['number', 'null'], unit: 'bytes', description: 'Size.' },
      status: { type: ['number', 'null'], description: 'HTTP status.' },
    },
  },
};
