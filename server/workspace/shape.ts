import { OptionalKind } from '@sinclair/typebox';
import {
  Type,
  dashboardSchema,
  datasourcesSchema,
  fieldConfigSchema,
  panelSchema,
  pipelineSchema,
  policySchema,
  querySchema,
  ruleSchema,
  select,
  stepSchema,
  streamSchema,
  variableSchema,
  type TObject,
  type TSchema,
} from '@heliostat/sdk';
import type { Plugin, PluginRegistry } from '../plugins/registry.ts';
import type { WorkspaceKind } from './workspace.ts';

/** What a file is read against beyond itself. */
export interface Surroundings {
  plugins: PluginRegistry;
  /** Plugin ids by logical name, from `datasources.json`. */
  datasources: Names;
  /** Paths of the stream files by the name of the stream. */
  streams: Names;
  /** Paths of the dashboards. */
  dashboards: Omit<Names, 'get'>;
}

/** What may be asked of a map by name. */
interface Names {
  get(name: string): string | undefined;
  has(name: string): boolean;
  keys(): Iterable<string>;
}

type Properties = Record<string, TSchema>;
type Values = Readonly<Record<string, unknown>>;
type Shape = (value: Values, around: Surroundings) => TObject;

const shapes: Readonly<Record<WorkspaceKind, Shape>> = {
  dashboard: dashboardShape,
  pipeline: pipelineShape,
  stream: (value) => withProperties(streamSchema, containers(streamSchema, value)),
  policy: (value) =>
    withProperties(policySchema, {
      rules: mapShape(policySchema.properties.rules, value['rules'], () => ruleSchema),
    }),
  datasources: datasourcesShape,
};

/**
 * The schema of this very document: every map has the keys the document has, and every panel, query,
 * step and datasource has the options of the plugin it names. Checking, key order, defaults and line
 * breaks all follow from it. Where the document has the wrong form, the general schema stays.
 */
export function shapeOf(kind: WorkspaceKind, value: unknown, around: Surroundings): TObject {
  return shapes[kind](toRecord(value), around);
}

/** Whether the formatter gives each entry a line of its own; a keyword of our shapes. */
export function isExpanded(schema: TSchema): boolean {
  return schema['expand'] === true;
}

/** Whether a value stays in the file even when it is empty; a keyword of our shapes. */
export function isKept(schema: TSchema): boolean {
  return schema['keep'] === true;
}

function dashboardShape(value: Values, around: Surroundings): TObject {
  const { layout, variables, queries, panels } = dashboardSchema.properties;
  const { rows } = layout.properties;
  return withProperties(dashboardSchema, {
    ...containers(dashboardSchema, value),
    variables: mapShape(variables, value['variables'], variableShape),
    queries: mapShape(queries, value['queries'], (query) =>
      queryShape(query, toRecord(value['variables']), around),
    ),
    panels: mapShape(panels, value['panels'], (panel) => panelShape(panel, around)),
    layout: { ...withProperties(layout, { rows: expanded(rows) }), expand: true, keep: true },
  });
}

function pipelineShape(value: Values, around: Surroundings): TObject {
  const { steps, sinks } = pipelineSchema.properties;
  return withProperties(pipelineSchema, {
    ...containers(pipelineSchema, value),
    steps: mapShape(steps, value['steps'], (step) => stepShape(step, around)),
    sinks: mapShape(sinks, value['sinks'], () => entryOf(sinks)),
  });
}

function datasourcesShape(value: Values, around: Surroundings): TObject {
  const { datasources } = datasourcesSchema.properties;
  return withProperties(datasourcesSchema, {
    datasources: mapShape(datasources, value['datasources'], (datasource) => {
      const plugin = around.plugins.get('datasource', toText(datasource['type']));
      const entry = entryOf(datasources) as TObject;
      return plugin === undefined
        ? entry
        : withProperties(entry, { settings: plugin.definition.settings });
    }),
  });
}

