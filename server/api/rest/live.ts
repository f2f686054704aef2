import type { FastifyInstance } from 'fastify';
import type { Services } from '../../services.ts';

/** `/api/v1/live`: JSON requests up, one binary frame per tick down (see `sdk/live.ts`). */
export function liveRoutes(app: FastifyInstance, { live, effects }: Services): void {
  app.get(
    '/api/v1/live',
    {
      websocket: true,
      config: { permission: 'query:run' },
      schema: { tags: ['query'], summary: 'Live queries over a WebSocket', hide: true },
    },
    (socket, request) => {
      socket.on('error', (error) => effects.log.debug({ err: error }, 'live socket failed'));
      live.connect(socket, request.caller);
    },
  );
}
