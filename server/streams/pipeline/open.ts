import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { toHeliostatError, type PipelineDocument } from '@heliostat/sdk';
import type { Effects } from '../../effects.ts';
import type { Metrics } from '../../metrics.ts';
import type { PluginRegistry } from '../../plugins/registry.ts';
import type { Datasources } from '../../query/datasources.ts';
import type { FileIssue, Workspace, WorkspaceFile } from '../../workspace/workspace.ts';
import type { WorkerBoot } from '../engines/embedded/protocol.ts';
import type { Stream, Streams } from '../streams.ts';
import { Deployment, toPlanError } from './deployment.ts';
import { toFileIssues } from './issues.ts';
import type { Commit, Pipelines, PipelineStatus } from './pipelines.ts';
import { planPipeline, type Plan } from './plan.ts';
import type { Break } from './resume.ts';
import { createTables } from './tables.ts';

export interface PipelinesOptions {
  workspace: Pick<Workspace, 'get' | 'list' | 'onChange'>;
  plugins: PluginRegistry;
  pluginDirectories: readonly string[];
  streams: Pick<Streams, 'get' | 'onChange' | 'setConsumed'>;
  datasources: Pick<Datasources, 'get' | 'onChange'>;
  dataDirectory: string;
  effects: Effects;
  metrics: Metrics;
}

/** Why a file does not run. */
interface Refusal {
  file: WorkspaceFile<'pipeline'>;
  errors: readonly FileIssue[];
  /** Those of the errors that the workspace does not list itself. */
  issues: readonly FileIssue[];
}

const retryMs = 5000;

/** Runs every valid pipeline of the workspace and follows what changes. */
export async function openPipelines(options: PipelinesOptions): Promise<Pipelines> {
  await mkdir(join(options.dataDirectory, 'checkpoints'), { recursive: true });
  const fleet = new Fleet(options);
  await fleet.start();
  return fleet;
}

class Fleet implements Pipelines {
  readonly #options: PipelinesOptions;
  readonly #deployments = new Map<string, Deployment>();
  /** The work under way for each pipeline: one change after the other. */
  readonly #work = new Map<string, Promise<void>>();
  readonly #retries = new Map<string, NodeJS.Timeout>();
  readonly #breaks = new Map<string, Break>();
  readonly #statusListeners = new Set<(status: PipelineStatus) => void>();
  readonly #commitListeners = new Set<(commit: Commit) => void>();
  #unsubscribe: readonly (() => void)[] = [];
  #closed = false;

  constructor(options: PipelinesOptions) {
    this.#options = options;
  }

