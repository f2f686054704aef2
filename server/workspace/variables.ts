import {
  dependencyCircles,
  listedOptions,
  parseFilter,
  textOf,
  variableArguments,
  variableDependencies,
  type DashboardDocument,
  type QueryDocument,
  type Variable,
} from '@heliostat/sdk';
import { didYouMean } from '@heliostat/sdk/check';
import { checkLinks } from './links.ts';
import type { KeyPath } from './positions.ts';
import type { Surroundings } from './shape.ts';
import type { Finding } from './validate.ts';

/** What is wrong with the variables of a dashboard, and with where they are named. */
export function checkVariables(dashboard: DashboardDocument, around: Surroundings): Finding[] {
  const variables = Object.entries(dashboard.variables ?? {});
  return [
    ...variables.flatMap(([name, variable]) =>
      [...checkVariable(variable, around)].map((finding) => ({
        ...finding,
        path: ['variables', name, ...finding.path],
      })),
    ),
    ...checkCircles(dashboard),
    ...Object.entries(dashboard.queries ?? {}).flatMap(([name, query]) =>
      checkMentions(['queries', name], query, dashboard),
    ),
    ...checkRepeats(dashboard),
    ...checkLinks(dashboard, around),
  ];
}

function* checkVariable(variable: Variable, around: Surroundings): Generator<Finding> {
  if (variable.type === 'query' || variable.type === 'datasource') yield* checkPattern(variable);
  if (variable.type === 'list' || variable.type === 'interval') yield* checkDefault(variable);
  if (variable.type === 'query' || variable.type === 'list') yield* checkChoice(variable);
  if (variable.type === 'datasource') yield* checkPlugin(variable.plugin, around);
  if (variable.type === 'filters') yield* checkFilterTexts(variable);
}

function* checkPattern({ matches }: { matches?: string }): Generator<Finding> {
  if (matches !== undefined && !isPattern(matches))
    yield { path: ['matches'], message: `not a regular expression: ${matches}` };
}

function isPattern(source: string): boolean {
  try {
    return new RegExp(source, 'u') instanceof RegExp;
  } catch {
    return false;
  }
}

function* checkDefault(
  variable: Extract<Variable, { type: 'list' | 'interval' }>,
): Generator<Finding> {
  const values = listedOptions(variable).map(({ value }) => value);
  const unknown = [variable.default ?? []].flat().find((value) => !values.includes(value));
  if (unknown === undefined) return;
  const message = `not one of its values: "${unknown}"${didYouMean(unknown, values)}`;
  yield { path: ['default'], message };
}

function* checkChoice(variable: Extract<Variable, { type: 'query' | 'list' }>): Generator<Finding> {
  const { default: chosen, multi = false, all = true, type } = variable;
  if (Array.isArray(chosen) && chosen.length > 1 && !multi)
    yield { path: ['default'], message: 'several values need "multi": true' };
  if (type === 'query' && !all && [chosen ?? []].flat().length === 0)
    yield { path: ['all'], message: 'without "all" a default is needed: what is chosen at first' };
}

function* checkPlugin(id: string, { plugins }: Surroundings): Generator<Finding> {
  if (plugins.get('datasource', id) !== undefined) return;
  const ids = plugins.list('datasource').map((plugin) => plugin.id);
  const message = `no datasource plugin "${id}" is installed${didYouMean(id, ids)}`;
  yield { path: ['plugin'], message };
}

function* checkFilterTexts({
  default: texts = [],
}: Extract<Variable, { type: 'filters' }>): Generator<Finding> {
  for (const [i, text] of texts.entries())
    if (parseFilter(text) === undefined)
      yield { path: ['default', i], message: `not a filter like country=DE: "${text}"` };
}

function checkCircles(dashboard: DashboardDocument): Finding[] {
  return dependencyCircles(variableDependencies(dashboard)).map((circle) => ({
    path: ['variables', circle[0] ?? ''],
    message: `depends on itself: ${circle.join(' → ')}`,
    at: 'key',
  }));
}

/** Names of variables where nothing else can stand. */
function checkMentions(
  path: KeyPath,
  { datasource, step, ...query }: QueryDocument,
  dashboard: DashboardDocument,
): Finding[] {
  const variables = dashboard.variables ?? {};
  const findings = variableArguments(textOf(query)).flatMap((name): Finding[] => {
    const message = checkArgument(name, variables);
    return message === undefined ? [] : [{ path, message, at: 'key' }];
  });
  const named = [
    { key: 'datasource', text: datasource, type: 'datasource' },
    { key: 'step', text: step, type: 'interval' },
  ] as const;
  for (const { key, text, type } of named) {
    if (text?.startsWith('$') !== true) continue;
    const message = checkKind(text.slice(1), type, variables);
    if (message !== undefined) findings.push({ path: [...path, key], message });
  }
  return findings;
}

type Variables = Readonly<Record<string, Variable>>;

function checkArgument(name: string, variables: Variables): string | undefined {
  if (!Object.hasOwn(variables, name)) return unknownVariable(name, variables);
  if (variables[name]?.type !== 'filters') return undefined;
  return `the variable "${name}" holds filters: a query obeys them with $__filters`;
}

function checkKind(name: string, type: Variable['type'], variables: Variables): string | undefined {
  const variable = Object.hasOwn(variables, name) ? variables[name] : undefined;
  if (variable === undefined) return unknownVariable(name, variables);
  return variable.type === type ? undefined : `needs a variable of type ${type}: ${name}`;
}

function unknownVariable(name: string, variables: Variables): string {
  return `no variable "${name}"${didYouMean(name, Object.keys(variables))}`;
}

function checkRepeats({ layout, variables = {} }: DashboardDocument): Finding[] {
  const check = (path: KeyPath, repeat: string | undefined): Finding[] => {
    if (repeat === undefined) return [];
    const variable = Object.hasOwn(variables, repeat) ? variables[repeat] : undefined;
    if (variable === undefined) return [{ path, message: unknownVariable(repeat, variables) }];
    if (['query', 'list', 'datasource'].includes(variable.type)) return [];
    return [
      {
        path,
        message: `nothing can be repeated by a variable of type ${variable.type}: ${repeat}`,
      },
    ];
  };
  return layout.rows.flatMap((row, r) => [
    ...check(['layout', 'rows', r, 'repeat'], row.repeat),
    ...row.cells.flatMap((cell, c) =>
      check(['layout', 'rows', r, 'cells', c, 'repeat'], cell.repeat),
    ),
  ]);
}
