import { HeliostatError } from '@heliostat/sdk';
import type { PipelineStatus, StepStatus } from '../../streams/pipeline/pipelines.ts';
import type { DeadLetter, Stream } from '../../streams/streams.ts';
import { fileOf } from '../../workspace/kinds.ts';
import { issuesOf } from '../issues.ts';
import { streamNamed } from '../rest/streams.ts';
import { conflate } from './conflate.ts';
import type { Context } from './context.ts';
import { allow, allowStream, type Resolvers } from './resolvers.ts';
import { withUserErrors } from './user-errors.ts';

const maxDeadLetters = 1000;
/** What a stream says of itself under the same name. */
const statusFields = [
  'title',
  'origin',
  'events',
  'eventsPerSecond',
  'rejected',
  'bytes',
  'start',
  'head',
] as const;

interface ByPath {
  path?: string | null;
}
interface ByName {
  name: string;
}

export const pipelineResolvers: Resolvers = {
  Query: {
    pipelines: allow('pipeline:read', (_, _args, { services }) => services.pipelines.list()),
    pipeline: allow<ByPath>('pipeline:read', (_, { path }, { services }) =>
      services.pipelines.list().find((pipeline) => pipeline.path === path),
    ),
    streams: allow('stream:read', (_, _args, { services }) => services.streams.list()),
    stream: allow<ByName>('stream:read', (_, { name }, { services }) => services.streams.get(name)),
  },
  Mutation: {
    streamReplayDeadLetters: allow<ByName>('stream:write', (_, { name }, { services }) =>
      withUserErrors(
        async () => ({ replayed: await streamNamed(services.streams, name).replayDeadLetters() }),
        { replayed: 0 },
      ),
    ),
  },
  Subscription: {
    pipelineStatus: allowStream<ByPath>('pipeline:read', statuses),
  },
  Pipeline: {
    state: ({ state }: PipelineStatus) => state.toUpperCase(),
    error: ({ error }: PipelineStatus) => error && { ...error, ...error.position, field: [] },
    issues: ({ path }: PipelineStatus, _: unknown, context: Context) =>
      issuesOf(context.services, context.caller()).filter(
        ({ file }) => file === fileOf('pipeline', path),
      ),
    document: ({ path }: PipelineStatus, _: unknown, { services }: Context) =>
      services.workspace.get('pipeline', path)?.document,
    checkpointAt: ({ checkpointAtMs }: PipelineStatus) => checkpointAtMs,
  },
  PipelineStep: {
    kind: ({ kind }: StepStatus) => kind.toUpperCase(),
  },
  Stream: {
    ...Object.fromEntries(
      statusFields.map((name) => [name, (stream: Stream) => stream.status()[name]]),
    ),
    schema: (stream: Stream) => stream.status().jsonSchema,
    deadLetterCount: (stream: Stream) => stream.status().deadLetters,
    deadLetters: (stream: Stream, { limit }: { limit: number }) => readDeadLetters(stream, limit),
  },
  DeadLetter: {
    at: ({ atMs }: DeadLetter) => atMs,
  },
};

function readDeadLetters(stream: Stream, limit: number): Promise<DeadLetter[]> {
  if (limit >= 1 && limit <= maxDeadLetters) return stream.readDeadLetters(limit);
  throw new HeliostatError(
    'INVALID_REQUEST',
    `limit: expected 1 to ${maxDeadLetters}, got ${limit}`,
  );
}

function statuses(
  { path: wanted }: ByPath,
  { services: { pipelines }, signal }: Context,
): AsyncIterable<PipelineStatus> {
  return conflate<PipelineStatus>(
    (push) =>
      pipelines.onStatus((status) => {
        if ((wanted ?? status.path) === status.path) push(status.path, status);
      }),
    signal,
  );
}
