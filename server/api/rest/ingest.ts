import { Readable } from 'node:stream';
import { HeliostatError, Type } from '@heliostat/sdk';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Services } from '../../services.ts';
import type { BodyFormat } from '../../streams/body.ts';
import { isStreamName } from '../../streams/open.ts';
import {
  BodyBudget,
  parseEncoding,
  tooLarge,
  withBody,
} from '../../streams/sources/request-body.ts';
import type { AcceptResult } from '../../streams/streams.ts';

const maxKeyChars = 200;
/** Of all requests together. */
const maxBodiesBytes = 128 * 1024 * 1024;

const resultSchema = Type.Object({
  accepted: Type.Integer({ description: 'Events that are durable now.' }),
  rejected: Type.Integer({
    description: 'Lines that are not; they are in the dead-letter log when the stream exists.',
  }),
  rejectedLines: Type.Array(Type.Object({ line: Type.Integer(), reason: Type.String() }), {
    description: 'The first 100 of them.',
  }),
  offset: Type.Optional(Type.Integer({ description: 'Sequence of the first accepted event.' })),
  duplicate: Type.Boolean({ description: 'The idempotency key was seen before.' }),
});

const schema = {
  tags: ['streams'],
  summary: 'Send events to a stream',
  description:
    'NDJSON, a JSON array or one JSON object, as it is or packed with gzip or zstd. ' +
    'The reply comes when the accepted events are durable.',
  params: Type.Object({ stream: Type.String() }),
  querystring: Type.Object({
    backfill: Type.Optional(
      Type.Boolean({
        description: 'The events are of the past: they do not count as what happens now.',
      }),
    ),
  }),
  response: { 200: resultSchema, 422: resultSchema },
};

type IngestRequest = FastifyRequest<{
  Params: { stream: string };
  Querystring: { backfill?: boolean };
}>;

/** `POST /ingest/v1/{stream}`. Bodies are read here, not by Fastify: they are large and packed. */
export async function ingestRoutes(app: FastifyInstance, services: Services): Promise<void> {
  const budget = new BodyBudget(maxBodiesBytes);
  await app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
    scope.post(
      '/ingest/v1/:stream',
      { config: { permission: 'ingest:write' }, schema },
      async (request: IngestRequest, reply) => await ingest(request, reply, { services, budget }),
    );
  });
}

async function ingest(
  request: IngestRequest,
  reply: FastifyReply,
  { services, budget }: { services: Services; budget: BodyBudget },
): Promise<AcceptResult> {
  const result = await accept(request, services, budget);
  if (result.accepted === 0 && result.rejected === 0) throw empty();
  return await reply.code(result.accepted === 0 ? 422 : 200).send(result);
}

async function accept(
  request: IngestRequest,
  { streams }: Services,
  budget: BodyBudget,
): Promise<AcceptResult> {
  const name = parseStreamName(request.params.stream);
  const format = parseContentType(request.headers['content-type']);
  const encoding = parseEncoding(request.headers['content-encoding']);
  const key = parseKey(request.headers['idempotency-key']);
  const { maxBodyBytes } = streams.get(name)?.limits ?? streams.defaultLimits;
  if (Number(request.headers['content-length'] ?? 0) > maxBodyBytes) throw tooLarge(maxBodyBytes);
  if (!(request.body instanceof Readable)) throw empty();
  const limits = { encoding, maxBytes: maxBodyBytes, budget };
  return await withBody(request.body, limits, async (body) => {
    if (body.length === 0) throw empty();
    const origin = { kind: 'http', ...(key !== undefined && { key }) };
    return await streams.accept(name, body, { origin, format, isPast: request.query.backfill });
  });
}

function parseStreamName(name: string): string {
  if (isStreamName(name)) return name;
  throw new HeliostatError('INVALID_REQUEST', `stream name: ${JSON.stringify(name.slice(0, 80))}`, {
    hint: 'A name is a lower case letter, then letters, digits and dashes, at most 63 in all.',
  });
}

/** NDJSON is lines whatever they begin with; otherwise the first byte of the body decides. */
function parseContentType(header: string | undefined): BodyFormat | undefined {
  if (header === undefined) return undefined;
  const type = /^([a-z]+\/[a-z0-9.+-]+)(?: *; *[a-z0-9-]+=(?:[a-z0-9._-]+|"[a-z0-9 ._-]*"))*$/i
    .exec(header)?.[1]
    ?.toLowerCase();
  switch (type) {
    case 'application/json':
      return 'json';
    case 'application/x-ndjson':
    case 'application/ndjson':
      return 'ndjson';
    case 'text/plain':
      return undefined;
    default:
      throw new HeliostatError('UNSUPPORTED_MEDIA_TYPE', `content-type: ${header.slice(0, 80)}`, {
        hint: 'Send application/json or application/x-ndjson.',
      });
  }
}

function parseKey(header: string | string[] | undefined): string | undefined {
  if (header === undefined) return undefined;
  const isValid =
    typeof header === 'string' && header.length <= maxKeyChars && /^[\x21-\x7e]+$/.test(header);
  if (isValid) return header;
  throw new HeliostatError('INVALID_REQUEST', 'idempotency-key: not valid', {
    hint: `A key is 1 to ${maxKeyChars} printable ASCII characters without spaces.`,
  });
}

function empty(): HeliostatError {
  return new HeliostatError('INVALID_REQUEST', 'body: no events', {
    hint: 'Send one JSON object per line, a JSON array, or one object.',
  });
}
