import { HeliostatError, Type, querySchema } from '@heliostat/sdk';
import { checkOptions, formatPath } from '@heliostat/sdk/check';
import { askedSchema } from '../../query/live/request.ts';

const slugPattern = '^[a-z][a-z0-9-]{0,62}$';

const byReference = Type.Object({
  dashboard: Type.String({ minLength: 1, maxLength: 500, description: 'Path of the dashboard.' }),
  query: Type.String({ minLength: 1, maxLength: 100, description: 'Slug of the query.' }),
  ...askedSchema,
});

const adHoc = Type.Object({
  datasource: Type.String({ minLength: 1, maxLength: 100 }),
  spec: Type.Record(Type.String(), Type.Unknown(), {
    description: "The datasource's own part of a query; needs the permission query:raw.",
  }),
  minStep: Type.Optional(Type.String({ maxLength: 20 })),
  ...askedSchema,
});

const ofQueries = Type.Object({
  queries: Type.Record(Type.String({ pattern: slugPattern }), querySchema, {
    description: 'As in a dashboard; needs the permission query:raw.',
  }),
  query: Type.String({ minLength: 1, maxLength: 100, description: 'Which of them to run.' }),
  ...askedSchema,
});

/** A query of a dashboard, or one of the caller's own, alone or built on others. */
export const inputSchema = Type.Union([byReference, adHoc, ofQueries]);

/**
 * Fastify's validator of `inputSchema`: says the first thing wrong and where, under the one of the two
 * forms that is meant. A union's own errors would name both.
 */
export function checkInput(body: unknown): { value: unknown } | { error: HeliostatError } {
  const schema = formOf(body);
  if (schema === undefined) return { error: refuse('expected dashboard and query') };
  const [issue] = checkOptions(schema, body);
  if (issue === undefined) return { value: body };
  return { error: refuse(`${formatPath(issue.path)}: ${issue.message}`) };
}

function formOf(body: unknown) {
  if (typeof body !== 'object' || body === null) return;
  if (Object.hasOwn(body, 'queries')) return ofQueries;
  if (Object.hasOwn(body, 'dashboard') || Object.hasOwn(body, 'query')) return byReference;
  return Object.hasOwn(body, 'datasource') || Object.hasOwn(body, 'spec') ? adHoc : undefined;
}

function refuse(what: string): HeliostatError {
  return new HeliostatError('INVALID_REQUEST', `body: ${what}`, {
    hint: 'Send dashboard, query, from and to; or, with the permission query:raw, datasource and spec, or queries and query, with from and to.',
  });
}
