import type { PipelineDocument } from '@heliostat/sdk';
import { toErrorReport, toHeliostatError, HeliostatError, type ErrorReport } from '@heliostat/sdk';
import type { Effects } from '../../effects.ts';
import type { Metrics } from '../../metrics.ts';
import type { FileIssue } from '../../workspace/workspace.ts';
import { Supervisor } from '../engines/embedded/supervisor.ts';
import type { Flow } from '../engines/embedded/dataflow.ts';
import type { Progress, WorkerBoot } from '../engines/embedded/protocol.ts';
import type { Stream } from '../streams.ts';
import { readCheckpointHead } from './checkpoint.ts';
import type { Commit, PipelineStatus } from './pipelines.ts';
import type { Plan } from './plan.ts';
import { resume, type Break, type Resumption } from './resume.ts';
import { buildStatus, ratesBetween } from './status.ts';

/** All that a running pipeline was started with; another one of these means a new start. */
export interface Deployable {
  document: PipelineDocument;
  plan: Plan;
  stream: Stream;
  boot: Omit<WorkerBoot, 'head' | 'from'>;
}

export interface DeploymentHost {
  effects: Effects;
  metrics: Metrics;
  /** Where numbering went on past a lost end, by stream; shared by all pipelines. */
  breaks: Map<string, Break>;
  onCommit: (commit: Commit) => void;
  /** At most once a second. */
  onStatus: (status: PipelineStatus) => void;
}

const statusIntervalMs = 1000;

/** One pipeline of the workspace: what it says, what runs of it, and what is wrong with it. */
export class Deployment {
  readonly path: string;
  /** What is wrong with the file now beyond what the workspace says, while an earlier version may run. */
  issues: readonly FileIssue[] = [];
  readonly #host: DeploymentHost;
  #running:
    | { deployable: Deployable; supervisor: Supervisor; fingerprint: string; from: number }
    | undefined;
  /** Of the plan that runs, or is about to. */
  #plan: Plan | undefined;
  #document: PipelineDocument | undefined;
  #refusal: { state: 'invalid' | 'failed'; error: ErrorReport } | undefined;
  #last: { progress: Progress; atMs: number } | undefined;
  #rates = new Map<string, number>();
  #counted = 0;
  #timer: NodeJS.Timeout | undefined;
  #toldAtMs = 0;

  constructor(path: string, host: DeploymentHost) {
    this.path = path;
    this.#host = host;
  }

  get status(): PipelineStatus {
    const { supervisor, deployable } = this.#running ?? {};
    return buildStatus({
      path: this.path,
      document: deployable?.document ?? this.#document,
      plan: deployable?.plan,
      run: supervisor === undefined ? this.#stoppedState() : stateOf(supervisor),
      progress: supervisor?.progress,
      rates: this.#rates,
      head: deployable?.stream.log.head ?? 0,
      nowMs: this.#host.effects.now(),
    });
  }

