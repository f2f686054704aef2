import type { Expression } from '@heliostat/sdk/expression';
import { formatPath } from '@heliostat/sdk/check';
import { explainDocument } from './format.ts';
import { baseName } from './kinds.ts';
import { parseText } from './parse.ts';
import { compileRules, type CompiledRule, type Each } from './policy-rules.ts';
import type { KeyPath } from './positions.ts';
import type { WorkspaceState } from './state.ts';
import { locate, type Finding } from './validate.ts';
import type { FileIssue } from './workspace.ts';

/**
 * Where dashboards are not as the policies of their folders, or of folders above, want them; and which rules
 * cannot tell.
 */
export function checkPolicies(state: WorkspaceState): FileIssue[] {
  const policies = state.list('policy').map(({ path, file, text }): Policy => {
    const folder = path.slice(0, path.length - baseName(path).length);
    return { folder, file, text, rules: compileRules(parseText(text).value) };
  });
  const dashboards = state.list('dashboard').flatMap(({ path, file, text, document }): Looked[] => {
    const isMeant = policies.some(({ folder, rules }) => isBelow(path, folder) && rules.length > 0);
    if (document === undefined || !isMeant) return [];
    const filled = JSON.parse(explainDocument('dashboard', document, state.around)) as Things;
    return [{ path, file, text, subjects: subjectsOf(path, filled) }];
  });
  return [
    ...dashboards.flatMap((dashboard) => checkDashboard(dashboard, policies)),
    ...policies.flatMap((policy) => checkConditions(policy, dashboards)),
  ];
}

interface Policy {
  /** Its own, with a slash at the end unless it is the workspace. */
  folder: string;
  file: string;
  text: string;
  rules: readonly CompiledRule[];
}

/** A dashboard with what rules may look at. */
interface Looked {
  path: string;
  file: string;
  text: string;
  subjects: readonly Subject[];
}

function isBelow(path: string, folder: string): boolean {
  return path.startsWith(folder);
}

function checkDashboard({ path, file, text, subjects }: Looked, policies: readonly Policy[]) {
  const rules = policies
    .filter(({ folder }) => isBelow(path, folder))
    .flatMap(({ rules }) => rules);
  return locate(
    file,
    text,
    rules.flatMap((rule) => broken(rule, subjects)),
  );
}

/** Fields of files have no types, so that an expression shows only here that it is no condition. */
function checkConditions(
  { folder, file, text, rules }: Policy,
  dashboards: readonly Looked[],
): FileIssue[] {
  const subjects = dashboards
    .filter(({ path }) => isBelow(path, folder))
    .flatMap(({ subjects }) => subjects);
  return locate(
    file,
    text,
    rules.flatMap((rule) => unclear(rule, subjects)),
  );
}

type Things = Record<string, unknown>;

/** One thing that a rule may look at. */
interface Subject {
  each: Each;
  path: KeyPath;
  /** What the expressions know. */
  row: Things;
}

function subjectsOf(path: string, dashboard: Things): Subject[] {
  const around = { path, dashboard: withTexts(dashboard) };
  const inMap = (map: string, each: Each): Subject[] =>
    Object.entries((dashboard[map] ?? {}) as Record<string, Things>).map(([name, thing]) => ({
      each,
      path: [map, name],
      row: { ...around, name, [each]: withTexts(thing) },
    }));
  return [
    { each: 'dashboard', path: [], row: { ...around, name: baseName(path) } },
    ...inMap('panels', 'panel'),
    ...inMap('queries', 'query'),
    ...inMap('variables', 'variable'),
  ];
}

/** A title that is left out is an empty one, so that a rule needs one comparison. */
function withTexts(thing: Things): Things {
  return { title: '', description: '', ...thing };
}

function broken(rule: CompiledRule, subjects: readonly Subject[]): Finding[] {
  return chosen(rule, subjects)
    .filter(({ row }) => (rule.require.evaluate(row) ?? false) === false)
    .map(({ path }) => ({
      path,
      message: `${rule.about} (policy ${rule.name})`,
      severity: rule.severity,
      at: 'key' as const,
    }));
}

/** The first thing for which an expression is neither true nor false, nor null for what is not there. */
function unclear(rule: CompiledRule, subjects: readonly Subject[]): Finding[] {
  const { name, where, require } = rule;
  const every = chosen({ ...rule, where: undefined }, subjects);
  return [
    ...notCondition(['rules', name, 'where'], where, every),
    ...notCondition(['rules', name, 'require'], require, chosen(rule, subjects)),
  ];
}

function notCondition(
  path: KeyPath,
  expression: Expression | undefined,
  subjects: readonly Subject[],
): Finding[] {
  for (const { row, path: place } of subjects) {
    const value = expression?.evaluate(row) ?? null;
    if (value === null || typeof value === 'boolean') continue;
    const where = [row['path'], ...(place.length > 0 ? [formatPath(place)] : [])].join(', ');
    const got = JSON.stringify(value).slice(0, 100);
    return [{ path, message: `expected a condition, got: ${got} (${where})` }];
  }
  return [];
}

function chosen({ each, where }: CompiledRule, subjects: readonly Subject[]): Subject[] {
  return subjects
    .filter((subject) => subject.each === each)
    .filter(({ row }) => where === undefined || where.evaluate(row) === true);
}
