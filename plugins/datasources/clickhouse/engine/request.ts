import { timingSafeEqual, createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { createGunzip } from 'node:zlib';
import { failure, failureCodes } from './failure.ts';

/** A request to the engine, read whole. */
export interface EngineRequest {
  /** Of the URL; the statement may also be in the body. */
  query: string;
  body: Buffer;
  database: string | undefined;
  queryId: string | undefined;
  format: string | undefined;
  /** Settings and `param_*` values. */
  settings: Record<string, string>;
  wantsGzip: boolean;
}

/** Parameters of the HTTP interface itself: no settings of the engine. */
const ownParameters = new Set([
  ...['query', 'database', 'query_id', 'default_format', 'user', 'password', 'role', 'quota_key'],
  ...['session_id', 'session_timeout', 'session_check', 'compress', 'decompress', 'buffer_size'],
  ...['wait_end_of_query', 'enable_http_compression', 'stacktrace', 'client_protocol_version'],
  ...['http_zlib_compression_level', 'add_http_cors_header', 'send_progress_in_http_headers'],
  ...['http_headers_progress_interval_ms', 'cancel_http_readonly_queries_on_client_close'],
]);

/** Reads the request. Throws 307 where the body, inflated, is larger than `maxBodyBytes`. */
export async function readRequest(
  message: IncomingMessage,
  maxBodyBytes: number,
): Promise<EngineRequest> {
  const url = new URL(message.url ?? '/', 'http://engine');
  const settings: Record<string, string> = {};
  for (const [key, value] of url.searchParams) if (!ownParameters.has(key)) settings[key] = value;
  if (message.method === 'GET' && settings['readonly'] === undefined) settings['readonly'] = '1';
  const header = (name: string) => message.headers[name] as string | undefined;
  return {
    query: url.searchParams.get('query') ?? '',
    body: await readBody(message, maxBodyBytes),
    database: url.searchParams.get('database') ?? header('x-clickhouse-database'),
    queryId: url.searchParams.get('query_id') ?? undefined,
    format: url.searchParams.get('default_format') ?? header('x-clickhouse-format'),
    settings,
    wantsGzip:
      url.searchParams.get('enable_http_compression') === '1' &&
      (header('accept-encoding') ?? '').includes('gzip'),
  };
}

async function readBody(message: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const isGzip = message.headers['content-encoding'] === 'gzip';
  const source = isGzip ? message.pipe(createGunzip()) : message;
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of source as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > maxBytes)
      throw failure(failureCodes.queryTooLarge, `Request body is larger than ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  return chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks);
}

/** Throws 516 unless the request carries the user and password, in one of ClickHouse's three ways. */
export function authenticate(message: IncomingMessage, user: string, password: string): void {
  const given = credentials(message);
  if (given.user === user && isSame(given.password, password)) return;
  throw failure(
    failureCodes.authenticationFailed,
    `${given.user}: Authentication failed: password is incorrect, or there is no user with such name`,
  );
}

function credentials({ headers, url }: IncomingMessage): { user: string; password: string } {
  const user = headers['x-clickhouse-user'];
  if (typeof user === 'string')
    return { user, password: String(headers['x-clickhouse-key'] ?? '') };
  const basic = /^Basic (.+)$/i.exec(headers.authorization ?? '')?.[1];
  if (basic !== undefined) {
    const [name = '', ...rest] = Buffer.from(basic, 'base64').toString('utf8').split(':');
    return { user: name, password: rest.join(':') };
  }
  const parameters = new URL(url ?? '/', 'http://engine').searchParams;
  return {
    user: parameters.get('user') ?? 'default',
    password: parameters.get('password') ?? '',
  };
}

function isSame(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
