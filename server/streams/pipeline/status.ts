import type { PipelineDocument } from '@heliostat/sdk';
import type { Flow } from '../engines/embedded/dataflow.ts';
import type { Progress } from '../engines/embedded/protocol.ts';
import type { PipelineStatus, StepStatus } from './pipelines.ts';
import type { Plan } from './plan.ts';

export interface StatusInput {
  path: string;
  document: PipelineDocument | undefined;
  plan: Plan | undefined;
  run: Pick<PipelineStatus, 'state' | 'error' | 'restarts'>;
  progress: Progress | undefined;
  /** Events per second by slug of the step. */
  rates: ReadonlyMap<string, number>;
  /** End of the stream's log. */
  head: number;
  nowMs: number;
}

const nothing: Flow = { in: 0, out: 0, rejected: 0 };

export function buildStatus(input: StatusInput): PipelineStatus {
  const { path, document, plan, run, progress } = input;
  return {
    path,
    ...describe(path, document),
    ...run,
    ...lagOf(input),
    checkpointAtMs: progress?.checkpointAtMs,
    steps: plan === undefined ? [] : buildSteps(plan, input),
  };
}

function describe(path: string, document: PipelineDocument | undefined) {
  if (document === undefined) return { title: path, stream: '', engine: 'embedded' };
  const { title, source, engine = 'embedded' } = document;
  return { title, stream: source.stream, engine };
}

function lagOf({ progress, head, nowMs }: StatusInput) {
  if (progress === undefined) return { position: 0, lag: 0, lagMs: 0 };
  const { position, acceptedAtMs } = progress;
  const lag = Math.max(0, head - position);
  // The next event became durable after the last one processed: an upper bound of its age.
  const lagMs = lag > 0 && acceptedAtMs > 0 ? Math.max(0, nowMs - acceptedAtMs) : 0;
  return { position, lag, lagMs };
}

function buildSteps(plan: Plan, { progress, rates }: StatusInput): StepStatus[] {
  const flows = new Map(progress?.flows);
  const toStatus = (step: Pick<StepStatus, 'id' | 'kind' | 'use' | 'from'>, flow: Flow) => ({
    ...step,
    eventsIn: flow.in,
    eventsOut: flow.out,
    rejected: flow.rejected,
    eventsPerSecond: rates.get(rateKey(step)) ?? 0,
  });
  const source = { id: 'source', kind: 'source', use: plan.stream, from: undefined } as const;
  return [
    toStatus(source, progress?.source ?? nothing),
    ...plan.steps.map(({ id, use, from = 'source' }) =>
      toStatus({ id, kind: 'step', use, from }, flows.get(id) ?? nothing),
    ),
    ...plan.sinks.map(({ id, datasource, table, from = 'source' }) =>
      toStatus({ id, kind: 'sink', use: `${datasource}.${table}`, from }, flows.get(id) ?? nothing),
    ),
  ];
}

function rateKey({ id, kind }: Pick<StepStatus, 'id' | 'kind'>): string {
  return kind === 'source' ? sourceRate : id;
}

/** Not a slug, so that no step has this name. */
const sourceRate = '(source)';

/** Events per second between two reports; empty when counting began anew. */
export function ratesBetween(
  before: { progress: Progress; atMs: number },
  after: { progress: Progress; atMs: number },
): Map<string, number> {
  const seconds = (after.atMs - before.atMs) / 1000;
  if (seconds <= 0) return new Map();
  const counts = (progress: Progress) =>
    new Map([[sourceRate, progress.source], ...progress.flows]);
  const earlier = counts(before.progress);
  return new Map(
    [...counts(after.progress)].map(([id, flow]) => [
      id,
      Math.max(0, flow.in - (earlier.get(id)?.in ?? 0)) / seconds,
    ]),
  );
}
