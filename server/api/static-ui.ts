import { createHash } from 'node:crypto';
import { readFile, readdir, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Services } from '../services.ts';
import { policyWith } from './headers.ts';

const config = { permission: 'ui:read' } as const;
const yearMs = 31_536_000_000;
/** First segments of what is not a page of the application: unknown ones are 404, never the page. */
const reserved = new Set([
  'api',
  'assets',
  'graphql',
  'ingest',
  'metrics',
  'livez',
  'readyz',
  'schema',
]);

/**
 * The built UI. Files are served from a list made beforehand, never from a path that a client
 * wrote; any other path that could be a page of the application gets `index.html`.
 */
export async function uiRoutes(app: FastifyInstance, { config: server }: Services): Promise<void> {
  const built = new BuiltUi(server.uiDirectory);
  await app.register(fastifyStatic, {
    root: server.uiDirectory,
    serve: false,
    preCompressed: true,
    dotfiles: 'ignore',
  });

  app.get<{ Params: { '*': string } }>('/assets/*', { config }, async (request, reply) => {
    const file = `assets/${request.params['*']}`;
    if (!(await built.has(file))) {
      reply.callNotFound();
      return;
    }
    if (server.development) return reply.sendFile(file, { cacheControl: false });
    return reply.sendFile(file, { maxAge: yearMs, immutable: true });
  });
  app.get('/', { config }, (_request, reply) => sendPage(reply, built));
  app.get<{ Params: { '*': string } }>('/*', { config }, async (request, reply) => {
    const path = request.params['*'];
    if (path !== 'index.html' && (await built.has(path)))
      return reply.header('cache-control', 'no-cache').sendFile(path, { cacheControl: false });
    if (!isPage(path)) {
      reply.callNotFound();
      return;
    }
    return sendPage(reply, built, isEmbedded(request.url) ? server.embedOrigins : []);
  });
}

class BuiltUi {
  readonly #directory: string;
  #builtAtMs = NaN;
  #files = new Set<string>();
  #scripts: readonly string[] = [];

  constructor(directory: string) {
    this.#directory = directory;
  }

  /** Whether the build holds this file, by its path with slashes; links are not followed. */
  async has(file: string): Promise<boolean> {
    await this.#refresh();
    return this.#files.has(file);
  }

  /** The policy for `index.html`: the scripts written into it are allowed by their hash. */
  async policy(framedBy: readonly string[]): Promise<string> {
    await this.#refresh();
    return policyWith({ 'script-src': this.#scripts }, framedBy);
  }

  /** Lists the files again when there is a new build. */
  async #refresh(): Promise<void> {
    const page = join(this.#directory, 'index.html');
    const builtAtMs = await stat(page).then(
      (found) => found.mtimeMs,
      () => NaN,
    );
    if (Object.is(builtAtMs, this.#builtAtMs)) return;
    this.#files = Number.isNaN(builtAtMs) ? new Set() : await listFiles(this.#directory);
    if (this.#files.has('index.html')) this.#scripts = hashesOf(await readFile(page, 'utf8'));
    this.#builtAtMs = builtAtMs;
  }
}

async function listFiles(directory: string): Promise<Set<string>> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  return new Set(
    entries
      .filter((entry) => entry.isFile())
      .map((entry) => relative(directory, join(entry.parentPath, entry.name)))
      .map((path) => path.split(sep).join('/')),
  );
}

function hashesOf(html: string): string[] {
  const scripts = [...html.matchAll(/<script(?![^>]*\bsrc=)[^>]*>([\s\S]*?)<\/script>/g)];
  return scripts.map(
    ([, text = '']) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`,
  );
}

/** Pages of `framedBy` may hold it in a frame; the application then keeps itself to reading. */
async function sendPage(
  reply: FastifyReply,
  built: BuiltUi,
  framedBy: readonly string[] = [],
): Promise<FastifyReply> {
  void reply.header('cache-control', 'no-cache');
  if (!(await built.has('index.html'))) return reply.code(503).type('text/html').send(notBuilt);
  void reply.header('content-security-policy', await built.policy(framedBy));
  if (framedBy.length > 0) void reply.removeHeader('x-frame-options');
  return reply.sendFile('index.html', { cacheControl: false });
}

/**
 * As it was written: decoded, `/embed%2Fd` would be one, and the application, which decodes later, would
 * show itself whole in the frame.
 */
function isEmbedded(url: string): boolean {
  return url.startsWith('/embed/');
}

/** A path a router of ours could have made: plain segments, no file ending, nothing encoded twice. */
function isPage(path: string): boolean {
  const segments = path.split('/');
  if (reserved.has((segments[0] ?? '').toLowerCase())) return false;
  // eslint-disable-next-line no-control-regex
  if (/[\\%;\u0000-\u001f]/.test(path)) return false;
  return (
    segments.every((segment, i) => segment !== '' || i === segments.length - 1) &&
    !path.includes('.')
  );
}

const notBuilt = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Heliostat</title>
<body style="font-family: sans-serif; max-width: 40em; margin: 4em auto">
<h1>The UI is not built yet</h1><p>Run <code>npm run build</code>, then load this page again.</p>`;
