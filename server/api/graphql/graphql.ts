import { HeliostatError, Type } from '@heliostat/sdk';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { OperationTypeNode } from 'graphql';
import { handleProtocols } from 'graphql-ws';
import type { CallerOf } from '../../auth/caller.ts';
import type { Services } from '../../services.ts';
import { signalOf } from '../signal.ts';
import type { Context } from './context.ts';
import { buildEngine, type Engine } from './engine.ts';
import { executeUntil, timeoutMs, toBody, toPublicErrors, toPublicResult } from './execute.ts';
import { sendGraphiql, wantsPage } from './graphiql.ts';
import { RefusedOperation } from './prepare.ts';
import { buildSocketHandler } from './socket.ts';

const bodySchema = Type.Object({
  query: Type.String(),
  operationName: Type.Optional(Type.Union([Type.String(), Type.Null()])),
  variables: Type.Optional(
    Type.Union([Type.Object({}, { additionalProperties: true }), Type.Null()]),
  ),
  extensions: Type.Optional(Type.Unknown()),
});

interface Body {
  query: string;
  operationName?: string | null;
  variables?: Record<string, unknown> | null;
}

/**
 * `POST /graphql` and, for subscriptions, a WebSocket on the same path. The route is open; each field
 * of the schema names its own permission.
 */
export function graphqlRoutes(app: FastifyInstance, services: Services, callerOf: CallerOf): void {
  const engine = buildEngine();
  const config = { permission: 'public' } as const;
  app.websocketServer.options.handleProtocols = handleProtocols;

  app.post<{ Body: Body }>('/graphql', { config, schema: { body: bodySchema } }, (request, reply) =>
    answer(engine, services, { request, reply }),
  );
  app.route({
    method: 'GET',
    url: '/graphql',
    config,
    exposeHeadRoute: false,
    handler: (request, reply) => {
      if (services.config.development && wantsPage(request)) return sendGraphiql(reply);
      throw new HeliostatError('METHOD_NOT_ALLOWED', `method not allowed: ${request.method}`, {
        hint: 'POST {"query": "…"} as application/json, or open a WebSocket with graphql-transport-ws.',
      });
    },
    wsHandler: buildSocketHandler(engine, services, callerOf),
  });
}

interface Exchange {
  request: FastifyRequest<{ Body: Body }>;
  reply: FastifyReply;
}

async function answer(
  { schema, prepare }: Engine,
  services: Services,
  { request, reply }: Exchange,
): Promise<FastifyReply> {
  const context: Context = {
    services,
    requestId: request.id,
    caller: () => request.caller,
    signal: signalOf(reply, timeoutMs),
  };
  void reply.type('application/json; charset=utf-8').serializer(String);
  void reply.header('cache-control', 'no-store');
  try {
    const { query, variables } = request.body;
    const operationName = request.body.operationName ?? undefined;
    const { document, operation } = prepare({ query, operationName });
    if (operation === OperationTypeNode.SUBSCRIPTION)
      throw new HeliostatError('INVALID_REQUEST', 'subscription: needs a WebSocket', {
        hint: 'Open a WebSocket on /graphql with the protocol graphql-transport-ws.',
      });
    const result = await executeUntil({
      ...{ schema, document, contextValue: context },
      variableValues: variables ?? {},
      ...(operationName !== undefined && { operationName }),
    });
    return await reply
      .code(result.data === undefined ? 400 : 200)
      .send(toBody(toPublicResult(result, context)));
  } catch (error) {
    if (!(error instanceof RefusedOperation)) throw error;
    const errors = toPublicErrors(error.errors, context);
    return reply.code(400).send(JSON.stringify({ errors }));
  }
}
