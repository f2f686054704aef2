import { HeliostatError, type SchemaNode } from '@heliostat/sdk';
import type { Context } from './context.ts';
import { allow, type Resolvers } from './resolvers.ts';

const maxPathLength = 8;

interface Named {
  name: string;
}

interface ValuesArguments {
  path: readonly string[];
  field: string;
  search: string;
  first: number;
}

export const datasourceResolvers: Resolvers = {
  Query: {
    datasources: allow('datasource:read', (_, _args, { services }) => services.datasources.list()),
    datasource: allow<Named>('datasource:read', (_, { name }, { services }) =>
      services.datasources.list().find((each) => each.name === name),
    ),
  },
  Datasource: {
    check: ({ name }: Named, _args: unknown, { services, signal }: Context) =>
      services.datasources.check(name, signal),
    schema: ({ name }: Named, { path }: { path: readonly string[] }, context: Context) =>
      readSchema(name, path, context),
    values: (
      { name: datasource }: Named,
      { first: limit, ...request }: ValuesArguments,
      context: Context,
    ) => {
      const { queries } = context.services;
      return queries.fieldValues(
        { datasource, limit, ...request },
        context.caller(),
        context.signal,
      );
    },
  },
  SchemaNode: {
    isDefault: ({ isDefault = false }: SchemaNode) => isDefault,
    changedAt: ({ changedAtMs }: SchemaNode) => changedAtMs,
  },
};

function readSchema(name: string, path: readonly string[], { services, signal }: Context): unknown {
  if (path.length > maxPathLength)
    throw new HeliostatError('INVALID_REQUEST', `path: at most ${maxPathLength} names`);
  const { connection, type } = services.datasources.get(name);
  if (connection.schema !== undefined) return connection.schema(path, signal);
  throw new HeliostatError('INVALID_REQUEST', `datasource without a schema: ${name}`, {
    hint: `Plugin ${type} does not support browsing.`,
  });
}
