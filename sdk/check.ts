import type { TSchema } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';

/** One thing wrong with a value: `path` is the keys from the root, empty for the root itself. */
export interface Issue {
  path: readonly (string | number)[];
  message: string;
}

const maxIssues = 50;

/**
 * What is wrong with `value` under `schema`, in document order; empty when it fits. Unknown keys of
 * objects are issues too, with a "did you mean", unless the schema allows additional properties.
 */
export function checkOptions(schema: TSchema, value: unknown): Issue[] {
  const issues: Issue[] = [];
  for (const error of Value.Errors(schema, value)) {
    if (issues.length >= maxIssues) break;
    const path = toPath(error.path);
    if (issues.some((issue) => samePath(issue.path, path))) continue;
    issues.push({ path, message: describe(error.schema, error.value, error.message) });
  }
  return [...issues, ...unknownKeys(schema, value, [])].slice(0, maxIssues);
}

/** `steps.per-10s.size`: how messages name a path. */
export function formatPath(path: readonly (string | number)[]): string {
  return path
    .map((key, i) => (typeof key === 'number' ? `[${key}]` : i === 0 ? key : `.${key}`))
    .join('');
}

function toPath(pointer: string): (string | number)[] {
  if (pointer === '') return [];
  return pointer
    .slice(1)
    .split('/')
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'))
    .map((key) => (/^\d+$/.test(key) ? Number(key) : key));
}

function samePath(a: readonly (string | number)[], b: readonly (string | number)[]): boolean {
  return a.length === b.length && a.every((key, i) => key === b[i]);
}

function describe(schema: TSchema, value: unknown, message: string): string {
  if (value === undefined) return 'required, but missing';
  return `expected ${expectation(schema, message)}, got ${quote(value)}`;
}

function expectation(schema: TSchema, message: string): string {
  if (typeof schema['expected'] === 'string') return schema['expected'];
  const words = schema['enum'] as unknown[] | undefined;
  if (words !== undefined) return `one of ${words.map(quote).join(', ')}`;
  if (schema['const'] !== undefined) return quote(schema['const']);
  const literals = literalsOf(schema);
  if (literals !== undefined) return `one of ${literals.map(quote).join(', ')}`;
  return message.replace(/^Expected /, '').replace(/^[A-Z]/, (letter) => letter.toLowerCase());
}

function literalsOf(schema: TSchema): unknown[] | undefined {
  const options = schema['anyOf'] as TSchema[] | undefined;
  if (options === undefined || options.some((option) => option['const'] === undefined)) return;
  return options.map((option) => option['const'] as unknown);
}

function quote(value: unknown): string {
  const text = JSON.stringify(value) as string | undefined;
  if (text === undefined) return String(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

function unknownKeys(schema: TSchema, value: unknown, path: readonly (string | number)[]): Issue[] {
  if (Array.isArray(value)) {
    const items = schema['items'] as TSchema | undefined;
    if (items === undefined || Array.isArray(items)) return [];
    return value.flatMap((item, i) => unknownKeys(items, item, [...path, i]));
  }
  if (typeof value !== 'object' || value === null) return [];
  const properties = (schema['properties'] ?? {}) as Record<string, TSchema>;
  return Object.entries(value).flatMap(([key, inner]) => {
    const property = propertySchema(schema, key);
    if (property !== undefined) return unknownKeys(property, inner, [...path, key]);
    if (!isClosed(schema)) return [];
    return [
      { path: [...path, key], message: `unknown key${didYouMean(key, Object.keys(properties))}` },
    ];
  });
}

function propertySchema(schema: TSchema, key: string): TSchema | undefined {
  const properties = schema['properties'] as Record<string, TSchema> | undefined;
  if (properties !== undefined && Object.hasOwn(properties, key)) return properties[key];
  const patterns = schema['patternProperties'] as Record<string, TSchema> | undefined;
  return Object.entries(patterns ?? {}).find(([pattern]) => new RegExp(pattern).test(key))?.[1];
}

/** An object schema with properties is closed unless it says otherwise; a union is not looked into. */
function isClosed(schema: TSchema): boolean {
  return (
    schema['type'] === 'object' &&
    (schema['properties'] !== undefined || schema['patternProperties'] !== undefined) &&
    schema['additionalProperties'] === undefined
  );
}

/** `, did you mean "near"?` for the candidate nearest to a mistyped word; empty when none is near. */
export function didYouMean(word: string, candidates: readonly string[]): string {
  const near = candidates
    .map((candidate) => ({ candidate, distance: editDistance(word, candidate) }))
    .filter(
      ({ candidate, distance }) =>
        distance <= Math.max(candidate.length > 3 ? 2 : 1, candidate.length / 3),
    )
    .sort((a, b) => a.distance - b.distance)[0];
  return near === undefined ? '' : `, did you mean "${near.candidate}"?`;
}

/** Levenshtein distance, one row at a time. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(substitution, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
