import type { DashboardDocument, Field } from '@heliostat/sdk';
import { rulePattern } from '@heliostat/sdk';
import { setAt } from './at.ts';

/** The ways a rule says which fields it is for. */
export const ruleKinds = ['all', 'name', 'pattern', 'type', 'query'] as const;
export type RuleKind = (typeof ruleKinds)[number];

export interface RuleMatcher {
  kind: RuleKind;
  /** A name, an expression without its slashes, a type or the slug of a query; empty for all. */
  text: string;
}

/** What the key of a rule says. */
export function parseRuleKey(key: string): RuleMatcher {
  if (key === '*') return { kind: 'all', text: '' };
  for (const kind of ['type', 'query'] as const)
    if (key.startsWith(`${kind}:`)) return { kind, text: key.slice(kind.length + 1) };
  const isPattern = key.length > 2 && key.startsWith('/') && key.endsWith('/');
  return isPattern ? { kind: 'pattern', text: key.slice(1, -1) } : { kind: 'name', text: key };
}

/** The key that says it. */
export function formatRuleKey({ kind, text }: RuleMatcher): string {
  if (kind === 'all') return '*';
  if (kind === 'pattern') return `/${text}/`;
  return kind === 'name' ? text : `${kind}:${text}`;
}

/** A field of the result of one of the panel's queries, or a series made of it. */
export interface FieldInResult {
  name: string;
  type: Field['type'];
  query: string;
}

/** Names of what a rule is for, each once; undefined for an expression that cannot be read. */
export function matchedFields(
  key: string,
  fields: readonly FieldInResult[],
): readonly string[] | undefined {
  const { kind, text } = parseRuleKey(key);
  const pattern = kind === 'pattern' ? rulePattern(key) : undefined;
  if (kind === 'pattern' && pattern === undefined) return;
  const fits: Record<RuleKind, (field: FieldInResult) => boolean> = {
    all: () => true,
    name: ({ name }) => name === text,
    pattern: ({ name }) => pattern?.test(name) === true,
    type: ({ type }) => type === text,
    query: ({ query }) => query === text,
  };
  return [...new Set(fields.filter(fits[kind]).map(({ name }) => name))];
}

/** A rule under another key, in its place; a key that is taken is no change. */
export function renameRule(
  document: DashboardDocument,
  panel: string,
  { from, to }: { from: string; to: string },
): DashboardDocument {
  const fields = document.panels[panel]?.fields ?? {};
  if (!Object.hasOwn(fields, from) || Object.hasOwn(fields, to) || to === '') return document;
  const renamed = Object.entries(fields).map(([key, rule]) => [key === from ? to : key, rule]);
  return setAt(document, ['panels', panel, 'fields'], Object.fromEntries(renamed));
}
