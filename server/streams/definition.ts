import {
  HeliostatError,
  parseDuration,
  withDefaults,
  streamSchema,
  type EventSchema,
  type StreamDocument,
} from '@heliostat/sdk';
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { toEventSchema } from './event-schema.ts';
import type { InferredSchema } from './inferred-schema.ts';
import { findSchemaError } from './json-schema.ts';
import type { StreamLimits } from './streams.ts';

/** What a stream is at the moment: changes when its file does, or when events widen the schema. */
export interface StreamDefinition {
  origin: 'declared' | 'inferred' | 'internal';
  document: StreamDocument;
  jsonSchema: object;
  schema: EventSchema;
  limits: StreamLimits;
  retention: { ageMs: number; bytes: number };
  /** Whether an event without a time gets ISO text rather than epoch milliseconds. */
  timeAsText: boolean;
  /** Fields that must survive as exact integers. */
  integers: readonly string[];
  /** Why an event does not fit the declared schema, or undefined. */
  validate: (event: object) => string | undefined;
  /** Learns from accepted events where nothing is declared. */
  inferred: InferredSchema | undefined;
}

/** Throws INVALID_FILE when the JSON Schema does not compile. */
export function declaredDefinition(
  document: StreamDocument,
  origin: 'declared' | 'internal' = 'declared',
): StreamDefinition {
  const time = document.time ?? 'ts';
  const { jsonSchema, validate } = compile(document, time);
  return {
    ...describe(document, jsonSchema, time),
    origin,
    validate: (event) => (validate(event) ? undefined : toReason(validate.errors?.[0])),
    inferred: undefined,
  };
}

/** Stands in for a file whose schema never compiled: the stream is there and refuses events. */
export function brokenDefinition(
  document: StreamDocument,
  error: HeliostatError,
): StreamDefinition {
  return {
    ...describe(document, {}, document.time ?? 'ts'),
    origin: 'declared',
    validate: () => {
      throw error;
    },
    inferred: undefined,
  };
}

export function inferredDefinition(name: string, inferred: InferredSchema): StreamDefinition {
  const jsonSchema = inferred.toJsonSchema();
  const document: StreamDocument = {
    kind: 'stream',
    format: 1,
    title: name,
    time: inferred.time,
    schema: jsonSchema,
  };
  return {
    ...describe(document, jsonSchema, inferred.time),
    origin: 'inferred',
    integers: [],
    validate: () => undefined,
    inferred,
  };
}

/** The bytes and rates a stream may take when its file does not say. */
export function limitsOf(document: Pick<StreamDocument, 'limits'>): StreamLimits {
  return withDefaults(streamSchema.properties.limits, document.limits ?? {}) as StreamLimits;
}

function describe(document: StreamDocument, jsonSchema: object, time: string) {
  const schema = toEventSchema(jsonSchema, time);
  const retention = withDefaults(streamSchema.properties.retention, document.retention ?? {});
  return {
    document,
    jsonSchema,
    schema,
    limits: limitsOf(document),
    retention: {
      ageMs: parseDuration(retention.age ?? '24h'),
      bytes: retention.bytes ?? Infinity,
    },
    timeAsText: timeType(jsonSchema, time) === 'string',
    integers: schema.fields.filter(({ type }) => type === 'integer').map(({ name }) => name),
  };
}

/** A closed schema that forgot its time field would refuse every event. */
function withTime(schema: object, time: string): object {
  const { properties } = schema as { properties?: object };
  if (properties !== undefined && Object.hasOwn(properties, time)) return schema;
  return { ...schema, properties: { [time]: { type: ['integer', 'string'] }, ...properties } };
}

function timeType(jsonSchema: object, time: string): unknown {
  const { properties } = jsonSchema as { properties?: Record<string, { type?: unknown }> };
  return properties?.[time]?.type;
}

/** A compiler per stream: two schemas may have the same `$id`. */
function compile(
  document: StreamDocument,
  time: string,
): { jsonSchema: object; validate: ValidateFunction } {
  try {
    const jsonSchema = withTime(document.schema, time);
    if ('$async' in jsonSchema) throw new Error('$async: not supported');
    const error = findSchemaError(jsonSchema);
    if (error !== undefined)
      throw new Error(`${error.instancePath}: ${error.message ?? 'invalid'}`);
    const ajv = new Ajv2020({ strict: false, logger: false, meta: false, validateSchema: false });
    addFormats(ajv);
    return { jsonSchema, validate: ajv.compile(jsonSchema) };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new HeliostatError('INVALID_FILE', `stream ${document.title}: schema: ${reason}`, {
      hint: 'The schema must be a JSON Schema 2020-12 without references to other documents.',
      cause: error,
    });
  }
}

function toReason(error: ErrorObject | undefined): string {
  if (error === undefined) return 'does not fit the schema';
  const path = error.instancePath.slice(1).replaceAll('/', '.').slice(0, 100);
  const extra = error.params as { additionalProperty?: string; allowedValues?: unknown[] };
  const detail = extra.additionalProperty ?? extra.allowedValues?.slice(0, 10).join(', ');
  const message = `${error.message ?? 'invalid'}${detail === undefined ? '' : ` (${detail})`}`;
  return (path === '' ? message : `${path}: ${message}`).slice(0, 200);
}
