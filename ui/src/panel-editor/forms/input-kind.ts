import type { JsonSchema } from '../../data/operations.ts';

/** The ways an option is edited. */
export type OptionKind =
  | 'boolean'
  | 'number'
  | 'text'
  | 'multiline'
  | 'expression'
  | 'duration'
  | 'color'
  | 'unit'
  | 'field'
  | 'select'
  | 'choices'
  | 'list'
  | 'map'
  | 'object'
  | 'json';

const inputs: readonly string[] = ['multiline', 'expression', 'duration', 'color', 'unit', 'field'];

/** How an option of this schema is edited; what no form can show is edited as JSON. */
export function kindOf(schema: JsonSchema): OptionKind {
  if (inputs.includes(schema.input ?? '')) return schema.input as OptionKind;
  if (wordsOf(schema) !== undefined) return 'select';
  const kind = typeof schema.type === 'string' ? simpleKinds[schema.type] : undefined;
  if (kind !== undefined) return kind;
  if (schema.type === 'array' && schema.items !== undefined)
    return wordsOf(schema.items) === undefined ? 'list' : 'choices';
  if (schema.properties !== undefined) return 'object';
  return schema.patternProperties === undefined ? 'json' : 'map';
}

const simpleKinds: Readonly<Record<string, OptionKind>> = {
  boolean: 'boolean',
  number: 'number',
  integer: 'number',
  string: 'text',
};

/** The words of a fixed list; undefined where anything may stand. */
export function wordsOf(schema: JsonSchema): readonly string[] | undefined {
  const words =
    schema.enum ??
    (schema.anyOf?.every(({ const: word }) => word !== undefined) === true
      ? schema.anyOf.map(({ const: word }) => word)
      : undefined);
  return words?.every((word) => typeof word === 'string') === true ? words : undefined;
}

/** `lineWidth` as people read it: “Line width”. */
export function labelOf(key: string, schema: JsonSchema = {}): string {
  if (schema.title !== undefined) return schema.title;
  const words = key
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replaceAll(/[-_]/g, ' ')
    // Files write it as CSS does, texts as they write everything.
    .replaceAll(/\b(c)olor/gi, '$1olour');
  return words.charAt(0).toUpperCase() + words.slice(1).toLowerCase();
}

/** Whether an option has to do with a search, by its name or description. */
export function matchesSearch(key: string, schema: JsonSchema, search: string): boolean {
  const text = `${key} ${labelOf(key, schema)} ${schema.description ?? ''}`.toLowerCase();
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const inner = Object.entries(schema.properties ?? {});
  return (
    words.every((word) => text.includes(word)) ||
    inner.some(([name, property]) => matchesSearch(name, property, search))
  );
}

/** What a text stands for under the schema, or what is wrong with it. An empty text is no value. */
export function parseInput(schema: JsonSchema, text: string): { value: unknown } | string {
  if (text === '') return { value: undefined };
  const isNumber = schema.type === 'number' || schema.type === 'integer';
  return isNumber ? parseNumber(schema, text) : parseText(schema, text);
}

function parseNumber(schema: JsonSchema, text: string): { value: unknown } | string {
  const value = Number(text.replace(',', '.'));
  if (!Number.isFinite(value) || text.trim() === '') return 'Not a number';
  if (schema.type === 'integer' && !Number.isInteger(value)) return 'A whole number, please';
  if (schema.minimum !== undefined && value < schema.minimum) return `At least ${schema.minimum}`;
  if (schema.maximum !== undefined && value > schema.maximum) return `At most ${schema.maximum}`;
  return { value };
}

function parseText(schema: JsonSchema, text: string): { value: unknown } | string {
  if (schema.maxLength !== undefined && text.length > schema.maxLength)
    return `At most ${schema.maxLength} characters`;
  const { pattern } = schema;
  if (pattern !== undefined && !new RegExp(pattern, 'u').test(text))
    return `Expected ${schema.expected ?? pattern}`;
  return { value: text };
}

/** What a new element of a list or map begins as. */
export function blankOf(schema: JsonSchema): unknown {
  if (schema.default !== undefined) return structuredClone(schema.default);
  const kind = kindOf(schema);
  if (kind === 'object') return blankObject(schema);
  if (kind === 'number') return schema.minimum ?? 0;
  return kind in blanks ? structuredClone(blanks[kind]) : (wordsOf(schema)?.[0] ?? '');
}

const blanks: Partial<Record<OptionKind, unknown>> = {
  boolean: false,
  list: [],
  choices: [],
  map: {},
  color: 'series.1',
};

/** With what it cannot be without. */
function blankObject({ required = [], properties = {} }: JsonSchema): Record<string, unknown> {
  return Object.fromEntries(
    required.flatMap((key) => {
      const property = properties[key];
      return property === undefined ? [] : [[key, blankOf(property)]];
    }),
  );
}
