import {
  rulePattern,
  thresholdQueries,
  type DashboardDocument,
  type Variable,
} from '@heliostat/sdk';
import type { KeyPath } from './positions.ts';
import type { Finding } from './validate.ts';

/** What is declared and used by nobody, and expressions that cannot be read. */
export function checkUse(dashboard: DashboardDocument): Finding[] {
  return [...unusedQueries(dashboard), ...unusedVariables(dashboard), ...badPatterns(dashboard)];
}

function unusedQueries(dashboard: DashboardDocument): Finding[] {
  const { queries = {}, panels, variables = {}, annotations = {} } = dashboard;
  const used = new Set([
    ...Object.values(panels).flatMap((panel) => [
      panel.query,
      ...(panel.queries ?? []),
      ...thresholdQueries(panel),
    ]),
    ...Object.values(annotations).map(({ query }) => query),
    ...Object.values(queries).flatMap(({ from }) => from ?? []),
    ...Object.values(variables).map((variable) =>
      variable.type === 'query' ? variable.query : undefined,
    ),
  ]);
  return Object.keys(queries)
    .filter((name) => !used.has(name))
    .map((name) => unused(['queries', name], `query "${name}" is used by no panel`));
}

/**
 * A variable is used where its name stands in anything else than a list of controls: only the datasources
 * know their macros. One that holds filters is used by whatever obeys any.
 */
function unusedVariables({ variables = {}, ...rest }: DashboardDocument): Finding[] {
  const text = JSON.stringify([rest, Object.values(variables)], (key, value: unknown) =>
    key === 'controls' ? undefined : value,
  );
  const isUsed = (name: string, { type }: Variable) =>
    type === 'filters'
      ? text.includes('$__filters')
      : new RegExp(`(?<![\\w-])${name}(?![\\w-])`).test(text);
  return Object.entries(variables)
    .filter(([name, variable]) => !isUsed(name, variable))
    .map(([name]) => unused(['variables', name], `variable "${name}" is used by no query`));
}

function unused(path: KeyPath, message: string): Finding {
  return { path, message, severity: 'warning', at: 'key' };
}

function badPatterns({ panels }: DashboardDocument): Finding[] {
  return Object.entries(panels).flatMap(([name, { fields = {} }]) =>
    Object.entries(fields).flatMap(([key, config]) => {
      const path = ['panels', name, 'fields', key];
      const isPattern = key.length > 2 && key.startsWith('/') && key.endsWith('/');
      const findings = isPattern && rulePattern(key) === undefined ? [unreadable(path, key)] : [];
      return [...findings, ...badMappings([...path, 'mappings'], config['mappings'])];
    }),
  );
}

function badMappings(path: KeyPath, mappings: unknown): Finding[] {
  if (!Array.isArray(mappings)) return [];
  return mappings.flatMap((mapping: { match?: unknown } | null, i) => {
    const source = mapping?.match;
    if (typeof source !== 'string' || rulePattern(`/${source}/`) !== undefined) return [];
    const { at: _at, ...finding } = unreadable([...path, i, 'match'], source);
    return [finding];
  });
}

function unreadable(path: KeyPath, source: string): Finding {
  return { path, message: `not a regular expression: ${source}`, at: 'key' };
}
