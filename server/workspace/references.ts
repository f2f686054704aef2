import {
  dependencyCircles,
  sourceName,
  type DashboardDocument,
  type DatasourcesDocument,
  type PipelineDocument,
  type QueryDocument,
  type StreamDocument,
} from '@heliostat/sdk';
import { didYouMean } from '@heliostat/sdk/check';
import { findStepIssue } from '../query/transforms/apply.ts';
import type { PluginKind } from '../plugins/registry.ts';
import { internalName } from '../streams/internal.ts';
import { findSchemaError } from '../streams/json-schema.ts';
import { checkMarks } from './annotations.ts';
import { baseName } from './kinds.ts';
import { checkLayout } from './layout.ts';
import { checkPolicyRules } from './policy-rules.ts';
import type { KeyPath } from './positions.ts';
import type { Surroundings } from './shape.ts';
import { checkUse } from './use.ts';
import { checkVariables } from './variables.ts';
import type { Finding, Identity } from './validate.ts';

/** Checks what names something else: plugins, queries, variables, datasources, steps, streams. */
export function checkReferences(
  { kind, path }: Identity,
  document: unknown,
  around: Surroundings,
): Finding[] {
  switch (kind) {
    case 'dashboard':
      return checkDashboard(document as DashboardDocument, around);
    case 'pipeline':
      return checkPipeline(document as PipelineDocument, around);
    case 'stream':
      return checkStream(path, document as StreamDocument, around);
    case 'policy':
      return checkPolicyRules(document);
    case 'datasources':
      return checkDatasources(document as DatasourcesDocument, around);
  }
}

function checkDashboard(dashboard: DashboardDocument, around: Surroundings): Finding[] {
  const queries = Object.keys(dashboard.queries ?? {});
  const variables = Object.keys(dashboard.variables ?? {});
  return [
    ...Object.entries(dashboard.variables ?? {}).flatMap(([name, variable]) => {
      const path = ['variables', name];
      if (variable.type === 'query')
        return checkName([...path, 'query'], queries, { word: variable.query, is: 'query' });
      if (variable.type !== 'filters') return [];
      return checkDatasource([...path, 'datasource'], variable.datasource, around);
    }),
    ...controlLists(dashboard).flatMap(([path, controls]) =>
      controls.flatMap((word, i) => checkName([...path, i], variables, { word, is: 'variable' })),
    ),
    ...Object.entries(dashboard.queries ?? {}).flatMap(([name, query]) =>
      checkQuery(['queries', name], { query, queries }, around),
    ),
    ...Object.entries(dashboard.panels).flatMap(([name, panel]) =>
      checkPanel(['panels', name], { panel, queries }, around),
    ),
    ...checkSources(dashboard),
    ...checkVariables(dashboard, around),
    ...checkMarks(dashboard),
    ...checkLayout(dashboard),
    ...checkUse(dashboard),
  ];
}

/** The variables shown in the bar, in the heads of panels and of rows, with where that is said. */
function controlLists({ controls = [], panels, layout }: DashboardDocument) {
  const lists: [KeyPath, readonly string[]][] = [
    [['controls'], controls],
    ...Object.entries(panels).map(([name, panel]): [KeyPath, readonly string[]] => [
      ['panels', name, 'controls'],
      panel.controls ?? [],
    ]),
    ...layout.rows.map((row, r): [KeyPath, readonly string[]] => [
      ['layout', 'rows', r, 'controls'],
      row.controls ?? [],
    ]),
  ];
  return lists;
}

interface QueryInDashboard {
  query: QueryDocument;
  queries: readonly string[];
}

function checkQuery(
  path: KeyPath,
  { query, queries }: QueryInDashboard,
  around: Surroundings,
): Finding[] {
  const { datasource, from = [], transforms = [] } = query;
  const findings = from.flatMap((name, i) =>
    checkName([...path, 'from', i], queries, { word: name, is: 'query' }),
  );
  // `$name` is a variable's: its own check looks at that.
  if (datasource !== undefined && !datasource.startsWith('$'))
    findings.push(...checkDatasource([...path, 'datasource'], datasource, around));
  if ((datasource === undefined) === (from.length === 0))
    findings.push({ path, message: 'needs either a datasource or from', at: 'key' });
  transforms.forEach((step, i) => {
    const issue = findStepIssue(step);
    if (issue !== undefined)
      findings.push({ path: [...path, 'transforms', i, ...issue.path], message: issue.message });
  });
  return findings;
}

/** Queries that would wait for their own rows. */
function checkSources({ queries = {} }: DashboardDocument): Finding[] {
  const sources = Object.entries(queries).map(([name, { from = [] }]) => [name, from] as const);
  return dependencyCircles(new Map(sources)).map((circle) => ({
    path: ['queries', circle[0] ?? '', 'from'],
    message: `takes its rows from itself: ${circle.join(' → ')}`,
  }));
}

interface PanelInDashboard {
  panel: DashboardDocument['panels'][string];
  queries: readonly string[];
}

function checkPanel(
  path: KeyPath,
  { panel, queries }: PanelInDashboard,
  around: Surroundings,
): Finding[] {
  const findings = checkPlugin([...path, 'type'], { kind: 'panel', id: panel.type }, around);
  if (panel.query !== undefined && panel.queries !== undefined) {
    findings.push({
      path: [...path, 'queries'],
      message: 'a panel has either query or queries, not both',
      at: 'key',
    });
  }
  if (panel.query !== undefined) {
    findings.push(...checkName([...path, 'query'], queries, { word: panel.query, is: 'query' }));
  }
  for (const [i, word] of (panel.queries ?? []).entries()) {
    findings.push(...checkName([...path, 'queries', i], queries, { word, is: 'query' }));
  }
  return findings;
}

