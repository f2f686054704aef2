import {
  HeliostatError,
  parseDuration,
  sourceName,
  withDefaults,
  type EventSchema,
  type PipelineDocument,
  type SinkDocument,
  type StepDocument,
} from '@heliostat/sdk';
import { checkOptions, didYouMean, type Issue } from '@heliostat/sdk/check';
import type { PluginRegistry } from '../../plugins/registry.ts';

/** A step with what flows in and out of it. Plain data: it travels to the thread that runs it. */
export interface PlannedStep {
  id: string;
  /** Id of the processor plugin. */
  use: string;
  /** Slug of the step before; undefined: the source. */
  from: string | undefined;
  options: Readonly<Record<string, unknown>>;
  input: EventSchema;
  output: EventSchema;
}

export interface PlannedSink {
  id: string;
  from: string | undefined;
  datasource: string;
  table: string;
  mode: 'append' | 'upsert';
  ttl: string | undefined;
  schema: EventSchema;
}

/** A pipeline ready to run; steps come after the steps they read from. */
export interface Plan {
  stream: string;
  latenessMs: number;
  input: EventSchema;
  steps: readonly PlannedStep[];
  sinks: readonly PlannedSink[];
}

export interface PlanInput {
  document: PipelineDocument;
  /** Shape of the events of the stream. */
  schema: EventSchema;
  plugins: Pick<PluginRegistry, 'get' | 'list'>;
  /** Tables that other pipelines write, `datasource.table` to the pipeline's path. */
  taken?: ReadonlyMap<string, string>;
}

/** The plan, or everything that is wrong with the document; a step after a wrong one is not judged. */
export type Planning =
  { plan: Plan; issues: readonly [] } | { plan: undefined; issues: readonly Issue[] };

export function planPipeline(input: PlanInput): Planning {
  const { document, schema } = input;
  const issues: Issue[] = [];
  const source = sourceSchema(document, schema, issues);
  const steps = planSteps(input, source, issues);
  const sinks = planSinks(input, { source, steps }, issues);
  if (issues.length > 0) return { plan: undefined, issues };
  const plan: Plan = {
    stream: document.source.stream,
    latenessMs: parseDuration(document.time?.lateness ?? '30s'),
    input: source,
    steps,
    sinks,
  };
  return { plan, issues: [] };
}

function sourceSchema(
  { time }: PipelineDocument,
  schema: EventSchema,
  issues: Issue[],
): EventSchema {
  const name = time?.field;
  if (name === undefined || name === schema.time) return schema;
  const field = schema.fields.find((candidate) => candidate.name === name);
  const path = ['time', 'field'];
  if (field === undefined) {
    const names = schema.fields.map((candidate) => candidate.name);
    issues.push({ path, message: `unknown field: ${name}${didYouMean(name, names)}` });
  } else if (!['time', 'integer', 'number'].includes(field.type)) {
    issues.push({ path, message: `expected a field with a time, got: ${field.type}` });
  }
  const fields = schema.fields.map((candidate) =>
    candidate.name === name ? { ...candidate, type: 'time' as const } : candidate,
  );
  return { ...schema, fields, time: name };
}

function planSteps(input: PlanInput, source: EventSchema, issues: Issue[]): PlannedStep[] {
  const planned: PlannedStep[] = [];
  const slugs = Object.keys(input.document.steps ?? {});
  for (const [i, slug] of slugs.entries()) {
    const step = (input.document.steps ?? {})[slug] as StepDocument;
    const from = stepBefore(step.from ?? slugs[i - 1]);
    const path = ['steps', slug];
    if (from !== undefined && !slugs.slice(0, i).includes(from)) {
      issues.push({ path: [...path, 'from'], message: fromProblem(from, slugs, i) });
      continue;
    }
    const before = planned.find((candidate) => candidate.id === from);
    // The step before is wrong itself: what flows here is unknown.
    if (from !== undefined && before === undefined) continue;
    const step_ = { id: slug, from, document: step, schema: before?.output ?? source };
    const result = planStep(step_, input.plugins);
    if ('output' in result) planned.push(result);
    else
      issues.push(...result.issues.map((issue) => ({ ...issue, path: [...path, ...issue.path] })));
  }
  return planned;
}

