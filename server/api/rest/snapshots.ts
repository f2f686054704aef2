import { Type, select, snapshotLifetimes, type Static } from '@heliostat/sdk';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { askedSchema, valuesSchema } from '../../query/live/request.ts';
import type { Services } from '../../services.ts';
import type { SnapshotInput } from '../../snapshots/snapshots.ts';
import { signalOf } from '../signal.ts';

const timeoutMs = 120_000;

/** What a `Date` can be at most. */
const maxTime = 8_640_000_000_000_000;
const time = (description: string) => Type.Integer({ minimum: 0, maximum: maxTime, description });
const panel = () =>
  Type.Optional(
    Type.String({ minLength: 1, maxLength: 500, description: 'Id of the one panel it is of.' }),
  );

const inputSchema = Type.Object({
  dashboard: Type.String({ minLength: 1, maxLength: 500, description: 'Path of the dashboard.' }),
  panel: panel(),
  title: Type.Optional(
    Type.String({ minLength: 1, maxLength: 200, description: 'Instead of the dashboard’s.' }),
  ),
  lifetime: select(snapshotLifetimes, { description: 'When it is deleted.' }),
  from: time('Of the range it shows, epoch milliseconds.'),
  to: time('Of the range it shows, epoch milliseconds.'),
  timeZone: Type.String({ maxLength: 60, description: 'utc or an IANA name.' }),
  view: Type.String({
    maxLength: 8000,
    description: 'What is chosen, as the query of the dashboard’s URL.',
  }),
  queries: Type.Array(
    Type.Object({
      key: Type.String({
        minLength: 1,
        maxLength: 2000,
        description: 'What the page calls this result: the query, or `query@variable=value`.',
      }),
      query: Type.String({ minLength: 1, maxLength: 100, description: 'Slug of the query.' }),
      ...askedSchema,
    }),
    { maxItems: 500, description: 'What is run and frozen.' },
  ),
  choices: Type.Optional(
    Type.Array(
      Type.Object({
        variable: Type.String({ minLength: 1, maxLength: 100 }),
        values: Type.Optional(valuesSchema),
      }),
      { maxItems: 100, description: 'Variables whose offers are frozen too.' },
    ),
  ),
});

const summarySchema = Type.Object({
  id: Type.String({ description: 'Unguessable: the page is `/s/{id}`.' }),
  title: Type.String(),
  dashboard: Type.String(),
  panel: panel(),
  madeAt: time('Epoch milliseconds.'),
  expiresAt: Type.Optional(time('Absent: kept until it is revoked.')),
  bytes: Type.Integer({ description: 'On disk.' }),
});

const snapshotSchema = Type.Object(
  {
    ...Type.Omit(summarySchema, ['bytes']).properties,
    from: time('Of the range it shows.'),
    to: time('Of the range it shows.'),
    timeZone: Type.String(),
    view: Type.String(),
    document: Type.Unknown({ description: 'The dashboard; of its queries the names alone.' }),
    results: Type.Array(Type.String(), { description: 'Keys, in the order of the results.' }),
    notes: Type.Array(Type.Unknown(), { description: 'What people had written down.' }),
    choices: Type.Record(Type.String(), Type.Unknown()),
  },
  { description: 'All but the results.' },
);

const params = Type.Object({ id: Type.String({ maxLength: 200 }) });
interface Named {
  Params: Static<typeof params>;
}

const read = { permission: 'snapshot:read' } as const;
const write = { permission: 'snapshot:write' } as const;

/** Dashboards frozen with their results. Who knows an id may read; making, listing, revoking is more. */
export function snapshotRoutes(app: FastifyInstance, { snapshots }: Services): void {
  const url = '/api/v1/snapshots';
  app.get(url, { config: write, schema: describe('All, the newest first', { 200: all }) }, () =>
    snapshots.list(),
  );
  app.post<{ Body: SnapshotInput }>(
    url,
    { config: write, schema: { ...describe(making, { 201: summarySchema }), body: inputSchema } },
    async ({ body, caller }, reply) =>
      reply.code(201).send(await snapshots.make(body, caller, signalOf(reply, timeoutMs))),
  );
  app.get<Named>(
    `${url}/:id`,
    { config: read, schema: { ...describe('A snapshot', { 200: snapshotSchema }), params } },
    async (request, reply) => uncached(reply).send(await snapshots.get(request.params.id)),
  );
  app.get<Named>(
    `${url}/:id/results`,
    { config: read, schema: { ...describe('Its results', { 200: frame }), params } },
    async (request, reply) =>
      uncached(reply)
        .type('application/octet-stream')
        .send(await snapshots.results(request.params.id)),
  );
  app.delete<Named>(
    `${url}/:id`,
    { config: write, schema: { ...describe('Revoke: it is deleted', { 204: gone }), params } },
    async (request, reply) => {
      await snapshots.revoke(request.params.id);
      return reply.code(204).send();
    },
  );
}

const making = 'Run queries of a dashboard, by names and values, and keep their results';
const all = Type.Array(summarySchema, { description: 'With their ids; no expired ones.' });
const frame = Type.Unknown({
  description: 'One live frame with a patch for each result: Arrow, or why there is none.',
});
const gone = Type.Null({ description: 'It is gone.' });

function describe(summary: string, response: object) {
  return { tags: ['snapshots'], summary, response };
}

/** A revoked one must not live on in a cache. */
function uncached(reply: FastifyReply): FastifyReply {
  return reply.header('cache-control', 'no-store');
}