function checkPipeline(pipeline: PipelineDocument, around: Surroundings): Finding[] {
  const steps = Object.entries(pipeline.steps ?? {});
  const names = steps.map(([name]) => name);
  return [
    ...checkSource(pipeline.source.stream, around),
    ...steps.flatMap(([name, step], i) => [
      ...checkPlugin(['steps', name, 'use'], { kind: 'processor', id: step.use }, around),
      ...checkFrom(['steps', name, 'from'], step.from, names.slice(0, i)),
    ]),
    ...Object.entries(pipeline.sinks).flatMap(([name, sink]) => [
      ...checkFrom(['sinks', name, 'from'], sink.from, names),
      ...checkDatasource(['sinks', name, 'datasource'], sink.datasource, around),
      ...checkCanStore(['sinks', name, 'datasource'], sink.datasource, around),
    ]),
  ];
}

function checkSource(stream: string, { streams }: Surroundings): Finding[] {
  if (streams.has(stream) || stream === internalName) return [];
  const hint = didYouMean(stream, [...streams.keys()]);
  // Any stream may be sent to: only what looks like another one's name is worth a word.
  if (hint === '') return [];
  return [
    {
      path: ['source', 'stream'],
      message: `stream "${stream}" has no .stream.json file${hint}`,
      severity: 'warning',
    },
  ];
}

function checkFrom(path: KeyPath, from: string | undefined, earlier: readonly string[]): Finding[] {
  if (from === undefined || from === sourceName) return [];
  return checkName(path, earlier, { word: from, is: 'earlier step' });
}

function checkCanStore(path: KeyPath, name: string, around: Surroundings): Finding[] {
  const type = around.datasources.get(name);
  const plugin = type === undefined ? undefined : around.plugins.get('datasource', type);
  if (plugin === undefined || plugin.definition.supports.sink === true) return [];
  return [{ path, message: `datasource "${name}": ${plugin.title} cannot store rows` }];
}

function checkStream(path: string, stream: StreamDocument, around: Surroundings): Finding[] {
  const name = baseName(path);
  const owner = around.streams.get(name);
  const findings: Finding[] = [];
  if (owner !== undefined && owner !== path) {
    const message = `stream "${name}" is already declared by ${owner}.stream.json`;
    findings.push({ path: [], message });
  }
  const error = findSchemaError(stream.schema);
  if (error !== undefined) {
    const keys = error.instancePath.split('/').slice(1);
    const message = `not a JSON Schema: ${error.message ?? 'unreadable'}`;
    findings.push({ path: ['schema', ...keys], message });
  }
  return findings;
}

function checkDatasources(document: DatasourcesDocument, around: Surroundings): Finding[] {
  return Object.entries(document.datasources).flatMap(([name, { type, settings }]) => [
    ...checkPlugin(['datasources', name, 'type'], { kind: 'datasource', id: type }, around),
    ...checkSecrets(['datasources', name, 'settings'], { type, settings }, around),
  ]);
}

interface DatasourceSettings {
  type: string;
  settings: Readonly<Record<string, unknown>> | undefined;
}

/** A secret comes from the environment: in a file it would be in git for ever. */
function checkSecrets(
  path: KeyPath,
  { type, settings = {} }: DatasourceSettings,
  around: Surroundings,
): Finding[] {
  const schema = around.plugins.get('datasource', type)?.definition.settings.properties ?? {};
  return Object.entries(settings)
    .filter(([key, value]) => schema[key]?.['input'] === 'secret' && !isReference(value))
    .map(([key]) => ({
      path: [...path, key],
      message: 'no secret is ever in a file: write "${NAME}" and set NAME in the environment',
    }));
}

function isReference(value: unknown): boolean {
  return value === '' || (typeof value === 'string' && /^\$\{[A-Za-z_]\w*\}$/.test(value));
}

function checkDatasource(path: KeyPath, name: string, { datasources }: Surroundings): Finding[] {
  if (datasources.has(name)) return [];
  const hint = didYouMean(name, [...datasources.keys()]);
  return [{ path, message: `datasource "${name}" is not bound in datasources.json${hint}` }];
}

function checkPlugin(
  path: KeyPath,
  { kind, id }: { kind: PluginKind; id: string },
  { plugins }: Surroundings,
): Finding[] {
  if (plugins.get(kind, id) !== undefined) return [];
  const broken = plugins.broken.find((plugin) => plugin.kind === kind && plugin.id === id);
  if (broken !== undefined) {
    return [{ path, message: `the ${kind} plugin "${id}" does not load: ${broken.reason}` }];
  }
  const hint = didYouMean(
    id,
    plugins.list(kind).map((plugin) => plugin.id),
  );
  return [{ path, message: `no ${kind} plugin "${id}" is installed${hint}` }];
}

/** One finding when a word names nothing of its map. */
function checkName(
  path: KeyPath,
  known: readonly string[],
  { word, is }: { word: string; is: string },
): Finding[] {
  if (known.includes(word)) return [];
  return [{ path, message: `no ${is} "${word}"${didYouMean(word, known)}` }];
}
