import type { FieldConfig } from './dashboard.ts';
import type { Field, FieldType } from './frame.ts';

/**
 * Configuration by rule. A key is `*` (all), `type:number`, `query:by-country`, `/regular expression/`
 * over the name, or a name; see `configOf`.
 */
export type FieldRules<Own = unknown> = Readonly<Record<string, FieldConfig & Partial<Own>>>;

/** What rules are matched against. */
export interface FieldSubject {
  /** From general to particular: the field, then the series made of it. */
  names: readonly string[];
  type?: FieldType | undefined;
  /** Slug of the query it came from. */
  query?: string | undefined;
  /** Used where no rule gives a unit. */
  unit?: string | undefined;
}

/**
 * The configuration of one field or series: every rule that fits it, merged. Where they differ the more
 * particular wins: `*`, then `type:`, `query:`, regular expressions in the order of the file, names.
 */
export function configOf<Own>(
  rules: FieldRules<Own>,
  subject: FieldSubject,
): FieldConfig & Partial<Own> {
  const fitting = ['*', `type:${subject.type ?? ''}`, `query:${subject.query ?? ''}`];
  fitting.push(...Object.keys(rules).filter((key) => matchesAny(key, subject.names)));
  fitting.push(...subject.names);
  const merged = {} as FieldConfig & Partial<Own>;
  if (subject.unit !== undefined) merged.unit = subject.unit;
  for (const key of fitting) if (Object.hasOwn(rules, key)) Object.assign(merged, rules[key]);
  return merged;
}

/** `configOf` for a field of a frame as it is. */
export function fieldConfigOf<Own>(
  rules: FieldRules<Own>,
  field: Field,
  query?: string,
): FieldConfig & Partial<Own> {
  return configOf(rules, { names: [field.name], type: field.type, query, unit: field.unit });
}

/** The expression of a key like `/_p9[59]$/`; undefined for other keys and where it cannot be read. */
export function rulePattern(key: string): RegExp | undefined {
  if (key.length < 3 || !key.startsWith('/') || !key.endsWith('/')) return undefined;
  try {
    return new RegExp(key.slice(1, -1), 'u');
  } catch {
    return undefined;
  }
}

function matchesAny(key: string, names: readonly string[]): boolean {
  const pattern = rulePattern(key);
  return pattern !== undefined && names.some((name) => pattern.test(name));
}
