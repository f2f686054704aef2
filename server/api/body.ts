import { HeliostatError } from '@heliostat/sdk';
import type { FastifyInstance } from 'fastify';
import { tooDeepAt } from '../workspace/depth.ts';

/** Default limit of a request's body; ingest has its own. */
export const maxBodyBytes = 1_048_576;
/** A dashboard inside a GraphQL request, as deep as a file may be. */
const maxDepth = 120;

/**
 * Bodies are JSON in valid UTF-8, or refused: `text/plain` is what a cross-site form can send, and
 * `__proto__` is what a hostile one would. Ingest registers its own parsers in its own scope.
 */
export function acceptJsonOnly(app: FastifyInstance): void {
  const parseJson = app.getDefaultJsonParser('error', 'error');
  app.removeAllContentTypeParsers();
  app.addContentTypeParser<Buffer>(
    'application/json',
    { parseAs: 'buffer' },
    (request, body, done) => {
      try {
        void parseJson(request, shallow(decodeUtf8(body)), done);
      } catch (error) {
        done(error as Error);
      }
    },
  );
}

/** In this scope a JSON body stays text: what is stored is parsed by the workspace, with positions. */
export function acceptText(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser<Buffer>(
    'application/json',
    { parseAs: 'buffer' },
    async (_request: unknown, body: Buffer) => decodeUtf8(body),
  );
}

/** Throws INVALID_REQUEST where what comes after would run out of stack. */
function shallow(text: string): string {
  if (tooDeepAt(text, maxDepth) === undefined) return text;
  throw new HeliostatError('INVALID_REQUEST', `body: nested deeper than ${maxDepth} levels`);
}

/** Throws INVALID_REQUEST where the bytes are not UTF-8. */
function decodeUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new HeliostatError('INVALID_REQUEST', 'body: not valid UTF-8', { cause });
  }
}