function variableShape(variable: Values): TSchema {
  const shape = variableSchema.anyOf.find(
    ({ properties }) => properties.type.const === variable['type'],
  );
  const types = variableSchema.anyOf.map(({ properties }) => properties.type.const);
  return shape ?? Type.Object({ type: select(types) }, { additionalProperties: true });
}

function queryShape(query: Values, variables: Values, around: Surroundings): TSchema {
  const plugin = pluginOfQuery(query, variables, around);
  if (plugin === undefined) return querySchema;
  return Type.Object({ ...querySchema.properties, ...plugin.definition.query.properties });
}

/** The plugin whose language a query is in; undefined where nobody knows. */
export function pluginOfQuery(
  query: Values,
  variables: Values,
  around: Surroundings,
): Plugin<'datasource'> | undefined {
  const name = toText(query['datasource']);
  const type = name.startsWith('$')
    ? toText(toRecord(variables[name.slice(1)])['plugin'])
    : around.datasources.get(name);
  return type === undefined ? undefined : around.plugins.get('datasource', type);
}

function panelShape(panel: Values, around: Surroundings): TSchema {
  const plugin = around.plugins.get('panel', toText(panel['type']));
  if (plugin === undefined) return panelSchema;
  const { options, fieldOptions } = plugin.definition;
  const fieldShape = Type.Object({ ...fieldConfigSchema.properties, ...fieldOptions?.properties });
  const names = Object.keys(toRecord(panel['fields']));
  const fields = Type.Object(Object.fromEntries(names.map((name) => [name, fieldShape])));
  return withProperties(panelSchema, { options, fields });
}

function stepShape(step: Values, around: Surroundings): TSchema {
  const plugin = around.plugins.get('processor', toText(step['use']));
  if (plugin === undefined) return stepSchema;
  return Type.Object({ ...stepSchema.properties, ...plugin.definition.options.properties });
}

/** A map by slug, with exactly the keys it has; a map that is not one keeps the general schema. */
function mapShape(general: TSchema, map: unknown, shape: (entry: Values) => TSchema): TSchema {
  const isRequired = !isOptional(general);
  if (map === undefined && !isRequired) return Type.Object({});
  if (!isRecord(map)) return general;
  const slug = new RegExp(slugPatternOf(general));
  const badSlug = Type.Never({ expected: 'a slug like errors-by-code as its key' });
  const entries = Object.entries(map).map(([key, entry]) => [
    key,
    slug.test(key) ? shape(toRecord(entry)) : badSlug,
  ]);
  return Type.Object(Object.fromEntries(entries) as Properties, { expand: true, keep: isRequired });
}

/**
 * Optional objects of the host's own schemas whose absence means "all defaults": as required objects
 * they are filled with them, and left out again when nothing else is in them.
 */
function containers(schema: TObject, value: Values): Properties {
  const found = Object.entries(schema.properties).filter(
    ([key, property]) =>
      isOptional(property) && property['properties'] !== undefined && !isScalar(value[key]),
  );
  return Object.fromEntries(found.map(([key, property]) => [key, Type.Optional(property, false)]));
}

function withProperties(schema: TObject, properties: Properties): TObject {
  return Type.Object({ ...schema.properties, ...properties });
}

function expanded<S extends TSchema>(schema: S): S {
  return { ...schema, expand: true };
}

function entryOf(map: TSchema): TSchema {
  const [entry] = Object.values(map['patternProperties'] as Properties);
  return entry ?? Type.Unknown();
}

function slugPatternOf(map: TSchema): string {
  return Object.keys(map['patternProperties'] as Properties)[0] ?? '';
}

function isOptional(schema: TSchema): boolean {
  return OptionalKind in schema;
}

function isScalar(value: unknown): boolean {
  return value !== undefined && !isRecord(value);
}

function isRecord(value: unknown): value is Values {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function toRecord(value: unknown): Values {
  return isRecord(value) ? value : {};
}

function toText(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
