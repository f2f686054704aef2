import { Worker } from 'node:worker_threads';
import { HeliostatError, toErrorReport, type ErrorReport } from '@heliostat/sdk';
import type { Effects } from '../../../effects.ts';
import type { Commit, PipelineStatus } from '../../pipeline/pipelines.ts';
import type { Stream } from '../../streams.ts';
import type { Rejection } from './decode.ts';
import type { FromWorker, Progress, ToWorker, WorkerBoot } from './protocol.ts';

const worker = new URL('./worker.ts', import.meta.url);
/** A thread does not inherit the loader for TypeScript: from source it starts with a file that registers it. */
const entry = worker.pathname.endsWith('.ts') ? new URL('./worker.mjs', import.meta.url) : worker;

export interface SupervisorOptions {
  boot: Omit<WorkerBoot, 'head' | 'from'>;
  /** Where to begin when the checkpoint is not that far. */
  from: number;
  /** What the pipeline has missed for good; shown as long as it runs. */
  gap: ErrorReport | undefined;
  stream: Stream;
  effects: Effects;
  onCommit: (commit: Commit) => void;
  /** State, error or progress changed. */
  onChange: () => void;
  onRestart: () => void;
}

const firstWaitMs = 200;
const longestWaitMs = 10_000;
const stopGraceMs = 10_000;
const maxHeapMb = 1024;
/** V8 would take three times as much for each thread, and a batch of rows fits well. */
const maxYoungMb = 16;
/** Letters read back at a start, to recognise those that a crash makes come again. */
const knownLetters = 10_000;

/** Keeps one pipeline running in a worker thread, and starts it again when the thread dies. */
export class Supervisor {
  state: PipelineStatus['state'] = 'starting';
  error: ErrorReport | undefined;
  restarts = 0;
  progress: Progress | undefined;
  readonly #options: SupervisorOptions;
  readonly #unsubscribe: () => void;
  /** Rejections that are durable: `step seq`. */
  #known: Set<string> | undefined;
  /** The last rejections on their way; one batch at a time, as each looks what is known. */
  #storing: Promise<void> = Promise.resolve();
  #worker: Worker | undefined;
  #ended: Promise<void> = Promise.resolve();
  #failures = 0;
  #timer: NodeJS.Timeout | undefined;
  #stopping = false;
  /** A store does not answer. */
  #troubled = false;

  constructor(options: SupervisorOptions) {
    this.#options = options;
    this.#unsubscribe = options.stream.log.onAppend((head) => this.#post({ type: 'head', head }));
    this.#start();
  }

  /** Stops after the batch in hand and its checkpoint; a store that does not answer is not waited for long. */
  async stop(): Promise<void> {
    this.#stopping = true;
    clearTimeout(this.#timer);
    this.#unsubscribe();
    const worker = this.#worker;
    if (worker !== undefined) {
      this.#post({ type: 'stop' });
      const impatience = setTimeout(() => void worker.terminate(), stopGraceMs);
      await this.#ended;
      clearTimeout(impatience);
    }
    await this.#storing;
    this.#turn('stopped', undefined);
  }

  #start(): void {
    const { boot, from, stream } = this.#options;
    const worker = new Worker(entry, {
      workerData: { ...boot, from, head: stream.log.head } satisfies WorkerBoot,
      resourceLimits: { maxOldGenerationSizeMb: maxHeapMb, maxYoungGenerationSizeMb: maxYoungMb },
      name: `pipeline ${boot.path}`,
    });
    this.#worker = worker;
    worker.on('message', (message: FromWorker) => this.#receive(message, worker));
    worker.on('error', (thrown) => this.#crashed(thrown));
    this.#ended = new Promise((resolve) => {
      worker.on('exit', () => {
        this.#worker = undefined;
        resolve();
        if (!this.#stopping) this.#restart();
      });
    });
  }

  #restart(): void {
    this.restarts++;
    this.#troubled = false;
    this.#failures++;
    this.#options.onRestart();
    const known = this.state === 'retrying' ? this.error : undefined;
    this.#turn('retrying', known ?? crashReport('the worker thread ended'));
    const waitMs = Math.min(longestWaitMs, firstWaitMs * 2 ** Math.min(this.#failures - 1, 10));
    this.#timer = setTimeout(() => this.#start(), waitMs);
  }

  #crashed(thrown: unknown): void {
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    this.#turn('retrying', crashReport(reason));
    this.#log('error', { error: reason }, 'the worker thread of a pipeline crashed');
  }

  #receive(message: FromWorker, from: Worker): void {
    switch (message.type) {
      case 'progress':
        this.#progressed(message);
        return;
      case 'commit':
        this.#options.onCommit({ ...message.commit, pipeline: this.#options.boot.path });
        return;
      case 'rejections':
        this.#storing = this.#storing.then(() => this.#store(message, from));
        return;
      case 'trouble':
        this.#troubled = message.error !== undefined;
        this.#turn(message.error === undefined ? 'running' : 'retrying', message.error);
        return;
      case 'notice':
        this.#log(message.level, message.fields, message.message);
        return;
      case 'failed':
        this.#turn('retrying', message.error);
        this.#log('error', { error: message.error.message }, 'a pipeline failed');
        return;
      case 'stopped':
        return;
    }
  }

