import { explainDocument } from './format.ts';
import { baseName } from './kinds.ts';
import { compileRules, type CompiledRule, type Each } from './policy-rules.ts';
import type { KeyPath } from './positions.ts';
import type { WorkspaceState } from './state.ts';
import { locate, type Finding } from './validate.ts';
import type { FileIssue } from './workspace.ts';

/** Where dashboards are not as the policies of their folders, or of folders above, want them. */
export function checkPolicies(state: WorkspaceState): FileIssue[] {
  const policies = state.list('policy').flatMap(({ path, document }) => {
    if (document === undefined) return [];
    const folder = path.slice(0, path.length - baseName(path).length);
    return [{ folder, rules: compileRules(document) }];
  });
  return state.list('dashboard').flatMap(({ path, file, text, document }) => {
    const rules = policies
      .filter(({ folder }) => path.startsWith(folder))
      .flatMap(({ rules }) => rules);
    if (document === undefined || rules.length === 0) return [];
    const filled = JSON.parse(explainDocument('dashboard', document, state.around)) as Things;
    const subjects = subjectsOf(path, filled);
    return locate(
      file,
      text,
      rules.flatMap((rule) => broken(rule, subjects)),
    );
  });
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
  return subjects
    .filter(({ each }) => each === rule.each)
    .filter(({ row }) => rule.where === undefined || rule.where.evaluate(row) === true)
    .filter(({ row }) => rule.require.evaluate(row) !== true)
    .map(({ path }) => ({
      path,
      message: `${rule.about} (policy ${rule.name})`,
      severity: rule.severity,
      at: 'key' as const,
    }));
}
