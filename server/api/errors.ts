import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import {
  HeliostatError,
  errorCodes,
  toErrorReport,
  type ErrorCode,
  type ErrorIssue,
  type ErrorReport,
  type Logger,
} from '@heliostat/sdk';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { refusalHeaders } from './headers.ts';
import { hasUnreadBody, lingering } from './linger.ts';

const codeByStatus: ReadonlyMap<number, ErrorCode> = new Map([
  [400, 'INVALID_REQUEST'],
  ...Object.entries(errorCodes)
    .filter(([, status]) => status !== 400 && status !== 422)
    .map(([code, status]) => [status, code as ErrorCode] as const),
]);

/** Answers what was thrown; also what Fastify refuses before any hook, such as a malformed path. */
export type SendError = (thrown: unknown, request: FastifyRequest, reply: FastifyReply) => void;

/** Every failure of a route leaves in one shape: the status of its code and an `ErrorReport`. */
export function answerErrors(app: FastifyInstance, sendError: SendError): void {
  app.setErrorHandler(sendError);
  app.setNotFoundHandler((request, reply) => {
    const path = request.url.split('?')[0]?.slice(0, 200) ?? '';
    sendError(
      new HeliostatError('NOT_FOUND', `no such route: ${request.method} ${path}`),
      request,
      reply,
    );
  });
}

export function buildSendError(log: Logger): SendError {
  return (thrown, request, reply) => {
    const error = toApiError(thrown);
    if (error.status >= 500 && error.code !== 'UNAVAILABLE')
      log.error({ err: thrown, requestId: request.id }, 'request failed');
    send(error, request, reply);
  };
}

function send(error: HeliostatError, request: FastifyRequest, reply: FastifyReply): void {
  if (error.retryAfterSeconds !== undefined)
    void reply.header('retry-after', Math.ceil(error.retryAfterSeconds));
  if (!reply.hasHeader('content-security-policy')) void reply.headers(refusalHeaders);
  const answer = Buffer.from(JSON.stringify(publicReport(error, request.id)));
  void reply
    .code(error.status)
    .header('cache-control', 'no-store')
    .header('content-length', answer.length)
    .type('application/json; charset=utf-8');
  // What was not read of the body would be taken for the next request.
  if (hasUnreadBody(request.raw))
    void reply.header('connection', 'close').send(lingering(answer, request.raw));
  else void reply.send(answer);
}

export interface PublicReport extends ErrorReport {
  /** Everything wrong with a file. */
  issues?: readonly ErrorIssue[];
}

/** What may leave: an INTERNAL error says nothing but where to look. */
export function publicReport(error: HeliostatError, requestId: string): PublicReport {
  const { issues } = error;
  if (error.code !== 'INTERNAL')
    return { ...toErrorReport(error), ...(issues !== undefined && { issues }) };
  return {
    code: 'INTERNAL',
    message: 'internal error',
    hint: `The server's log has the details under requestId ${requestId}.`,
  };
}

/** Answers bytes that are not HTTP, and clients that are too slow to send a request. */
export function answerBadClient(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const status = clientErrorStatus[error.code ?? ''] ?? 400;
  const report: ErrorReport = { code: 'INVALID_REQUEST', message: 'not a valid HTTP request' };
  const body = JSON.stringify(report);
  const headers = Object.entries(refusalHeaders).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${headers.join('')}content-type: application/json\r\n` +
      `content-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  );
}

const clientErrorStatus: Readonly<Record<string, number>> = {
  ERR_HTTP_REQUEST_TIMEOUT: 408,
  HPE_HEADER_OVERFLOW: 431,
};

function toApiError(thrown: unknown): HeliostatError {
  if (thrown instanceof HeliostatError) return thrown;
  if (!(thrown instanceof Error)) return new HeliostatError('INTERNAL', 'internal error');
  const { statusCode = 500, validation, validationContext } = thrown as Partial<FastifyError>;
  const code = codeByStatus.get(statusCode) ?? (statusCode < 500 ? 'INVALID_REQUEST' : 'INTERNAL');
  const where = validation === undefined ? '' : `${validationContext ?? 'request'}: `;
  const hint = hints[code];
  return new HeliostatError(code, `${where}${lowerFirst(thrown.message)}`, { hint, cause: thrown });
}

const hints: Partial<Record<ErrorCode, string>> = {
  UNSUPPORTED_MEDIA_TYPE: 'Send the header content-type: application/json.',
  PAYLOAD_TOO_LARGE: 'Send less at a time.',
};

function lowerFirst(text: string): string {
  return text.slice(0, 1).toLowerCase() + text.slice(1);
}
