import { Readable } from 'node:stream';
import { HeliostatError, Type, type QueryTraits } from '@heliostat/sdk';
import { frameFromArrow } from '@heliostat/sdk/arrow';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { collect } from '../../query/collect.ts';
import type { QueryInput, QueryRun, QueryService } from '../../query/service.ts';
import type { Services } from '../../services.ts';
import { signalOf } from '../signal.ts';
import { checkInput, inputSchema } from './query-input.ts';
import { toPayload } from './query-reply.ts';
import { toCsv, toJson } from './result-text.ts';

const timeoutMs = 60_000;

const arrowType = 'application/vnd.apache.arrow.stream';
const jsonType = 'application/json';
const csvType = 'text/csv';
const formats: readonly (readonly [accepted: RegExp, type: string])[] = [
  [/^(application\/vnd\.apache\.arrow\.stream|application\/\*|\*\/\*)$/, arrowType],
  [/^application\/json$/, jsonType],
  [/^text\/(csv|\*)$/, csvType],
];

export function queryRoutes(app: FastifyInstance, { queries }: Services): void {
  app.post<{ Body: QueryInput }>(
    '/api/v1/query',
    {
      config: { permission: 'query:run' },
      validatorCompiler: () => checkInput,
      schema: {
        tags: ['query'],
        summary: 'Run a query of a dashboard, or one of your own',
        description: `Answers ${arrowType} (default), ${jsonType} as columns, or ${csvType}, by Accept.`,
        body: inputSchema,
      },
    },
    (request, reply) => answer(queries, request, reply),
  );
  app.post<{ Body: QueryInput }>(
    '/api/v1/query/inspect',
    {
      config: { permission: 'query:run' },
      validatorCompiler: () => checkInput,
      schema: {
        tags: ['query'],
        summary: 'Run a query and say what really ran: statement, parameters, rows, bytes, timings',
        body: inputSchema,
      },
    },
    (request, reply) => inspect(queries, request, signalOf(reply, timeoutMs)),
  );
  app.post<{ Body: QueryInput }>(
    '/api/v1/query/explain',
    {
      config: { permission: 'query:run' },
      validatorCompiler: () => checkInput,
      schema: {
        tags: ['query'],
        summary: 'How the datasource would run a query, in lines of text; the query does not run',
        body: inputSchema,
        response: { 200: Type.Object({ explanation: Type.String() }) },
      },
    },
    (request, reply) => explain(queries, request, signalOf(reply, timeoutMs)),
  );
}

type QueryHttpRequest = FastifyRequest<{ Body: QueryInput }>;

async function answer(
  queries: QueryService,
  request: QueryHttpRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const type = negotiate(request.headers.accept);
  const run = await queries.run(request.body, request.caller, signalOf(reply, timeoutMs));
  const payload = type === arrowType ? await toPayload(run.arrow) : await toText(type, run);
  return reply.headers(headersOf(type, run)).send(payload);
}

function headersOf(type: string, run: QueryRun) {
  return {
    'content-type': type === csvType ? `${csvType}; charset=utf-8` : type,
    'cache-control': 'no-store',
    vary: 'accept',
    'heliostat-from': run.from,
    'heliostat-to': run.to,
    'heliostat-step-ms': run.stepMs,
    'heliostat-cached': String(run.cached),
  };
}

async function toText(type: string, run: QueryRun): Promise<Readable> {
  const frame = frameFromArrow(await collect(run.arrow));
  if (type === csvType) return Readable.from(toCsv(frame));
  const { from, to, stepMs, cached } = run;
  return Readable.from(toJson(frame, { from, to, stepMs, cached, stats: await run.stats }));
}

/** The first type of the Accept header that we have. Throws UNSUPPORTED_MEDIA_TYPE when there is none. */
function negotiate(accept = '*/*'): string {
  for (const part of accept.split(',')) {
    const wanted = part.split(';')[0]?.trim().toLowerCase() ?? '';
    const found = formats.find(([pattern]) => pattern.test(wanted));
    if (found !== undefined) return found[1];
  }
  throw new HeliostatError('UNSUPPORTED_MEDIA_TYPE', `accept: ${accept.slice(0, 100)}`, {
    hint: `This route answers ${arrowType}, ${jsonType} or ${csvType}.`,
  });
}

async function inspect(queries: QueryService, request: QueryHttpRequest, signal: AbortSignal) {
  const prepared = queries.prepare(request.body, request.caller);
  const plan = queries.plan(prepared);
  const run: QueryRun = await queries.runPrepared(prepared, plan, signal);
  for await (const _ of run.arrow) signal.throwIfAborted();
  const traits: QueryTraits | undefined = await queries.traits(prepared);
  const { datasource, spec, params, filters, maxPoints } = prepared;
  const { range, stepMs, endsNow } = plan;
  const stats = await run.stats;
  const explains = queries.explains(prepared);
  return {
    ...{ datasource, spec, params, filters, maxPoints },
    ...{ range, stepMs, endsNow, stats, traits, explains },
  };
}

async function explain(queries: QueryService, request: QueryHttpRequest, signal: AbortSignal) {
  const prepared = queries.prepare(request.body, request.caller);
  return { explanation: await queries.explain(prepared, queries.plan(prepared), signal) };
}
