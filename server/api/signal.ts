import type { FastifyReply } from 'fastify';

/** Aborts when the client has gone before its answer was complete, or after a time. */
export function signalOf(reply: FastifyReply, timeoutMs: number): AbortSignal {
  const gone = new AbortController();
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) gone.abort();
  });
  return AbortSignal.any([gone.signal, AbortSignal.timeout(timeoutMs)]);
}
