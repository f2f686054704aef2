import type { FastifyRequest } from 'fastify';
import { HeliostatError } from '@heliostat/sdk';
import { permissions, type Caller, type Permission } from './permissions.ts';

/** Says who sends a request; the one place that sign-in will change. */
export type CallerOf = (request: FastifyRequest) => Caller;

const owner: Caller = { name: 'owner', permissions: new Set(permissions) };

/** The server listens on loopback only: whoever reaches it is its owner. */
export const callerOf: CallerOf = () => owner;

export function isAllowed(caller: Caller, permission: Permission): boolean {
  return permission === 'public' || caller.permissions.has(permission);
}

/** Throws FORBIDDEN, naming the permission that is missing. */
export function authorize(caller: Caller, permission: Permission): void {
  if (isAllowed(caller, permission)) return;
  throw new HeliostatError('FORBIDDEN', `permission missing: ${permission}`, {
    hint: `Ask the owner of this server to give ${caller.name} the permission ${permission}.`,
  });
}
