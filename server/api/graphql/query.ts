import {
  HeliostatError,
  filterOperators,
  panelTimeSchema,
  exactAt,
  type Field,
  type Filter,
  type Frame,
  type PanelTime,
  type ParamValue,
} from '@heliostat/sdk';
import { frameFromArrow } from '@heliostat/sdk/arrow';
import { checkOptions, formatPath } from '@heliostat/sdk/check';
import type { QueryByReference } from '../../query/service.ts';
import { transforms } from '../../query/transforms/index.ts';
import type { Context } from './context.ts';
import { allow, type Resolvers } from './resolvers.ts';

/** GraphQL is for small results; larger ones come as Arrow from `POST /api/v1/query`. */
const maxBytes = 4_000_000;

/** As GraphQL gives it: what is absent may be null. */
type Input = {
  [Key in keyof Omit<QueryByReference, 'time'>]: QueryByReference[Key] | null;
} & {
  dashboard: string;
  query: string;
  from: string;
  to: string;
  variables?: unknown;
  time?: { [Key in keyof PanelTime]: PanelTime[Key] | null } | null;
};

export const queryResolvers: Resolvers = {
  Query: {
    query: allow<{ input: Input }>('query:run', (_, { input }, context) => run(input, context)),
    transforms: allow('query:run', () =>
      Object.entries(transforms).map(([use, transform]) => ({ use, ...transform })),
    ),
  },
};

async function run(input: Input, context: Context): Promise<object> {
  const { services, signal } = context;
  const result = await services.queries.run(toReference(input), context.caller(), signal);
  const frame = frameFromArrow(await readAll(result.arrow));
  const { statement, cached, elapsedMs } = await result.stats;
  const { from, to, stepMs } = result;
  const columns = frame.fields.map((field) => toColumn(field, frame));
  return { from, to, stepMs, rows: frame.length, columns, statement, cached, elapsedMs };
}

async function readAll(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of chunks) {
    bytes += chunk.length;
    if (bytes > maxBytes)
      throw new HeliostatError('LIMIT_EXCEEDED', `result: more than ${maxBytes} bytes`, {
        hint: 'Ask for fewer points, or get the result as Arrow from POST /api/v1/query.',
      });
    parts.push(chunk);
  }
  return Buffer.concat(parts);
}

function toColumn(field: Field, frame: Frame): object {
  const values = Array.from({ length: frame.length }, (_, row) => exactAt(field, row));
  return { name: field.name, type: field.type, values };
}

function toReference(input: Input): QueryByReference {
  const { dashboard, query, from, to, filters, timeZone, maxPoints } = input;
  return {
    ...{ dashboard, query, from, to },
    ...(isGiven(input.variables) && { variables: toVariables(input.variables) }),
    ...(isGiven(filters) && { filters: filters.map(toFilter) }),
    ...(isGiven(timeZone) && { timeZone }),
    ...(isGiven(maxPoints) && { maxPoints }),
    ...(isGiven(input.time) && { time: toPanelTime(input.time) }),
  };
}

function toPanelTime(given: NonNullable<Input['time']>): PanelTime {
  const time = Object.fromEntries(Object.entries(given).filter(([, text]) => isGiven(text)));
  const [issue] = checkOptions(panelTimeSchema, time);
  if (issue === undefined) return time;
  throw new HeliostatError(
    'INVALID_REQUEST',
    `${formatPath(['time', ...issue.path])}: ${issue.message}`,
  );
}

function toVariables(variables: unknown): Record<string, ParamValue> {
  if (typeof variables !== 'object' || variables === null || Array.isArray(variables))
    throw new HeliostatError('INVALID_REQUEST', 'variables: expected an object by slug');
  return Object.fromEntries(
    Object.entries(variables).map(([name, value]) => {
      if (isScalar(value) || isListOf(value, isText)) return [name, value];
      throw new HeliostatError('INVALID_REQUEST', `variables.${name}: expected a value or texts`);
    }),
  );
}

function toFilter({ field, op, value }: { field: string; op: string; value: unknown }): Filter {
  const operator = filterOperators.find((known) => known === op);
  if (operator === undefined)
    throw new HeliostatError(
      'INVALID_REQUEST',
      `filters.op: expected one of ${filterOperators.join(' ')}`,
    );
  if (isScalar(value) || isListOf(value, isTextOrNumber)) return { field, op: operator, value };
  throw new HeliostatError('INVALID_REQUEST', 'filters.value: expected a value or a list of them');
}

function isGiven<Value>(value: Value | null | undefined): value is Value {
  return value !== null && value !== undefined;
}
function isScalar(value: unknown): value is string | number | boolean {
  return isTextOrNumber(value) || typeof value === 'boolean';
}
function isTextOrNumber(value: unknown): value is string | number {
  return isText(value) || typeof value === 'number';
}
function isText(value: unknown): value is string {
  return typeof value === 'string';
}
function isListOf<Each>(value: unknown, is: (each: unknown) => each is Each): value is Each[] {
  return Array.isArray(value) && value.every(is);
}
