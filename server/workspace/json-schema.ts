import {
  Type,
  dashboardSchema,
  datasourcesSchema,
  fieldConfigSchema,
  panelSchema,
  pipelineSchema,
  policySchema,
  querySchema,
  stepSchema,
  streamSchema,
  withDefaults,
  type TObject,
  type TSchema,
} from '@heliostat/sdk';
import { checkOptions } from '@heliostat/sdk/check';
import type { PluginRegistry } from '../plugins/registry.ts';
import type { WorkspaceKind } from './workspace.ts';

/** A JSON Schema, draft 2020-12. */
export type JsonSchema = Record<string, unknown>;

/** What decides which options stand beside a key like `type` or `use`. */
interface Case {
  /** Value of the key. */
  id: string;
  title: string;
  /** Properties that this value brings. */
  brings: TObject;
}

/**
 * The JSON Schema of a kind of file with the options of every installed plugin, for editors and other
 * tools. `datasources` (plugin ids by logical name) tells queries apart; without it, a query may have
 * the keys of any datasource.
 */
export function composeSchema(
  kind: WorkspaceKind,
  plugins: PluginRegistry,
  datasources: ReadonlyMap<string, string> = new Map(),
): JsonSchema {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: `https://heliostat.dev/schema/${kind}.v1.json`,
    title: `Heliostat ${kind}`,
    ...composers[kind](plugins, datasources),
  };
}

type Composer = (plugins: PluginRegistry, datasources: ReadonlyMap<string, string>) => JsonSchema;

const composers: Readonly<Record<WorkspaceKind, Composer>> = {
  dashboard: (plugins, datasources) =>
    withEntries(dashboardSchema, {
      panels: byKey(panelSchema, 'type', panelCases(plugins)),
      queries: queryEntry(plugins, datasources),
    }),
  pipeline: (plugins) =>
    withEntries(pipelineSchema, { steps: byKey(stepSchema, 'use', stepCases(plugins)) }),
  stream: () => toJsonSchema(streamSchema),
  policy: () => toJsonSchema(policySchema),
  datasources: (plugins) => {
    const entry = entryOf(datasourcesSchema.properties.datasources);
    return withEntries(datasourcesSchema, {
      datasources: byKey(entry, 'type', settingsCases(plugins)),
    });
  },
};

/**
 * A TypeBox schema as plain JSON Schema: unknown keys are refused where Heliostat refuses them, and
 * what has a default is not required, because files leave it out.
 */
function toJsonSchema(schema: TSchema): JsonSchema {
  const { properties, patternProperties, items, anyOf, required, ...rest } =
    schema as unknown as Readonly<Record<string, unknown>>;
  const isClosed = schema['additionalProperties'] === undefined;
  return {
    ...(JSON.parse(JSON.stringify(rest)) as JsonSchema),
    ...(isRecord(properties) && { properties: mapSchemas(properties) }),
    ...(isRecord(patternProperties) && { patternProperties: mapSchemas(patternProperties) }),
    ...((isRecord(properties) || isRecord(patternProperties)) &&
      isClosed && { additionalProperties: false }),
    ...(isRecord(items) && { items: toJsonSchema(items as unknown as TSchema) }),
    ...(Array.isArray(anyOf) && { anyOf: (anyOf as TSchema[]).map(toJsonSchema) }),
    ...(Array.isArray(required) && needed(schema, required as string[])),
  };
}

function needed(schema: TSchema, required: readonly string[]): JsonSchema {
  const properties = schema['properties'] as Record<string, TSchema>;
  const keys = required.filter((key) => {
    const property = properties[key] ?? Type.Never();
    return checkOptions(property, withDefaults(property, undefined)).length > 0;
  });
  return keys.length === 0 ? {} : { required: keys };
}

/** The schema of a document whose maps have other entries than the general ones. */
function withEntries(schema: TObject, entries: Readonly<Record<string, JsonSchema>>): JsonSchema {
  const json = toJsonSchema(schema);
  const properties = json['properties'] as Record<string, JsonSchema>;
  for (const [key, entry] of Object.entries(entries)) {
    const patterns = (properties[key]?.['patternProperties'] ?? {}) as JsonSchema;
    const [slug = '.*'] = Object.keys(patterns);
    properties[key] = { ...properties[key], patternProperties: { [slug]: entry } };
  }
  return json;
}

