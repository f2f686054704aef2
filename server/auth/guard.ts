import type { FastifyInstance, RouteOptions } from 'fastify';
import { authorize, type CallerOf } from './caller.ts';
import { permissions, type Caller, type Permission } from './permissions.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What a caller needs for this route; a route without one keeps the server from starting. */
    permission?: Permission;
  }
  interface FastifyRequest {
    caller: Caller;
  }
}

const nobody: Caller = { name: 'nobody', permissions: new Set() };

/** Denies by default: every route names its permission, and every request is checked against it. */
export function guardRoutes(app: FastifyInstance, callerOf: CallerOf): void {
  const undeclared: string[] = [];
  app.decorateRequest('caller');
  app.addHook('onRoute', (route) => {
    if (!isPermission(route.config?.permission)) undeclared.push(nameOf(route));
  });
  app.addHook('onReady', async () => {
    if (undeclared.length === 0) return;
    throw new Error(`routes without a permission: ${undeclared.join(', ')}`);
  });
  app.addHook('onRequest', async (request) => {
    request.caller = nobody;
    request.caller = callerOf(request);
    if (request.is404) return;
    const { permission } = request.routeOptions.config;
    if (permission === undefined) throw new Error('route without a permission');
    authorize(request.caller, permission);
  });
}

function isPermission(word: unknown): word is Permission {
  return permissions.some((permission) => permission === word);
}

function nameOf(route: RouteOptions): string {
  return `${[route.method].flat().join('/')} ${route.url}`;
}