  #progressed(progress: Progress): void {
    const before = this.progress?.checkpointPosition ?? progress.checkpointPosition;
    this.progress = progress;
    if (progress.checkpointPosition > before) this.#failures = 0;
    if (progress.isReady && !this.#troubled) this.#turn('running', undefined);
    else this.#options.onChange();
  }

  /** Answers the thread that asked: another one may run by then. */
  async #store(
    { id, rejections }: Extract<FromWorker, { type: 'rejections' }>,
    from: Worker,
  ): Promise<void> {
    const problem = await this.#storeNew(rejections).then(
      () => undefined,
      (thrown: unknown) => String(thrown),
    );
    const answer: ToWorker = { type: 'stored', id, ...(problem !== undefined && { problem }) };
    from.postMessage(answer);
  }

  /** After a crash the same rejections come again: those that are there already are left out. */
  async #storeNew(rejections: readonly Rejection[]): Promise<void> {
    const { boot, stream, effects } = this.#options;
    const known = (this.#known ??= await this.#readKnown());
    const fresh = rejections.filter(({ step, seq }) => !known.has(`${boot.path}#${step} ${seq}`));
    const atMs = effects.now();
    const letters = fresh.map(({ seq, step, reason, event = '' }) => ({
      seq,
      reason,
      by: `${boot.path}#${step}`,
      atMs,
      event,
    }));
    await stream.deadLetter(letters);
    for (const { by, seq } of letters) known.add(`${by} ${seq}`);
    this.#forgetOld(known);
  }

  async #readKnown(): Promise<Set<string>> {
    const letters = await this.#options.stream.readDeadLetters(knownLetters);
    return new Set(letters.map(({ by, seq }) => `${by} ${seq}`));
  }

  /** What lies before the checkpoint cannot come again. */
  #forgetOld(known: Set<string>): void {
    if (known.size < knownLetters) return;
    const position = this.progress?.checkpointPosition ?? 0;
    for (const key of known) {
      if (Number(key.slice(key.lastIndexOf(' ') + 1)) < position) known.delete(key);
    }
  }

  #turn(state: PipelineStatus['state'], error: ErrorReport | undefined): void {
    this.state = state;
    this.error = error ?? (state === 'running' ? this.#options.gap : undefined);
    this.#options.onChange();
  }

  #log(level: 'debug' | 'info' | 'warn' | 'error', fields: object, message: string): void {
    this.#options.effects.log[level]({ pipeline: this.#options.boot.path, ...fields }, message);
  }

  #post(message: ToWorker): void {
    this.#worker?.postMessage(message);
  }
}

function crashReport(reason: string): ErrorReport {
  return toErrorReport(
    new HeliostatError('INTERNAL', `the pipeline stopped: ${reason}`, {
      hint: 'It is started again by itself and goes on from its checkpoint.',
    }),
  );
}