  async start(): Promise<void> {
    const { workspace, streams, datasources } = this.#options;
    streams.setConsumed((stream) => this.consumed(stream));
    this.#unsubscribe = [
      workspace.onChange(({ kind, path }) => kind === 'pipeline' && void this.#follow(path)),
      streams.onChange((name) => this.#followWhere((deployment) => deployment.reads(name))),
      datasources.onChange((name) => this.#followWhere((deployment) => deployment.writesTo(name))),
    ];
    await Promise.all(workspace.list('pipeline').map(({ path }) => this.#follow(path)));
  }

  list(): readonly PipelineStatus[] {
    return [...this.#deployments.values()]
      .map((deployment) => deployment.status)
      .sort((a, b) => (a.path < b.path ? -1 : 1));
  }

  issues(): readonly FileIssue[] {
    return [...this.#deployments.values()].flatMap((deployment) => deployment.issues);
  }

  onStatus(listener: (status: PipelineStatus) => void): () => void {
    this.#statusListeners.add(listener);
    return () => this.#statusListeners.delete(listener);
  }

  onCommit(listener: (commit: Commit) => void): () => void {
    this.#commitListeners.add(listener);
    return () => this.#commitListeners.delete(listener);
  }

  consumed(stream: string): number {
    const positions = [...this.#deployments.values()].map((each) => each.consumed(stream));
    return Math.min(Infinity, ...positions);
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
    await Promise.all(this.#work.values());
    for (const timer of this.#retries.values()) clearTimeout(timer);
    await Promise.all([...this.#deployments.values()].map((deployment) => deployment.close()));
  }

  #followWhere(concerns: (deployment: Deployment) => boolean): void {
    for (const deployment of this.#deployments.values()) {
      if (concerns(deployment)) void this.#follow(deployment.path);
    }
  }

  /** Makes what runs agree with the file, after what is under way for it. */
  #follow(path: string): Promise<void> {
    clearTimeout(this.#retries.get(path));
    const before = this.#work.get(path) ?? Promise.resolve();
    const work = before.then(async () => {
      if (this.#closed) return;
      const before = this.#deployments.get(path)?.tables ?? [];
      await this.#reconcile(path);
      const after = this.#deployments.get(path)?.tables ?? [];
      // One that was refused for a table may have it now.
      if (before.some((table) => !after.includes(table)))
        this.#followWhere(({ issues }) => issues.length > 0);
    });
    const settled = work.catch((error: unknown) => {
      this.#options.effects.log.error({ pipeline: path, error: String(error) }, 'cannot deploy');
    });
    this.#work.set(path, settled);
    return settled;
  }

  async #reconcile(path: string): Promise<void> {
    const file = this.#options.workspace.get('pipeline', path);
    if (file === undefined) {
      await this.#deployments.get(path)?.close();
      this.#deployments.delete(path);
      return;
    }
    const deployment = this.#deploymentOf(path);
    const errors = file.issues.filter(({ severity }) => severity === 'error');
    if (errors.length > 0 || file.document === undefined) {
      this.#refuse(deployment, { file, errors, issues: [] });
      return;
    }
    await this.#deployDocument(deployment, { file, document: file.document });
  }

  async #deployDocument(
    deployment: Deployment,
    { file, document }: { file: WorkspaceFile<'pipeline'>; document: PipelineDocument },
  ): Promise<void> {
    const { path } = deployment;
    const stream = this.#options.streams.get(document.source.stream);
    if (stream === undefined) {
      const message = `stream "${document.source.stream}" is not declared and has no events yet`;
      const errors = toFileIssues(file, [{ path: ['source', 'stream'], message }]);
      // The workspace warns of it at the same place.
      this.#refuse(deployment, { file, errors, issues: [] });
      return;
    }
    const { plan, issues } = planPipeline({
      document,
      schema: stream.schema,
      plugins: this.#options.plugins,
      taken: this.#tablesBeside(path),
    });
    if (plan === undefined) {
      const errors = toFileIssues(file, issues);
      this.#refuse(deployment, { file, errors, issues: errors });
      return;
    }
    try {
      const boot = this.#buildBoot(path, plan, stream);
      const { checkpointDirectory } = boot;
      const { datasources, effects } = this.#options;
      const { log } = effects;
      // The deployment claims its tables at once: nothing may be waited for before that.
      await Promise.all([
        deployment.deploy({ document, plan, stream, boot }),
        createTables(path, plan.sinks, { datasources, checkpointDirectory, log }),
      ]);
    } catch (thrown) {
      const error = toHeliostatError(thrown);
      deployment.refuse(document, { state: 'failed', error, issues: [] });
      this.#retries.set(
        path,
        setTimeout(() => void this.#follow(path), retryMs),
      );
    }
  }

  #refuse(deployment: Deployment, { file, errors, issues }: Refusal): void {
    const error = toPlanError(errors);
    this.#options.effects.log.warn(
      { pipeline: file.path, issue: error.message },
      'pipeline refused',
    );
    deployment.refuse(file.document, { state: 'invalid', error, issues });
  }

  #buildBoot(path: string, plan: Plan, stream: Stream): Omit<WorkerBoot, 'head' | 'from'> {
    const { datasources, dataDirectory, pluginDirectories } = this.#options;
    const names = new Set(plan.sinks.map(({ datasource }) => datasource));
    const bound = [...names].map((name) => {
      const { type, settings, directory } = datasources.get(name);
      return [name, { type, settings, directory }] as const;
    });
    return {
      path,
      plan,
      pluginDirectories,
      datasources: Object.fromEntries(bound),
      logDirectory: stream.log.directory,
      checkpointDirectory: join(dataDirectory, 'checkpoints'),
    };
  }

  #tablesBeside(path: string): Map<string, string> {
    const others = [...this.#deployments.values()].filter((deployment) => deployment.path !== path);
    return new Map(
      others.flatMap(({ tables, path: owner }) =>
        tables.map((table) => [table, `pipeline "${owner}"`] as const),
      ),
    );
  }

  #deploymentOf(path: string): Deployment {
    const existing = this.#deployments.get(path);
    if (existing !== undefined) return existing;
    const { effects, metrics } = this.#options;
    const deployment = new Deployment(path, {
      effects,
      metrics,
      breaks: this.#breaks,
      onCommit: (commit) => this.#tell(this.#commitListeners, commit),
      onStatus: (status) => this.#tell(this.#statusListeners, status),
    });
    this.#deployments.set(path, deployment);
    return deployment;
  }

  /** A listener that throws ends neither the pipeline nor the others. */
  #tell<T>(listeners: ReadonlySet<(event: T) => void>, event: T): void {
    for (const listener of listeners) {
      try {
        listener(event);
      } catch (thrown) {
        this.#options.effects.log.error({ error: String(thrown) }, 'a pipeline listener failed');
      }
    }
  }
}
