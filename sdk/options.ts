import type { FieldType } from './frame.ts';
import { Type, type Static, type TObject, type TSchema } from '@sinclair/typebox';

export { Type, type Static, type TObject, type TSchema };

/**
 * How an option is edited and documented beyond its JSON Schema type: the value of the schema
 * keyword `input`.
 */
export type InputKind =
  'secret' | 'multiline' | 'expression' | 'duration' | 'color' | 'unit' | 'field' | 'select';

interface OptionDocs {
  title?: string;
  description?: string;
  default?: unknown;
  /** Values to begin with, the first one the simplest. */
  examples?: readonly unknown[];
}

/** Text that is never sent back to a browser and never stored in a dashboard file. */
export function secret(docs: OptionDocs = {}) {
  return Type.String({ ...docs, input: 'secret' });
}

/** Text over several lines: a string, or an array of lines (which diffs better in git). */
export function multiline(docs: OptionDocs = {}) {
  return Type.Union([Type.String(), Type.Array(Type.String())], {
    expected: 'text, or a list of lines',
    ...docs,
    input: 'multiline',
  });
}

/** A CEL expression over the fields of an event. */
export function expression(docs: OptionDocs = {}) {
  return Type.String({ minLength: 1, maxLength: 4000, ...docs, input: 'expression' });
}

/** A length of time: a positive whole number and a unit, `250ms 10s 5m 1h 7d 2w`. */
export function duration(docs: OptionDocs = {}) {
  return Type.String({
    pattern: '^[1-9][0-9]{0,8}(ms|s|m|h|d|w)$',
    expected: 'a duration like 30s',
    ...docs,
    input: 'duration',
  });
}

/** A colour token (`series.1` … `series.10`, `ok`, `warn`, `crit`, `accent`) or `#rrggbb`. */
export function color(docs: OptionDocs = {}) {
  return Type.String({
    pattern: '^(#[0-9a-fA-F]{6}|[a-z]+(\\.[0-9]{1,2})?)$',
    expected: 'a colour token like series.1 or #rrggbb',
    ...docs,
    input: 'color',
  });
}

/** A unit id of `formatValue`: `short`, `percent`, `ms`, `bytes`, `currency:EUR`, `suffix: ev`, … */
export function unit(docs: OptionDocs = {}) {
  return Type.String({ maxLength: 40, ...docs, input: 'unit' });
}

/** The name of a field of the data; `fieldType` is the type that makes sense, which forms choose first. */
export function field(docs: OptionDocs & { fieldType?: FieldType } = {}) {
  return Type.String({ minLength: 1, maxLength: 200, ...docs, input: 'field' });
}

/** One of a fixed list of words. */
export function select<const Words extends readonly string[]>(words: Words, docs: OptionDocs = {}) {
  // `enum` is for forms and editors; TypeBox itself checks the pattern.
  const pattern = `^(${words.map((word) => word.replace(/[^\w-]/g, '\\$&')).join('|')})$`;
  return Type.Unsafe<Words[number]>(
    Type.String({ enum: [...words], pattern, ...docs, input: 'select' }),
  );
}

/** Lines or text as one text. */
export function toText(lines: string | readonly string[]): string {
  return typeof lines === 'string' ? lines : lines.join('\n');
}

/** A copy of `value` in which every absent property that has a default has it, at any depth. */
export function withDefaults<S extends TSchema>(schema: S, value: unknown): Static<S> {
  return fill(schema, value);
}

function fill(schema: TSchema, value: unknown): unknown {
  if (value === undefined) value = structuredClone(schema['default'] as unknown);
  const properties = schema['properties'] as Record<string, TSchema> | undefined;
  if (properties === undefined) return value;
  if (value === undefined && isOptional(schema)) return undefined;
  if (value !== undefined && !isRecord(value)) return value;
  const filled: Record<string, unknown> = { ...value };
  for (const [key, property] of Object.entries(properties)) {
    const inner = fill(property, filled[key]);
    if (inner !== undefined) filled[key] = inner;
  }
  return filled;
}

function isOptional(schema: TSchema): boolean {
  return Object.getOwnPropertySymbols(schema).some((key) => key.description === 'TypeBox.Optional');
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
