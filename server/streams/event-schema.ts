import type { EventSchema, SchemaField } from '@heliostat/sdk';

type JsonSchema = Readonly<Record<string, unknown>>;

/**
 * What the fields of events are under a JSON Schema. Objects, arrays and fields of several types
 * are `json`; the time field is there even when the schema does not name it.
 */
export function toEventSchema(jsonSchema: object, time: string): EventSchema {
  const root = jsonSchema as JsonSchema;
  const required = new Set(Array.isArray(root['required']) ? (root['required'] as unknown[]) : []);
  const fields = Object.entries(asSchema(root['properties'])).map(([name, property]) =>
    toField(name, resolve(root, property), { time, required: required.has(name) }),
  );
  const hasTime = fields.some((field) => field.name === time);
  return { fields: hasTime ? fields : [{ name: time, type: 'time' }, ...fields], time };
}

function toField(
  name: string,
  schema: JsonSchema,
  traits: { time: string; required: boolean },
): SchemaField {
  const types = typesOf(schema);
  const isNullable = types.has('null') || !traits.required;
  types.delete('null');
  const isTime = name === traits.time;
  return {
    name,
    type: isTime ? 'time' : fieldType(types, schema),
    ...(isNullable && !isTime && { nullable: true }),
    ...text(schema, 'unit'),
    ...text(schema, 'description'),
  };
}

function fieldType(types: ReadonlySet<string>, schema: JsonSchema): SchemaField['type'] {
  const [type, ...others] = [...types];
  if (others.length > 0)
    return [...types].every((t) => t === 'integer' || t === 'number') ? 'number' : 'json';
  switch (type) {
    case 'integer':
    case 'number':
    case 'boolean':
      return type;
    case 'string':
      return isDateTime(schema) ? 'time' : 'string';
    default:
      return 'json';
  }
}

function isDateTime(schema: JsonSchema): boolean {
  if (schema['format'] === 'date-time') return true;
  return branches(schema).some((branch) => branch['format'] === 'date-time');
}

function typesOf(schema: JsonSchema): Set<string> {
  const { type } = schema;
  if (typeof type === 'string') return new Set([type]);
  if (Array.isArray(type)) return new Set(type.map(String));
  const values = 'const' in schema ? [schema['const']] : schema['enum'];
  if (Array.isArray(values)) return new Set(values.map(typeOfValue));
  return new Set(branches(schema).flatMap((branch) => [...typesOf(branch)]));
}

function branches(schema: JsonSchema): JsonSchema[] {
  const found = schema['anyOf'] ?? schema['oneOf'];
  return Array.isArray(found) ? found.map(asSchema) : [];
}

function typeOfValue(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return Number.isInteger(value) ? 'integer' : typeof value;
}

/** Follows `#/$defs/name`; a longer chain or another document is `json` to us. */
function resolve(root: JsonSchema, property: unknown): JsonSchema {
  const schema = asSchema(property);
  const reference = typeof schema['$ref'] === 'string' ? schema['$ref'] : '';
  const name = /^#\/(?:\$defs|definitions)\/([^/]+)$/.exec(reference)?.[1];
  if (name === undefined) return schema;
  const definitions = asSchema(root['$defs'] ?? root['definitions']);
  return { ...asSchema(definitions[name]), ...schema };
}

function asSchema(value: unknown): JsonSchema {
  return typeof value === 'object' && value !== null ? (value as JsonSchema) : {};
}

function text(schema: JsonSchema, key: 'unit' | 'description'): Partial<SchemaField> {
  const value = schema[key];
  return typeof value === 'string' ? { [key]: value } : {};
}
