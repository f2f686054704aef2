import type { FastifyInstance } from 'fastify';
import { authorize, type CallerOf } from './caller.ts';
import { permissions, type Caller, type Permission } from './permissions.ts';

export interface GuardedRoute {
  method: string;
  url: string;
  permission: Permission;
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What a caller needs for this route; a route without one keeps the server from starting. */
    permission?: Permission;
  }
  interface FastifyRequest {
    caller: Caller;
  }
  interface FastifyInstance {
    /** Every route with what it asks for. */
    guardedRoutes: GuardedRoute[];
  }
}

const nobody: Caller = { name: 'nobody', permissions: new Set() };

/** Denies by default: every route names its permission, and every request is checked against it. */
export function guardRoutes(app: FastifyInstance, callerOf: CallerOf): void {
  const undeclared: string[] = [];
  app.decorateRequest('caller');
  app.decorate('guardedRoutes', []);
  app.addHook('onRoute', (route) => {
    const permission = route.config?.permission;
    const methods = [route.method].flat();
    if (!isPermission(permission)) undeclared.push(`${methods.join('/')} ${route.url}`);
    else
      for (const method of methods) app.guardedRoutes.push({ method, url: route.url, permission });
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