  /** Lowest offset of the stream it still needs; Infinity when it reads another one. */
  consumed(stream: string): number {
    if (this.#running?.deployable.plan.stream !== stream) return Infinity;
    const { supervisor, from } = this.#running;
    return Math.max(from, supervisor.progress?.checkpointPosition ?? 0);
  }

  reads(stream: string): boolean {
    return [this.#running?.deployable.document, this.#document].some(
      (document) => document?.source.stream === stream,
    );
  }

  writesTo(datasource: string): boolean {
    const sinks =
      this.#running?.deployable.plan.sinks ?? Object.values(this.#document?.sinks ?? {});
    return sinks.some((sink) => sink.datasource === datasource);
  }

  /** `datasource.table` of each sink that runs, or is about to. */
  get tables(): readonly string[] {
    return this.#plan?.sinks.map(({ datasource, table }) => `${datasource}.${table}`) ?? [];
  }

  /** Starts it, or replaces what runs; nothing happens when it is the same. */
  async deploy(deployable: Deployable): Promise<void> {
    this.#document = deployable.document;
    this.#refusal = undefined;
    this.issues = [];
    const { boot } = deployable;
    const fingerprint = JSON.stringify(boot);
    if (this.#running?.fingerprint === fingerprint) return;
    const stopped = this.stop();
    // At once: another pipeline that is planned meanwhile must not write the same tables.
    this.#plan = deployable.plan;
    await stopped;
    const { effects, metrics } = this.#host;
    const { from, gap } = await this.#resume(deployable);
    const supervisor = new Supervisor({
      boot,
      from,
      gap: gap && toErrorReport(gap),
      stream: deployable.stream,
      effects,
      onCommit: (commit) => this.#committed(commit),
      onChange: () => this.#changed(),
      onRestart: () => metrics.engineRestarts.inc({ name: this.path }),
    });
    this.#running = { deployable, supervisor, fingerprint, from };
    this.#changed();
  }

  async #resume({ boot, stream }: Deployable): Promise<Resumption> {
    const { effects, breaks } = this.#host;
    const checkpoint = await readCheckpointHead(boot.checkpointDirectory, this.path);
    const resumption = await resume({ checkpoint, stream, breaks });
    const { gap } = resumption;
    if (gap !== undefined) {
      effects.log.error({ pipeline: this.path, error: gap.message }, 'a pipeline misses events');
    }
    return resumption;
  }

  /** Keeps running what runs; a pipeline of which nothing runs shows the error. */
  refuse(
    document: PipelineDocument | undefined,
    {
      state,
      error,
      issues,
    }: { state: 'invalid' | 'failed'; error: unknown; issues: readonly FileIssue[] },
  ): void {
    this.#document = document ?? this.#document;
    this.issues = issues;
    this.#refusal = { state, error: toErrorReport(toHeliostatError(error)) };
    this.#changed();
  }

  async stop(): Promise<void> {
    const running = this.#running;
    if (running === undefined) return;
    await running.supervisor.stop();
    this.#running = undefined;
    this.#last = undefined;
    this.#counted = 0;
    this.#rates = new Map();
    this.#changed();
  }

  async close(): Promise<void> {
    await this.stop();
    this.#plan = undefined;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #stoppedState() {
    const { state = 'stopped' as const, error } = this.#refusal ?? {};
    return { state, error, restarts: 0 };
  }

  #committed(commit: Commit): void {
    const seconds = Math.max(0, commit.committedAtMs - commit.processedAtMs) / 1000;
    this.#host.metrics.sinkSeconds.observe({ datasource: commit.datasource }, seconds);
    this.#host.onCommit(commit);
  }

  #changed(): void {
    if (this.#timer !== undefined) return;
    const { effects } = this.#host;
    const waitMs = Math.max(0, this.#toldAtMs + statusIntervalMs - effects.now());
    this.#timer = setTimeout(() => this.#tell(), Math.min(waitMs, statusIntervalMs));
  }

  #tell(): void {
    this.#timer = undefined;
    this.#toldAtMs = this.#host.effects.now();
    const progress = this.#running?.supervisor.progress;
    if (progress !== undefined) this.#count(progress);
    const { status } = this;
    this.#host.metrics.pipelineLag.set({ pipeline: this.path }, status.lag);
    this.#host.onStatus(status);
    // Rates fall to zero when nothing comes any more.
    if ([...this.#rates.values()].some((rate) => rate > 0)) this.#changed();
  }

  #count(progress: Progress): void {
    const now = { progress, atMs: this.#toldAtMs };
    if (this.#last !== undefined) this.#rates = ratesBetween(this.#last, now);
    this.#observe(this.#last?.progress, progress);
    this.#last = now;
    const more = progress.source.in - this.#counted;
    this.#counted = progress.source.in;
    if (more > 0) this.#host.metrics.pipelineEvents.inc({ pipeline: this.path }, more);
  }

  /** What went in and out since the last time, edge by edge: `activity > social/activity`. */
  #observe(before: Progress | undefined, after: Progress): void {
    const plan = this.#plan;
    if (plan === undefined) return;
    const [was, is] = [new Map(before?.flows), new Map(after.flows)];
    const tell = (name: string, to: Flow | undefined, from: Flow | undefined) => {
      const count = (to?.in ?? 0) - (from?.in ?? 0);
      if (count > 0) this.#host.effects.observe({ kind: 'pipeline', name, count });
    };
    tell(`${plan.stream} > ${this.path}`, after.source, before?.source);
    for (const { id, datasource, table } of plan.sinks)
      tell(`${this.path} > ${datasource}.${table}`, is.get(id), was.get(id));
  }
}

function stateOf({ state, error, restarts }: Supervisor) {
  return { state, error, restarts };
}

/** The first issue as the error of the pipeline. */
export function toPlanError(issues: readonly FileIssue[]): HeliostatError {
  const [first] = issues;
  if (first === undefined) return new HeliostatError('INVALID_FILE', 'the file is not valid');
  const { file, line, column, path, message } = first;
  const more = issues.length > 1 ? ` (and ${issues.length - 1} more)` : '';
  const place = path === '' ? '' : `${path}: `;
  return new HeliostatError(
    'INVALID_FILE',
    `${file}:${line}:${column}: ${place}${message}${more}`,
    {
      position: { line, column },
      hint: 'Correct the file; it is read again when it is saved.',
    },
  );
}
