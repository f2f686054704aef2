import { HeliostatError, Type, querySchema, variableSchema, type TSchema } from '@heliostat/sdk';
import { checkOptions, formatPath } from '@heliostat/sdk/check';
import type { FastifyInstance } from 'fastify';
import { valuesSchema } from '../../query/live/request.ts';
import type {
  VariableInput,
  VariableOptionsInput,
  VariableValuesInput,
} from '../../query/service.ts';
import type { Services } from '../../services.ts';
import { signalOf } from '../signal.ts';

const timeoutMs = 60_000;
const slugPattern = '^[a-z][a-z0-9-]{0,62}$';

const search = Type.Optional(
  Type.String({ maxLength: 200, description: 'Words that all occur in a value.' }),
);
const optionsFields = {
  values: Type.Optional(valuesSchema),
  search,
  from: Type.Optional(Type.String({ maxLength: 100 })),
  to: Type.Optional(Type.String({ maxLength: 100 })),
  timeZone: Type.Optional(Type.String({ maxLength: 60 })),
};
const valuesFields = {
  field: Type.String({ minLength: 1, maxLength: 200 }),
  search: Type.Optional(Type.String({ maxLength: 200, description: 'What a value contains.' })),
  first: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 100 })),
};

/** Both ways to name a variable: by its dashboard, or among declarations that are sent. */
function formsOf(fields: Readonly<Record<string, TSchema>>) {
  const variable = Type.String({ maxLength: 100, description: 'Slug of the variable.' });
  return {
    named: Type.Object({ dashboard: Type.String({ maxLength: 500 }), variable, ...fields }),
    sent: Type.Object({
      declared: Type.Object(
        {
          variables: Type.Record(Type.String({ pattern: slugPattern }), variableSchema),
          queries: Type.Optional(Type.Record(Type.String({ pattern: slugPattern }), querySchema)),
        },
        { description: 'As in a dashboard; needs the permission query:raw.' },
      ),
      variable,
      ...fields,
    }),
  };
}

/** Of a union, ajv names what is wrong with every form: here only the one that is meant. */
function validator({ named, sent }: ReturnType<typeof formsOf>) {
  return () => (body: unknown) => {
    const isSent = typeof body === 'object' && body !== null && Object.hasOwn(body, 'declared');
    const [issue] = checkOptions(isSent ? sent : named, body);
    if (issue === undefined) return { value: body };
    const message = `body: ${formatPath(issue.path)}: ${issue.message}`;
    return { error: new HeliostatError('INVALID_REQUEST', message) };
  };
}

function route(summary: string, fields: Readonly<Record<string, TSchema>>) {
  const forms = formsOf(fields);
  return {
    config: { permission: 'query:run' as const },
    validatorCompiler: validator(forms),
    schema: { tags: ['query'], summary, body: Type.Union([forms.named, forms.sent]) },
  };
}

export function variableRoutes(app: FastifyInstance, { queries }: Services): void {
  app.post<{ Body: VariableOptionsInput }>(
    '/api/v1/query/variable',
    route('What a variable of a dashboard may be', optionsFields),
    ({ body, caller }, reply) => queries.variableOptions(body, caller, signalOf(reply, timeoutMs)),
  );
  app.post<{ Body: VariableInput }>(
    '/api/v1/query/variable/fields',
    route('What a variable that holds filters can filter by', {}),
    ({ body, caller }, reply) => queries.filterFields(body, caller, signalOf(reply, timeoutMs)),
  );
  app.post<{ Body: VariableValuesInput }>(
    '/api/v1/query/variable/values',
    route('Values of a field that it can filter by, the most frequent first', valuesFields),
    async ({ body, caller }, reply) => ({
      values: await queries.filterValues(body, caller, signalOf(reply, timeoutMs)),
    }),
  );
}
