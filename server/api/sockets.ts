import type { Duplex } from 'node:stream';
import websocket from '@fastify/websocket';
import { HeliostatError } from '@heliostat/sdk';
import type { FastifyInstance } from 'fastify';
import type { WebSocket } from 'ws';
import { isUpgrade } from '../auth/origin.ts';

const maxSockets = 4000;
const maxMessageBytes = 1_048_576;
const maxMessagesPerSecond = 500;
const closeGraceMs = 2000;
const drainMs = 10_000;

/** WebSockets with bounds on their number, on messages and on their size, told when we stop. */
export async function addWebSockets(app: FastifyInstance): Promise<void> {
  app.addHook('onRequest', async (request) => {
    if (!isUpgrade(request) || app.websocketServer.clients.size < maxSockets) return;
    throw new HeliostatError('UNAVAILABLE', 'too many open connections', { retryAfterSeconds: 10 });
  });
  await app.register(websocket, {
    options: { maxPayload: maxMessageBytes, perMessageDeflate: false },
    errorHandler: (error, socket) => {
      app.log.debug({ err: error }, 'socket failed');
      socket.terminate();
    },
    preClose(done) {
      for (const socket of app.websocketServer.clients) socket.close(1001, 'server is stopping');
      app.websocketServer.close();
      done();
    },
  });
  // Once it asked for an upgrade nobody reads its connection any more: refused, it would stay for ever.
  app.addHook('onResponse', async (request) => {
    if (isUpgrade(request)) request.raw.socket.destroySoon();
  });
  app.websocketServer.on('connection', limitMessages);
  cutUpgradedOnClose(app);
}

/**
 * The server would wait for ever for a connection that asked for an upgrade: one that does not answer
 * the goodbye, or one that asked after we began to stop and was refused.
 */
function cutUpgradedOnClose(app: FastifyInstance): void {
  const upgraded = new Set<Duplex>();
  let stopping = false;
  app.server.on('upgrade', (_request, socket: Duplex) => {
    upgraded.add(socket);
    socket.once('close', () => upgraded.delete(socket));
    if (stopping) setTimeout(() => socket.destroy(), closeGraceMs).unref();
  });
  app.addHook('preClose', async () => {
    stopping = true;
    setTimeout(() => {
      for (const socket of upgraded) socket.destroy();
    }, closeGraceMs).unref();
  });
}

/** Requests in hand may finish; what does not within ten seconds is cut. */
export function drainOnClose(app: FastifyInstance): void {
  app.addHook('preClose', async () => {
    setTimeout(() => app.server.closeAllConnections(), drainMs).unref();
  });
}

function limitMessages(socket: WebSocket): void {
  let second = 0;
  let count = 0;
  socket.on('message', () => {
    const now = Math.floor(performance.now() / 1000);
    count = now === second ? count + 1 : 1;
    second = now;
    if (count > maxMessagesPerSecond) cut(socket);
  });
}

/** Nothing more is read: who is told to close and goes on sending would keep us busy for ever. */
function cut(socket: WebSocket): void {
  if (socket.isPaused) return;
  socket.close(1008, 'too many messages');
  socket.pause();
  setTimeout(() => socket.terminate(), closeGraceMs).unref();
}
