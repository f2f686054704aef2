import type { FastifyReply } from 'fastify';
import { startDeadline } from '../query/deadline.ts';

/** Aborts when the client has gone before its answer was complete, or after a time. */
export function signalOf(reply: FastifyReply, timeoutMs: number): AbortSignal {
  const deadline = startDeadline(timeoutMs);
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) deadline.abort(gone());
    deadline.release();
  });
  return deadline.signal;
}

function gone(): DOMException {
  return new DOMException('the client has gone', 'AbortError');
}
