import type { GraphQLFieldResolver } from 'graphql';
import { authorize } from '../../auth/caller.ts';
import type { Permission } from '../../auth/permissions.ts';
import type { Context } from './context.ts';

/** A field: the value it hangs on, its arguments, the context. */
export type Resolve<Source, Args> = (source: Source, args: Args, context: Context) => unknown;

/** The resolvers of one domain, by type and field. */
export type Resolvers = Readonly<Record<string, object>>;

type Resolver = GraphQLFieldResolver<unknown, Context>;

const allowed = new WeakSet<object>();

/** Root fields only exist behind a permission: see `assertAllowed`. */
export function allow<Args>(permission: Permission, resolve: Resolve<unknown, Args>): Resolver {
  const guarded: Resolver = (source, args, context) => {
    authorize(context.caller(), permission);
    return resolve(source, args as Args, context);
  };
  allowed.add(guarded);
  return guarded;
}

/** A subscription; the caller is authorised when it starts and again for each event. */
export function allowStream<Args>(
  permission: Permission,
  subscribe: (args: Args, context: Context) => AsyncIterable<unknown>,
): { subscribe: Resolver; resolve: Resolver } {
  return {
    subscribe: allow<Args>(permission, (_, args, context) => subscribe(args, context)),
    resolve: allow(permission, (event) => event),
  };
}

/** Throws on a root field that declares no permission: the server does not start with it. */
export function assertAllowed(resolvers: readonly Resolvers[]): void {
  for (const type of ['Query', 'Mutation', 'Subscription'])
    for (const [field, resolver] of resolvers.flatMap((domain) =>
      Object.entries(domain[type] ?? {}),
    ))
      if (!partsOf(resolver).every((part) => allowed.has(part)))
        throw new Error(`GraphQL field without a permission: ${type}.${field}`);
}

/** A field is one function, or for a subscription two. */
function partsOf(resolver: unknown): object[] {
  if (typeof resolver === 'function') return [resolver];
  return Object.values(resolver as Record<string, object>);
}
