import { parentPort, workerData, type MessagePort } from 'node:worker_threads';
import {
  HeliostatError,
  toErrorReport,
  toHeliostatError,
  type Connection,
  type Logger,
  type Sink,
} from '@heliostat/sdk';
import { loadPlugins, type PluginName } from '../../../plugins/load.ts';
import type { PluginRegistry } from '../../../plugins/registry.ts';
import { openLogReader } from '../../log/reader.ts';
import { openCheckpoint } from '../../pipeline/checkpoint.ts';
import type { PlannedSink } from '../../pipeline/plan.ts';
import type { Rejection } from './decode.ts';
import type { FromWorker, ToWorker, WorkerBoot } from './protocol.ts';
import { runPlan } from './run-plan.ts';
import type { Runner, RunnerHost } from './runner.ts';

const progressIntervalMs = 500;
/** A stop waits so long for a store that takes rows; for one in trouble not at all. */
const stopWithinMs = 5000;

/** One pipeline in its thread: talks to the supervisor, lends the runner what it needs. */
class PipelineThread {
  readonly #port: MessagePort;
  readonly #boot: WorkerBoot;
  readonly #abort = new AbortController();
  readonly #connections = new Map<string, Connection>();
  readonly #unanswered = new Map<number, (problem: string | undefined) => void>();
  #runner: Runner | undefined;
  #head: number;
  #stopping = false;
  /** A store does not answer. */
  #troubled = false;
  #sent = 0;
  #progress = '';

  constructor(port: MessagePort, boot: WorkerBoot) {
    this.#port = port;
    this.#boot = boot;
    this.#head = boot.head;
  }

  async run(): Promise<void> {
    this.#port.on('message', (message: ToWorker) => this.#receive(message));
    const timer = setInterval(() => this.#report(), progressIntervalMs);
    const checkpoint = openCheckpoint(this.#boot.checkpointDirectory, this.#boot.path);
    try {
      const plugins = await loadPlugins({
        directories: this.#boot.pluginDirectories,
        only: pluginsOf(this.#boot),
      });
      const host = this.#buildHost(plugins, checkpoint);
      const { plan, from } = this.#boot;
      const { signal } = this.#abort;
      await runPlan({ plan, from, host, signal }, (runner) => this.#adopt(runner));
      this.#report();
      this.#send({ type: 'stopped' });
    } catch (error) {
      if (this.#abort.signal.aborted) this.#send({ type: 'stopped' });
      else this.#send({ type: 'failed', error: toErrorReport(toHeliostatError(error)) });
    } finally {
      clearInterval(timer);
      for (const connection of this.#connections.values())
        await connection.close().catch(() => undefined);
      await checkpoint.close();
      this.#port.close();
    }
  }

  #receive(message: ToWorker): void {
    switch (message.type) {
      case 'head':
        this.#head = message.head;
        this.#runner?.announce(message.head);
        return;
      case 'stop':
        this.#stop();
        return;
      case 'stored':
        this.#unanswered.get(message.id)?.(message.problem);
        this.#unanswered.delete(message.id);
        return;
    }
  }

  /** What is not stored by then comes again from the log. */
  #stop(): void {
    this.#stopping = true;
    this.#runner?.stop();
    if (this.#troubled) this.#abort.abort();
    else setTimeout(() => this.#abort.abort(), stopWithinMs).unref();
  }

  #onTrouble(error: HeliostatError | undefined): void {
    this.#troubled = error !== undefined;
    this.#send({ type: 'trouble', error: error && toErrorReport(error) });
    if (this.#troubled && this.#stopping) this.#abort.abort();
  }

  #adopt(runner: Runner): void {
    this.#runner = runner;
    runner.announce(this.#head);
    if (this.#stopping) runner.stop();
  }

  #buildHost(plugins: PluginRegistry, checkpoint: ReturnType<typeof openCheckpoint>): RunnerHost {
    return {
      plugins,
      checkpoint,
      openReader: (position) => openLogReader(this.#boot.logDirectory, position),
      connect: (sink) => this.#connect(sink, plugins),
      storeRejections: (rejections) => this.#store(rejections),
      onCommit: (commit) => this.#send({ type: 'commit', commit }),
      onTrouble: (error) => this.#onTrouble(error),
      onNotice: (fields, message) => this.#send({ type: 'notice', level: 'warn', fields, message }),
      now: () => Date.now(),
      random: () => Math.random(),
    };
  }

  #connect(sink: PlannedSink, plugins: PluginRegistry): Sink {
    const { datasource, table, mode, schema, ttl } = sink;
    const connection = this.#connectionTo(datasource, plugins);
    const pipeline = `${this.#boot.path}#${sink.id}`;
    const target = { pipeline, table, mode, schema, ...(ttl !== undefined && { ttl }) };
    const connected = connection.sink?.(target);
    if (connected !== undefined) return connected;
    throw new HeliostatError('INVALID_OPTIONS', `datasource "${datasource}" cannot store rows`);
  }

  #connectionTo(name: string, plugins: PluginRegistry): Connection {
    const open = this.#connections.get(name);
    if (open !== undefined) return open;
    const bound = this.#boot.datasources[name];
    const plugin = bound && plugins.get('datasource', bound.type);
    if (bound === undefined || plugin === undefined) {
      throw new HeliostatError('NOT_FOUND', `datasource "${name}" cannot be connected`);
    }
    const { directory, settings } = bound;
    const host = { name, directory, log: this.#logger(), now: () => Date.now() };
    const connection = plugin.definition.connect(settings as never, host);
    this.#connections.set(name, connection);
    return connection;
  }

  #store(rejections: readonly Rejection[]): Promise<void> {
    const id = ++this.#sent;
    return new Promise((resolve, reject) => {
      this.#unanswered.set(id, (problem) => {
        if (problem === undefined) resolve();
        else reject(new HeliostatError('UNAVAILABLE', `dead letters: ${problem}`));
      });
      this.#send({ type: 'rejections', id, rejections });
    });
  }

  #report(): void {
    const progress = this.#runner?.progress;
    if (progress === undefined) return;
    const message: FromWorker = { type: 'progress', ...progress, flows: [...progress.flows] };
    const text = JSON.stringify(message);
    if (text === this.#progress) return;
    this.#progress = text;
    this.#send(message);
  }

  #logger(): Logger {
    const log = (level: keyof Logger) => (fields: object, message: string) =>
      this.#send({ type: 'notice', level, fields, message });
    return { debug: log('debug'), info: log('info'), warn: log('warn'), error: log('error') };
  }

  #send(message: FromWorker): void {
    this.#port.postMessage(message);
  }
}

/** The processors of the plan and the datasources of its sinks: a thread imports nothing else. */
function pluginsOf({ plan, datasources }: WorkerBoot): (plugin: PluginName) => boolean {
  const needed = new Set([
    ...plan.steps.map(({ use }) => `processor/${use}`),
    ...Object.values(datasources).map(({ type }) => `datasource/${type}`),
  ]);
  return ({ kind, id }) => needed.has(`${String(kind)}/${String(id)}`);
}

// At the end: a class is not there before its declaration has run.
if (parentPort !== null) await new PipelineThread(parentPort, workerData as WorkerBoot).run();
