import type { WebsocketHandler } from '@fastify/websocket';
import type { Logger } from '@heliostat/sdk';
import type { FastifyRequest } from 'fastify';
import { CloseCode, makeServer, type ServerOptions } from 'graphql-ws';

type Socket = Parameters<WebsocketHandler>[0];

/** What the hooks of the protocol know of a connection. */
export interface Extra {
  socket: Socket;
  request: FastifyRequest;
}

/** A client that does not answer a ping within this time is gone. */
const pingEveryMs = 12_000;

/**
 * The protocol on our sockets. The library's own adapter for Fastify prints what clients do wrong to
 * the console; here it goes to the log.
 */
export function carryProtocol(
  options: ServerOptions<Record<string, unknown> | undefined, Extra>,
  log: Logger,
): WebsocketHandler {
  const server = makeServer(options);
  return (socket, request) => {
    const fail = (error: unknown) => {
      log.debug({ err: error, requestId: request.id }, 'graphql socket failed');
      socket.close(CloseCode.InternalServerError, 'Internal server error');
    };
    socket.on('error', fail);
    const stopPings = keepAlive(socket);
    const closed = server.opened(
      {
        protocol: socket.protocol,
        send: (text) => send(socket, text),
        close: (code, reason) => socket.close(code, reason),
        onMessage: (listener) =>
          socket.on('message', (bytes: Buffer) => void listener(bytes.toString()).catch(fail)),
      },
      { socket, request },
    );
    socket.once('close', (code: number, reason: Buffer) => {
      stopPings();
      void Promise.resolve(closed(code, reason.toString())).catch(fail);
    });
  };
}

function send(socket: Socket, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    if (socket.readyState !== socket.OPEN) resolve();
    else socket.send(text, (error) => (error ? reject(error) : resolve()));
  });
}

function keepAlive(socket: Socket): () => void {
  let answered = true;
  socket.on('pong', () => (answered = true));
  const timer = setInterval(() => {
    if (!answered) socket.terminate();
    answered = false;
    if (socket.readyState === socket.OPEN) socket.ping();
  }, pingEveryMs);
  return () => clearInterval(timer);
}
