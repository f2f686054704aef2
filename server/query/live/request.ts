import {
  HeliostatError,
  Type,
  panelTimeSchema,
  type LiveRequest,
  type LiveSubscription,
} from '@heliostat/sdk';
import { checkOptions, formatPath } from '@heliostat/sdk/check';

const id = () => Type.Integer({ minimum: 0, maximum: 4_294_967_295 });
const scalar = Type.Union([Type.String(), Type.Number(), Type.Boolean()]);

/** Values of variables, by slug. */
export const valuesSchema = Type.Record(
  Type.String({ maxLength: 100 }),
  Type.Union([scalar, Type.Array(Type.String(), { maxItems: 1000 })], {
    expected: 'text, a number, a boolean, or a list of up to 1000 texts',
  }),
);

const filterSchema = Type.Object({
  field: Type.String({ minLength: 1, maxLength: 200 }),
  op: Type.String({ maxLength: 10 }),
  value: Type.Union(
    [scalar, Type.Array(Type.Union([Type.String(), Type.Number()]), { maxItems: 1000 })],
    { expected: 'text, a number, a boolean, or a list of up to 1000 texts and numbers' },
  ),
});

/** What a range, values and filters look like on the wire; REST and live share it. */
export const askedSchema = {
  variables: Type.Optional(valuesSchema),
  filters: Type.Optional(Type.Array(filterSchema, { maxItems: 50 })),
  from: Type.String({ maxLength: 100, description: 'now-15m, ISO 8601 or epoch milliseconds.' }),
  to: Type.String({ maxLength: 100 }),
  timeZone: Type.Optional(Type.String({ maxLength: 60, description: 'utc or an IANA name.' })),
  time: Type.Optional(panelTimeSchema),
  maxPoints: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000 })),
};

const subscriptionSchema = Type.Object({
  type: Type.Literal('subscribe'),
  id: id(),
  dashboard: Type.String({ maxLength: 500 }),
  query: Type.String({ maxLength: 100 }),
  ...askedSchema,
});
const ackSchema = Type.Object({
  type: Type.Literal('ack'),
  seq: id(),
  painted: Type.Array(Type.Object({ id: id(), paintMs: Type.Number() }), { maxItems: 1000 }),
});
const unsubscribeSchema = Type.Object({ type: Type.Literal('unsubscribe'), id: id() });

/** A message that is well formed, or a subscription that is not: only that one gets an error. */
export type ParsedRequest = LiveRequest | { type: 'refused'; id: number; error: HeliostatError };

/** Throws INVALID_REQUEST when the message cannot be answered to a subscription. */
export function parseLiveRequest(text: string): ParsedRequest {
  const message = parseJson(text);
  switch (message['type']) {
    case 'subscribe':
      return parseSubscription(message);
    case 'unsubscribe':
      throwIssues(message, unsubscribeSchema);
      return message as unknown as LiveRequest;
    case 'ack':
      throwIssues(message, ackSchema);
      return message as unknown as LiveRequest;
    default:
      throw refuse('type: expected subscribe, unsubscribe or ack');
  }
}

function parseSubscription(message: Readonly<Record<string, unknown>>): ParsedRequest {
  const subscription = message as unknown as LiveSubscription;
  if (checkOptions(id(), subscription.id).length > 0) throw refuse('id: expected a whole number');
  const [issue] = checkOptions(subscriptionSchema, message);
  if (issue === undefined) return { ...subscription, type: 'subscribe' };
  const error = refuse(`${formatPath(issue.path)}: ${issue.message}`);
  return { type: 'refused', id: subscription.id, error };
}

function parseJson(text: string): Readonly<Record<string, unknown>> {
  try {
    const message: unknown = JSON.parse(text);
    if (typeof message === 'object' && message !== null && !Array.isArray(message))
      return message as Record<string, unknown>;
  } catch {
    // Said below: what is not JSON is as malformed as what is no object.
  }
  throw refuse('expected a JSON object');
}

function throwIssues(
  message: Readonly<Record<string, unknown>>,
  schema: typeof ackSchema | typeof unsubscribeSchema,
): void {
  const [issue] = checkOptions(schema, message);
  if (issue !== undefined) throw refuse(`${formatPath(issue.path)}: ${issue.message}`);
}

function refuse(what: string): HeliostatError {
  return new HeliostatError('INVALID_REQUEST', `live message: ${what}`);
}
