import { readFileSync } from 'node:fs';
import { HeliostatError } from '@heliostat/sdk';
import { GraphQLScalarType, Kind } from 'graphql';
import { issuesOf } from '../issues.ts';
import type { Context } from './context.ts';
import { conflate } from './conflate.ts';
import { allow, allowStream, type Resolvers } from './resolvers.ts';

const { version } = JSON.parse(
  readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
) as { version: string };

export const baseResolvers: Resolvers = {
  Query: { server: allow('ui:read', () => ({})) },
  Mutation: { ping: allow('public', () => true) },
  Subscription: { clock: allowStream('public', (_, context) => ticks(context)) },
  Server: {
    version: () => version,
    startedAt: (_: unknown, _args: unknown, { services }: Context) =>
      Math.round(services.effects.now() - process.uptime() * 1000),
    workspace: (_: unknown, _args: unknown, { services }: Context) =>
      services.config.workspaceDirectory,
    permissions: (_: unknown, _args: unknown, context: Context) => [
      ...context.caller().permissions,
    ],
    embedOrigins: (_: unknown, _args: unknown, { services }: Context) =>
      services.config.embedOrigins,
    issues: (_: unknown, _args: unknown, context: Context) =>
      issuesOf(context.services, context.caller()),
  },
  Time: new GraphQLScalarType({
    name: 'Time',
    description: 'Epoch milliseconds, UTC.',
    serialize: Number,
    parseValue: toTime,
    parseLiteral: (node) => toTime(node.kind === Kind.INT ? Number(node.value) : undefined),
  }),
  JSON: new GraphQLScalarType({
    name: 'JSON',
    description: 'Any JSON value: plugin options, JSON Schemas, whole documents.',
  }),
};

function ticks({ services, signal }: Context): AsyncIterable<number> {
  return conflate<number>((push) => {
    const timer = setInterval(() => push('clock', services.effects.now()), 1000);
    return () => clearInterval(timer);
  }, signal);
}

function toTime(value: unknown): number {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return value;
  throw new HeliostatError('INVALID_REQUEST', 'Time: expected whole epoch milliseconds');
}
