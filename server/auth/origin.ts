import { HeliostatError } from '@heliostat/sdk';
import type { FastifyInstance, FastifyRequest } from 'fastify';

const loopbackNames = new Set(['localhost', '127.0.0.1', '[::1]']);
const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Two checks that keep other web pages out of a server without sign-in. The `Host` header must name
 * this machine, so that a foreign name that resolves to loopback (DNS rebinding) is refused; and
 * whatever changes something or opens a WebSocket must come from our own pages or from no page.
 */
export function checkOrigins(app: FastifyInstance, host: string): void {
  app.addHook('onRequest', async (request) => {
    checkHost(hostOf(request), host);
    if (!safeMethods.has(request.method) || isUpgrade(request)) checkOrigin(request);
  });
}

/** Throws FORBIDDEN unless the name is loopback or the one the server was told; any port will do. */
export function checkHost(header: string | undefined, configured: string): void {
  const name = hostName(header ?? '');
  if (name !== undefined && (loopbackNames.has(name) || name === bracketed(configured))) return;
  throw new HeliostatError('FORBIDDEN', `unknown host: ${quote(header)}`, {
    hint: 'Open the server as localhost or 127.0.0.1.',
  });
}

/** Of two `Host` headers Node keeps the first, and a proxy may have looked at the second: neither counts. */
function hostOf({ raw, headers }: FastifyRequest): string | undefined {
  const names = raw.rawHeaders.filter((text, i) => i % 2 === 0 && text.toLowerCase() === 'host');
  return names.length > 1 ? undefined : headers.host;
}

export function isUpgrade(request: FastifyRequest): boolean {
  return request.headers.upgrade !== undefined;
}

function checkOrigin({ headers }: FastifyRequest): void {
  const site = headers['sec-fetch-site'];
  const sameSite = site === undefined || site === 'same-origin' || site === 'none';
  const { origin } = headers;
  if (sameSite && (origin === undefined || isSameOrigin(origin, headers.host ?? ''))) return;
  throw new HeliostatError(
    'FORBIDDEN',
    `cross-site request from: ${quote(origin ?? String(site))}`,
    {
      hint: 'Pages of other origins may not change anything here; call from a program instead.',
    },
  );
}

/** The scheme may differ: a proxy in front of us may speak TLS. */
function isSameOrigin(origin: string, host: string): boolean {
  const authority = /^https?:\/\/([^/?#@\\]+)$/i.exec(origin)?.[1];
  return authority !== undefined && withoutPort80(authority) === withoutPort80(host);
}

function withoutPort80(authority: string): string {
  return authority.toLowerCase().replace(/:(80|443)$/, '');
}

function hostName(header: string): string | undefined {
  return /^(\[[0-9a-f:.]+\]|[a-z0-9.-]+)(?::\d{1,5})?$/.exec(header.toLowerCase())?.[1];
}

function bracketed(host: string): string {
  return host.includes(':') ? `[${host}]`.toLowerCase() : host.toLowerCase();
}

function quote(header: string | undefined): string {
  return JSON.stringify((header ?? '').slice(0, 100));
}