/** `from: source` reads the stream itself, past all steps. */
function stepBefore(from: string | undefined): string | undefined {
  return from === sourceName ? undefined : from;
}

function fromProblem(from: string, slugs: readonly string[], at: number): string {
  if (slugs.includes(from)) return `"${from}" is not above this step: steps cannot form a cycle`;
  return `no step "${from}"${didYouMean(from, slugs.slice(0, at))}`;
}

interface StepInput {
  id: string;
  from: string | undefined;
  document: StepDocument;
  schema: EventSchema;
}

function planStep(
  { id, from, document, schema }: StepInput,
  plugins: PlanInput['plugins'],
): PlannedStep | { issues: readonly Issue[] } {
  const { use, from: _from, ...written } = document;
  const plugin = plugins.get('processor', use);
  if (plugin === undefined) {
    const ids = plugins.list('processor').map((candidate) => candidate.id);
    return { issues: [{ path: ['use'], message: `no processor "${use}"${didYouMean(use, ids)}` }] };
  }
  const { definition } = plugin;
  const options = withDefaults(definition.options, written);
  const issues = checkOptions(definition.options, options);
  if (issues.length > 0) return { issues };
  try {
    return { id, use, from, options, input: schema, output: definition.output(schema, options) };
  } catch (error) {
    return { issues: [toIssue(error, Object.keys(definition.options.properties))] };
  }
}

/** A plugin's message that begins with one of its options, `by.0: …`, belongs to that option. */
function toIssue(error: unknown, optionNames: readonly string[]): Issue {
  const message = error instanceof Error ? error.message : String(error);
  const hint =
    error instanceof HeliostatError && error.hint !== undefined ? ` (${error.hint})` : '';
  const match = /^([\w$]+(?:\.[\w$-]+)*): (.*)$/s.exec(message);
  const keys = match?.[1]?.split('.') ?? [];
  if (match === null || !optionNames.includes(keys[0] ?? '')) {
    return { path: [], message: message + hint };
  }
  const path = keys.map((key) => (/^\d+$/.test(key) ? Number(key) : key));
  return { path, message: (match[2] ?? '') + hint };
}

function planSinks(
  { document, taken }: PlanInput,
  { source, steps }: { source: EventSchema; steps: readonly PlannedStep[] },
  issues: Issue[],
): PlannedSink[] {
  const slugs = Object.keys(document.steps ?? {});
  const tables = new Map(taken);
  return Object.entries(document.sinks).flatMap(([id, sink]) => {
    const from = stepBefore(sink.from ?? slugs.at(-1));
    const path = ['sinks', id];
    if (from !== undefined && !slugs.includes(from)) {
      issues.push({
        path: [...path, 'from'],
        message: `no step "${from}"${didYouMean(from, slugs)}`,
      });
      return [];
    }
    const step = steps.find((candidate) => candidate.id === from);
    if (from !== undefined && step === undefined) return [];
    const schema = step?.output ?? source;
    const found = checkSink(sink, { schema, tables });
    issues.push(...found.map((issue) => ({ ...issue, path: [...path, ...issue.path] })));
    tables.set(`${sink.datasource}.${sink.table}`, `sink "${id}"`);
    return [toSink(id, sink, { from, schema })];
  });
}

function toSink(
  id: string,
  { datasource, table, mode = 'append', ttl }: SinkDocument,
  { from, schema }: { from: string | undefined; schema: EventSchema },
): PlannedSink {
  return { id, from, datasource, table, mode, ttl, schema };
}

function checkSink(
  sink: SinkDocument,
  { schema, tables }: { schema: EventSchema; tables: ReadonlyMap<string, string> },
): Issue[] {
  const issues: Issue[] = [];
  if (sink.mode === 'upsert' && schema.key === undefined) {
    const message =
      'rows without a key cannot be upserted; use append, or a step like window before';
    issues.push({ path: ['mode'], message });
  }
  const owner = tables.get(`${sink.datasource}.${sink.table}`);
  if (owner !== undefined) {
    issues.push({ path: ['table'], message: `${sink.table} is already written by ${owner}` });
  }
  return issues;
}
