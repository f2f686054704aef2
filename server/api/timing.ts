import type { FastifyInstance, FastifyReply } from 'fastify';
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
    if (unobserved.has(route)) return;
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

function lengthOf(reply: FastifyReply): number | undefined {
  const length = Number(reply.getHeader('content-length') ?? NaN);
  return Number.isFinite(length) ? length : undefined;
}
