import helmet from '@fastify/helmet';
import type { FastifyInstance } from 'fastify';

/**
 * Everything from our own origin, nothing from anywhere else, nothing evaluated. Inline styles are
 * what Svelte transitions and the panels' geometry use; `blob:` is a panel exported as a picture.
 */
const contentSecurityPolicy: Readonly<Record<string, readonly string[]>> = {
  'default-src': ["'none'"],
  'script-src': ["'self'"],
  'style-src': ["'self'", "'unsafe-inline'"],
  'img-src': ["'self'", 'data:', 'blob:'],
  'font-src': ["'self'", 'data:'],
  'connect-src': ["'self'"],
  'manifest-src': ["'self'"],
  'worker-src': ["'self'"],
  'base-uri': ["'none'"],
  'form-action': ["'self'"],
  'frame-ancestors': ["'none'"],
  'object-src': ["'none'"],
};

/** For what is answered before any hook has run, and so without the headers of `addSecurityHeaders`. */
export const refusalHeaders: Readonly<Record<string, string>> = {
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};

export async function addSecurityHeaders(app: FastifyInstance): Promise<void> {
  await app.register(helmet, {
    contentSecurityPolicy: { useDefaults: false, directives: mutable(contentSecurityPolicy) },
    // Plain HTTP on loopback: a browser that remembered HSTS for localhost would lock people out.
    hsts: false,
    crossOriginOpenerPolicy: { policy: 'same-origin' },
    crossOriginResourcePolicy: { policy: 'same-origin' },
    referrerPolicy: { policy: 'same-origin' },
    xFrameOptions: { action: 'deny' },
  });
}

/**
 * The policy as a header value, with more sources where a page needs them; pages of `framedBy` may hold
 * it in a frame.
 */
export function policyWith(
  more: Readonly<Record<string, readonly string[]>>,
  framedBy: readonly string[] = [],
): string {
  const frame = framedBy.length === 0 ? {} : { 'frame-ancestors': framedBy };
  return Object.entries({ ...contentSecurityPolicy, ...frame })
    .map(([name, sources]) => [name, ...sources, ...(more[name] ?? [])].join(' '))
    .join('; ');
}

function mutable(policy: typeof contentSecurityPolicy): Record<string, string[]> {
  return Object.fromEntries(Object.entries(policy).map(([name, list]) => [name, [...list]]));
}
