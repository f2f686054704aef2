import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Services } from '../services.ts';

/** Asked all day by machines: they would drown what people do. */
const unobserved = new Set(['/metrics', '/livez', '/readyz']);

/** Measures every answer by its route template: for /metrics, and as an event of our own stream. */
export function timeResponses(app: FastifyInstance, services: Services): void {
  app.addHook('onResponse', async (request, reply) => {
    if (request.ws) return;
    const { effects, metrics } = services;
    const route = request.routeOptions.url ?? 'unmatched';
    const ms = reply.elapsedTime;
    const labels = { route, method: request.method, status: String(reply.statusCode) };
    metrics.httpSeconds.observe(labels, ms / 1000);
    effects.log.debug({ ...labels, ms, requestId: request.id }, 'request');
    if (unobserved.has(route) || feedsItself(request, services)) return;
    const bytes = lengthOf(reply);
    effects.observe({
      kind: 'http',
      name: route,
      ms,
      status: reply.statusCode,
      ...(bytes !== undefined && { bytes }),
    });
  });
}

/** An observation of an append to our own stream would cause the next append. */
function feedsItself(request: FastifyRequest, { streams }: Services): boolean {
  const { stream } = (request.params ?? {}) as { stream?: unknown };
  if (typeof stream !== 'string') return false;
  return streams.get(stream)?.status().origin === 'internal';
}

function lengthOf(reply: FastifyReply): number | undefined {
  const length = Number(reply.getHeader('content-length') ?? NaN);
  return Number.isFinite(length) ? length : undefined;
}
