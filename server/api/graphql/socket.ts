import type { WebsocketHandler } from '@fastify/websocket';
import { GraphQLError, OperationTypeNode, type ExecutionArgs, type ExecutionResult } from 'graphql';
import type { SubscribePayload } from 'graphql-ws';
import type { CallerOf } from '../../auth/caller.ts';
import type { Services } from '../../services.ts';
import type { Context } from './context.ts';
import type { Engine } from './engine.ts';
import { executeUntil, timeoutMs, toPublicErrors, toPublicResult } from './execute.ts';
import { RefusedOperation } from './prepare.ts';
import { carryProtocol, type Extra } from './socket-transport.ts';

export const maxOperations = 50;
const initTimeoutMs = 5000;

/** The operations a socket has under way, by the id its client chose. */
type Running = Map<string, AbortController>;

/** The protocol graphql-transport-ws over the same `prepare`, errors and permissions as HTTP. */
export function buildSocketHandler(
  engine: Engine,
  services: Services,
  callerOf: CallerOf,
): WebsocketHandler {
  const sockets = new WeakMap<Extra['socket'], Running>();
  const runningOn = (socket: Extra['socket']): Running => {
    const running = sockets.get(socket) ?? new Map<string, AbortController>();
    sockets.set(socket, running);
    return running;
  };

  return carryProtocol(
    {
      connectionInitWaitTimeout: initTimeoutMs,
      jsonMessageReviver: refusePrototype,
      execute: executeUntil,
      onSubscribe({ extra: { socket, request } }, id, payload) {
        const running = runningOn(socket);
        if (running.size >= maxOperations) return [tooMany()];
        const gone = new AbortController();
        const caller = () => callerOf(request);
        const started = start(engine, payload, { services, requestId: request.id, caller, gone });
        if (!Array.isArray(started)) running.set(id, gone);
        return started;
      },
      onNext: (...[, , , args, result]) =>
        toPublicResult(result as ExecutionResult, args.contextValue as Context),
      onError: (...[{ extra }, , , errors]) =>
        toPublicErrors(errors, { services, requestId: extra.request.id }),
      onComplete: ({ extra }, id) => finish(runningOn(extra.socket), id),
      onDisconnect({ extra }) {
        const running = runningOn(extra.socket);
        for (const id of [...running.keys()]) finish(running, id);
      },
    },
    services.effects.log,
  );
}

type Asker = Omit<Context, 'signal'> & { gone: AbortController };

/** What to execute, or why not. */
function start(
  { schema, prepare }: Engine,
  payload: SubscribePayload,
  { gone, ...asker }: Asker,
): ExecutionArgs | readonly GraphQLError[] {
  const operationName = payload.operationName ?? undefined;
  try {
    const { document, operation } = prepare({ query: payload.query, operationName });
    const lasting = operation === OperationTypeNode.SUBSCRIPTION;
    const context: Context = {
      ...asker,
      signal: lasting ? gone.signal : withTimeout(gone.signal),
    };
    return {
      ...{ schema, document, contextValue: context },
      variableValues: payload.variables ?? {},
      ...(operationName !== undefined && { operationName }),
    };
  } catch (error) {
    if (error instanceof RefusedOperation) return error.errors;
    throw error;
  }
}

function finish(running: Running, id: string): void {
  running.get(id)?.abort();
  running.delete(id);
}

function withTimeout(signal: AbortSignal): AbortSignal {
  return AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
}

function tooMany(): GraphQLError {
  return new GraphQLError(`operations: at most ${maxOperations} at a time on one socket`, {
    extensions: { code: 'LIMIT_EXCEEDED' },
  });
}

/** As for HTTP bodies: a message with such a key is not from anyone who means well. */
function refusePrototype(key: string, value: unknown): unknown {
  if (key === '__proto__') throw new SyntaxError('key not allowed: __proto__');
  return value;
}