/** An object whose other keys depend on the value of one key. */
function byKey(base: TSchema, key: string, cases: readonly Case[]): JsonSchema {
  const { additionalProperties, properties, ...json } = toJsonSchema(base);
  const of = (properties as Record<string, JsonSchema>)[key];
  const choices = cases.map(({ id, title }) => ({ const: id, title }));
  return {
    ...json,
    properties: {
      ...(properties as JsonSchema),
      [key]: { ...of, ...(choices.length > 0 && { oneOf: choices }) },
    },
    allOf: cases.map(({ id, brings }) => ({
      if: { properties: { [key]: { const: id } }, required: [key] },
      then: opened(brings),
    })),
    unevaluatedProperties: false,
  };
}

/** The properties of a schema without closing it: the schema around it does. */
function opened(schema: TSchema): JsonSchema {
  const { additionalProperties, ...json } = toJsonSchema(schema);
  return json;
}

function panelCases(plugins: PluginRegistry): Case[] {
  return plugins.list('panel').map(({ id, title, definition }) => {
    const { options, fieldOptions } = definition;
    const field = Type.Object({ ...fieldConfigSchema.properties, ...fieldOptions?.properties });
    const fields = Type.Optional(Type.Record(Type.String(), field));
    return { id, title, brings: Type.Object({ options, fields }) };
  });
}

function stepCases(plugins: PluginRegistry): Case[] {
  return plugins
    .list('processor')
    .map(({ id, title, definition }) => ({ id, title, brings: definition.options }));
}

function settingsCases(plugins: PluginRegistry): Case[] {
  return plugins.list('datasource').map(({ id, title, definition }) => {
    const entries = Object.entries(definition.settings.properties);
    const settings = Type.Object(
      Object.fromEntries(entries.map(([key, schema]) => [key, orReference(schema)])),
    );
    return { id, title, brings: Type.Object({ settings }) };
  });
}

/** Any setting may come from the environment: `"${PORT}"` where a number is expected. */
function orReference(schema: TSchema): TSchema {
  if (schema['type'] === 'string' && schema['pattern'] === undefined) return schema;
  const { description, title } = schema;
  const fallback: unknown = schema.default;
  const reference = Type.String({ pattern: '\\$\\{[A-Za-z_][A-Za-z0-9_]*\\}' });
  return Type.Union([schema, reference], {
    ...(title !== undefined && { title }),
    ...(description !== undefined && { description }),
    ...(fallback !== undefined && { default: fallback }),
  });
}

function queryEntry(plugins: PluginRegistry, datasources: ReadonlyMap<string, string>): JsonSchema {
  const queries = plugins.list('datasource').map(({ definition }) => opened(definition.query));
  if (datasources.size > 0) {
    const cases = [...datasources].flatMap(([name, type]) => {
      const plugin = plugins.get('datasource', type);
      if (plugin === undefined) return [];
      return [{ id: name, title: plugin.title, brings: plugin.definition.query }];
    });
    return orVariable(byKey(querySchema, 'datasource', cases), queries);
  }
  if (queries.length === 0) return toJsonSchema(querySchema);
  // A query over others has no keys of a datasource.
  const asked = { if: { required: ['from'] }, else: { anyOf: queries } };
  return { ...opened(querySchema), ...asked, unevaluatedProperties: false };
}

const variable = { type: 'string', pattern: '^\\$[a-z]' };

/** `"datasource": "$name"`: any datasource's query, as nobody knows yet which it will be. */
function orVariable(entry: JsonSchema, queries: readonly JsonSchema[]): JsonSchema {
  const properties = entry['properties'] as Record<string, JsonSchema>;
  const { oneOf = [], ...datasource } = properties['datasource'] ?? {};
  const isNamed = { properties: { datasource: variable }, required: ['datasource'] };
  return {
    ...entry,
    properties: {
      ...properties,
      datasource: { ...datasource, oneOf: [...(oneOf as JsonSchema[]), variable] },
    },
    allOf: [...(entry['allOf'] as JsonSchema[]), { if: isNamed, then: { anyOf: queries } }],
  };
}

function mapSchemas(schemas: Readonly<Record<string, unknown>>): JsonSchema {
  const entries = Object.entries(schemas) as [string, TSchema][];
  return Object.fromEntries(entries.map(([key, schema]) => [key, toJsonSchema(schema)]));
}

function entryOf(map: TSchema): TSchema {
  const [entry] = Object.values(map['patternProperties'] as Record<string, TSchema>);
  return entry ?? Type.Unknown();
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
