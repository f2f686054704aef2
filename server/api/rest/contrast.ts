import { HeliostatError, Type, type Interval } from '@heliostat/sdk';
import { checkOptions, formatPath } from '@heliostat/sdk/check';
import type { FastifyInstance } from 'fastify';
import type { QueryInput } from '../../query/service.ts';
import type { Services } from '../../services.ts';
import { signalOf } from '../signal.ts';
import { checkInput, inputSchema } from './query-input.ts';

const timeoutMs = 60_000;

const partSchema = Type.Object(
  {
    from: Type.Integer({ description: 'Epoch milliseconds.' }),
    to: Type.Integer({ description: 'Epoch milliseconds, not in it.' }),
  },
  { description: 'A part of the range that the query runs over.' },
);
const bodySchema = Type.Object({ asked: inputSchema, part: partSchema });

const valueSchema = Type.Object({
  value: Type.Union([Type.String(), Type.Boolean()]),
  inside: Type.Number(),
  outside: Type.Number(),
  shareInside: Type.Number({ description: '0 to 1.' }),
  shareOutside: Type.Number({ description: '0 to 1.' }),
});
const answerSchema = Type.Object({
  counted: Type.String({ description: '`rows`, or the expression whose sum the query asks for.' }),
  inside: Type.Number({ description: 'Of all rows in the part.' }),
  outside: Type.Number({ description: 'Of all others.' }),
  fields: Type.Array(Type.Object({ name: Type.String(), values: Type.Array(valueSchema) }), {
    description: 'Those with a difference beyond chance, the most different first.',
  }),
});

interface Body {
  asked: QueryInput;
  part: Interval;
}

/** It shows fields of the rows that the query does not: for those who may ask for any. */
export function contrastRoutes(app: FastifyInstance, { queries }: Services): void {
  app.post<{ Body: Body }>(
    '/api/v1/query/contrast',
    {
      config: { permission: 'query:raw' },
      validatorCompiler: () => checkBody,
      schema: {
        tags: ['query'],
        summary: 'What the rows of a query are made of in a part of the range, against the others',
        body: bodySchema,
        response: { 200: answerSchema },
      },
    },
    async ({ body: { asked, part }, caller }, reply) => {
      const prepared = queries.prepare(asked, caller);
      const plan = queries.plan(prepared);
      return queries.contrast({ prepared, plan, part }, signalOf(reply, timeoutMs));
    },
  );
}

function checkBody(body: unknown): { value: unknown } | { error: HeliostatError } {
  const { asked, part } = (body ?? {}) as Partial<Body>;
  const [issue] = checkOptions(partSchema, part);
  if (issue === undefined) {
    const checked = checkInput(asked);
    return 'error' in checked ? checked : { value: body };
  }
  const place = formatPath(['part', ...issue.path]);
  return { error: new HeliostatError('INVALID_REQUEST', `body: ${place}: ${issue.message}`) };
}
