import { readFileSync } from 'node:fs';
import { makeExecutableSchema } from '@graphql-tools/schema';
import type { GraphQLSchema } from 'graphql';
import { annotationResolvers } from './annotation.ts';
import { baseResolvers } from './base.ts';
import { dashboardResolvers } from './dashboard.ts';
import { datasourceResolvers } from './datasource.ts';
import { pipelineResolvers } from './pipeline.ts';
import { pluginResolvers } from './plugin.ts';
import { buildPrepare, type Prepare } from './prepare.ts';
import { queryResolvers } from './query.ts';
import { assertAllowed } from './resolvers.ts';
import { snapshotResolvers } from './snapshot.ts';

const domains = {
  base: baseResolvers,
  annotation: annotationResolvers,
  dashboard: dashboardResolvers,
  datasource: datasourceResolvers,
  pipeline: pipelineResolvers,
  plugin: pluginResolvers,
  query: queryResolvers,
  snapshot: snapshotResolvers,
};

/** The executable schema, and the one way into it. */
export interface Engine {
  schema: GraphQLSchema;
  prepare: Prepare;
}

export function buildEngine(): Engine {
  const resolvers = Object.values(domains);
  assertAllowed(resolvers);
  const schema = makeExecutableSchema({
    typeDefs: Object.keys(domains).map(readDefinitions),
    resolvers: resolvers as never,
    resolverValidationOptions: { requireResolversToMatchSchema: 'error' },
  });
  assertComplete(schema);
  return { schema, prepare: buildPrepare(schema) };
}

function readDefinitions(domain: string): string {
  return readFileSync(new URL(`./${domain}.graphql`, import.meta.url), 'utf8');
}

/** A root field without a resolver would silently answer null, and would have no permission. */
function assertComplete(schema: GraphQLSchema): void {
  for (const root of [
    schema.getQueryType(),
    schema.getMutationType(),
    schema.getSubscriptionType(),
  ])
    for (const field of Object.values(root?.getFields() ?? {}))
      if (field.resolve === undefined || (root?.name === 'Subscription' && !field.subscribe))
        throw new Error(`GraphQL field without a resolver: ${root?.name ?? ''}.${field.name}`);
}
