import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { hostname } from 'node:os';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { httpStatus, toFailure } from './failure.ts';
import { authenticate, readRequest, type EngineRequest } from './request.ts';
import { parseStatement } from './statement.ts';
import type { Reply, Store } from './store.ts';

/** Bytes of a streamed answer that wait for their reader. */
const highWaterMark = 256 * 1024;

export interface EngineServerOptions {
  store: Store;
  user: string;
  password: string;
  maxBodyBytes: number;
  timeZone: string;
}

/** The ClickHouse HTTP interface over a store. */
export function buildEngineServer(options: EngineServerOptions): Server {
  // Parameters travel in the URL: a list of a few thousand values must fit.
  const server = createServer({ maxHeaderSize: 1024 * 1024 }, (message, response) => {
    answer(options, message, response).catch(() => response.destroy());
  });
  server.keepAliveTimeout = 30_000;
  server.requestTimeout = 120_000;
  return server;
}

async function answer(
  options: EngineServerOptions,
  message: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const path = (message.url ?? '/').split('?')[0];
  if (path === '/ping' || (path === '/' && message.method === 'HEAD')) {
    response.end('Ok.\n');
    return;
  }
  response.setHeader('X-ClickHouse-Server-Display-Name', hostname());
  response.setHeader('X-ClickHouse-Timezone', options.timeZone);
  if (path !== '/') {
    response.writeHead(404).end(`There is no handle ${path}\n`);
    return;
  }
  try {
    await answerQuery(options, message, response);
  } catch (thrown) {
    answerFailure(message, response, thrown);
  }
}

async function answerQuery(
  options: EngineServerOptions,
  message: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  authenticate(message, options.user, options.password);
  const gone = new AbortController();
  response.once('close', () => gone.abort(new Error('the client has gone')));
  const request = await readRequest(message, options.maxBodyBytes);
  const statement = parseStatement(request.query, request.body);
  const queryId = request.queryId ?? randomUUID();
  response.setHeader('X-ClickHouse-Query-Id', queryId);
  const { log_comment: comment, ...settings } = request.settings;
  const reply = await options.store.run({
    statement,
    defaultFormat: request.format ?? 'TabSeparated',
    database: request.database,
    settings,
    tag: comment === undefined ? queryId : `${comment} ${queryId}`,
    signal: gone.signal,
  });
  await sendReply(reply, request, response);
}

async function sendReply(
  reply: Reply,
  request: EngineRequest,
  response: ServerResponse,
): Promise<void> {
  response.setHeader('X-ClickHouse-Format', reply.format);
  response.setHeader('Content-Type', contentType(reply.format));
  const summary = Object.entries(reply.summary).map(([key, value]) => [key, String(value)]);
  response.setHeader('X-ClickHouse-Summary', JSON.stringify(Object.fromEntries(summary)));
  const { body } = reply;
  const isWhole = body instanceof Uint8Array;
  // Head and body in one write: for a short answer each further one costs as much as the query.
  if (isWhole && !request.wantsGzip) {
    response.setHeader('Content-Length', body.length);
    response.end(body);
    return;
  }
  const chunks = Readable.from(isWhole ? [body] : body, { objectMode: false, highWaterMark });
  if (!request.wantsGzip) return pipeline(chunks, response);
  response.setHeader('Content-Encoding', 'gzip');
  return pipeline(chunks, createGzip({ level: 1 }), response);
}

/** Once bytes have gone out a failure can only be shown by breaking the answer off. */
function answerFailure(message: IncomingMessage, response: ServerResponse, thrown: unknown): void {
  const { code, message: text } = toFailure(thrown);
  if (response.headersSent) {
    response.destroy();
    return;
  }
  for (const name of ['Content-Encoding', 'X-ClickHouse-Summary', 'X-ClickHouse-Format'])
    response.removeHeader(name);
  response.setHeader('X-ClickHouse-Exception-Code', code);
  response.setHeader('Content-Type', 'text/plain; charset=UTF-8');
  if (!message.complete) response.setHeader('Connection', 'close');
  response.writeHead(httpStatus(code)).end(`${text}\n`);
}

function contentType(format: string): string {
  if (/^JSON|NDJSON/.test(format))
    return /EachRow|Lines/.test(format)
      ? 'application/x-ndjson'
      : 'application/json; charset=UTF-8';
  if (format.startsWith('CSV')) return 'text/csv; charset=UTF-8';
  if (/^(TSV|TabSeparated)/.test(format)) return 'text/tab-separated-values; charset=UTF-8';
  if (format === 'ArrowStream') return 'application/vnd.apache.arrow.stream';
  return /^(Native|RowBinary|Arrow|Parquet|ORC|Avro)/.test(format)
    ? 'application/octet-stream'
    : 'text/plain; charset=UTF-8';
}
