import type { JsonSchema } from '../data/operations.ts';

/** One option as a line of the docs table. */
export interface SchemaRow {
  /** `legend.placement`; `<name>` stands for a key of the user's choice. */
  name: string;
  type: string;
  isRequired: boolean;
  /** As JSON; undefined when there is none. */
  default: string | undefined;
  description: string;
}

const maxDepth = 4;

/** The options of a JSON Schema, nested ones below their parent. */
export function schemaRows(schema: JsonSchema, prefix = '', depth = 0): SchemaRow[] {
  if (depth >= maxDepth) return [];
  const named = Object.entries(schema.properties ?? {});
  const patterned = Object.values(schema.patternProperties ?? {}).map(
    (inner): [string, JsonSchema] => ['<name>', inner],
  );
  return [...named, ...patterned].flatMap(([key, property]) => {
    const name = `${prefix}${key}`;
    const row: SchemaRow = {
      name,
      type: typeText(property),
      isRequired: (schema.required ?? []).includes(key) && property.default === undefined,
      default: property.default === undefined ? undefined : JSON.stringify(property.default),
      description: property.description ?? property.title ?? '',
    };
    const inner = property.items ?? property;
    const path = property.items === undefined ? `${name}.` : `${name}[].`;
    return [row, ...schemaRows(inner, path, depth + 1)];
  });
}

/** What may stand there, in words: `text`, `number 0–100`, `a | b`, `list of text`. */
export function typeText(schema: JsonSchema): string {
  if (schema.expected !== undefined) return schema.expected;
  if (schema.input === 'secret') return 'secret';
  if (schema.input === 'multiline') return 'text or lines';
  const words = schema.enum ?? literals(schema);
  if (words !== undefined) return words.map((word) => JSON.stringify(word)).join(' | ');
  if (schema.anyOf !== undefined) return [...new Set(schema.anyOf.map(typeText))].join(' or ');
  if (schema.items !== undefined) return `list of ${typeText(schema.items)}`;
  if (schema.patternProperties !== undefined) return 'map';
  return `${typeName(schema.type)}${bounds(schema)}`;
}

function literals(schema: JsonSchema): unknown[] | undefined {
  if (schema.const !== undefined) return [schema.const];
  const options = schema.anyOf;
  if (options === undefined || options.some((option) => option.const === undefined)) return;
  return options.map((option) => option.const);
}

function typeName(type: JsonSchema['type']): string {
  if (Array.isArray(type)) return type.map(typeName).join(' or ');
  if (type === 'string') return 'text';
  if (type === 'integer') return 'whole number';
  return typeof type === 'string' ? type : 'anything';
}

function bounds({ minimum, maximum }: JsonSchema): string {
  if (minimum !== undefined && maximum !== undefined) return ` ${minimum} to ${maximum}`;
  if (minimum !== undefined) return ` from ${minimum}`;
  return maximum === undefined ? '' : ` up to ${maximum}`;
}
