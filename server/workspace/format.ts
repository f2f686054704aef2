import { isDeepStrictEqual } from 'node:util';
import { withDefaults, type TSchema } from '@heliostat/sdk';
import { migrateDocument } from './migrate.ts';
import { isExpanded, isKept, shapeOf, type Surroundings } from './shape.ts';
import type { WorkspaceKind } from './workspace.ts';

const maxColumns = 100;
const indentation = '  ';

/**
 * The one way to write a document: keys in the order of the schemas, unknown ones last, maps in the
 * author's order, no value that is the default, two spaces, one line where it fits in 100 columns,
 * a final newline; what was written for older plugins as those of today have it. Texts are never changed;
 * formatting twice changes nothing.
 */
export function formatDocument(
  kind: WorkspaceKind,
  written: unknown,
  around: Surroundings,
): string {
  const { document } = migrateDocument(kind, written, around);
  const shape = { ...shapeOf(kind, document, around), expand: true };
  return `${print(arrange(document, shape), shape, { indent: '', column: 0 })}\n`;
}

/** A document as `formatDocument` writes it, but with every default spelled out, also those of plugins. */
export function explainDocument(
  kind: WorkspaceKind,
  written: unknown,
  around: Surroundings,
): string {
  const { document } = migrateDocument(kind, written, around);
  const shape = { ...shapeOf(kind, document, around), expand: true };
  const filled = arrange(fillIn(document, shape), shape, () => true);
  return `${print(filled, shape, { indent: '', column: 0 })}\n`;
}

/** A copy with every default, also in lists. */
function fillIn(value: unknown, schema: TSchema | undefined): unknown {
  if (schema === undefined) return value;
  const filled: unknown = withDefaults(schema, value);
  if (Array.isArray(filled))
    return filled.map((element) => fillIn(element, childSchema(schema, 0)));
  if (!isRecord(filled)) return filled;
  const entries = Object.entries(filled);
  return Object.fromEntries(
    entries.map(([key, element]) => [key, fillIn(element, childSchema(schema, key))]),
  );
}

type Keep = (value: unknown, schema: TSchema | undefined, key: string) => boolean;

const isNoDefault: Keep = (value, schema, key) => !isDefault(value, schema, key);

/** A copy with keys in order, and only those to keep: by default what is no default. */
function arrange(value: unknown, schema: TSchema | undefined, keep: Keep = isNoDefault): unknown {
  if (Array.isArray(value))
    return value.map((element) => arrange(element, childSchema(schema, 0), keep));
  if (!isRecord(value)) return value;
  const kept = orderKeys(value, schema).filter((key) => keep(value[key], schema, key));
  return Object.fromEntries(
    kept.map((key) => [key, arrange(value[key], childSchema(schema, key), keep)]),
  );
}

function orderKeys(value: Record<string, unknown>, schema: TSchema | undefined): string[] {
  const known = Object.keys(propertiesOf(schema)).filter((key) => Object.hasOwn(value, key));
  const unknown = Object.keys(value).filter((key) => !known.includes(key));
  // A map without a list of keys keeps the order its author chose.
  const isClosed = schema?.['properties'] !== undefined && schema['additionalProperties'] !== true;
  return [...known, ...(isClosed ? unknown.sort() : unknown)];
}

function isDefault(value: unknown, schema: TSchema | undefined, key: string): boolean {
  const property = childSchema(schema, key);
  if (property === undefined || isKept(property)) return false;
  const absent: unknown = withDefaults(property, undefined);
  return absent !== undefined && isDeepStrictEqual(withDefaults(property, value), absent);
}

interface Cursor {
  /** What starts each line of the enclosing value. */
  indent: string;
  /** Characters before the value on its first line. */
  column: number;
}

function print(value: unknown, schema: TSchema | undefined, { indent, column }: Cursor): string {
  if (!mustBreak(value, schema)) {
    const line = printInline(value);
    // One column is for the comma.
    if (column + line.length < maxColumns || isScalar(value)) return line;
  }
  const inner = indent + indentation;
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  const lines = entriesOf(value).map(([key, element]) => {
    const start = Array.isArray(value) ? inner : `${inner}${JSON.stringify(key)}: `;
    const cursor = { indent: inner, column: start.length };
    return start + print(element, childSchema(schema, key), cursor);
  });
  return `${open ?? ''}\n${lines.join(',\n')}\n${indent}${close ?? ''}`;
}

function printInline(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(printInline).join(', ')}]`;
  if (!isRecord(value)) return JSON.stringify(value);
  const entries = Object.entries(value);
  if (entries.length === 0) return '{}';
  const inner = entries.map(([key, element]) => `${JSON.stringify(key)}: ${printInline(element)}`);
  return `{ ${inner.join(', ')} }`;
}

/** Maps of named things and texts of several lines take a line per entry, so that diffs are small. */
function mustBreak(value: unknown, schema: TSchema | undefined): boolean {
  const entries = entriesOf(value);
  if (entries.length === 0) return false;
  if (schema !== undefined && isExpanded(schema)) return true;
  if (Array.isArray(value) && value.length > 1 && schema?.['input'] === 'multiline') return true;
  return entries.some(([key, element]) => mustBreak(element, childSchema(schema, key)));
}

function entriesOf(value: unknown): [key: string, element: unknown][] {
  return isScalar(value) ? [] : Object.entries(value as object);
}

function childSchema(schema: TSchema | undefined, key: string | number): TSchema | undefined {
  if (schema === undefined) return undefined;
  if (schema['items'] !== undefined) return schema['items'] as TSchema;
  const properties = propertiesOf(schema);
  if (Object.hasOwn(properties, key)) return properties[key];
  const patterns = schema['patternProperties'] as Record<string, TSchema> | undefined;
  return Object.entries(patterns ?? {}).find(([at]) => new RegExp(at).test(String(key)))?.[1];
}

function propertiesOf(schema: TSchema | undefined): Record<string, TSchema> {
  return (schema?.['properties'] as Record<string, TSchema> | undefined) ?? {};
}

function isScalar(value: unknown): boolean {
  return typeof value !== 'object' || value === null;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return !isScalar(value) && !Array.isArray(value);
}
