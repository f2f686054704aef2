import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { EventsOptions } from './events.ts';

export interface LoadOptions extends EventsOptions {
  url: string;
  stream: string;
  connections: number;
  eventsPerBody: number;
  /** Events per second; absent: as fast as they are accepted. The event time is then the real time. */
  rate?: number;
}

/** One body that was accepted: its last event and when the answer came, epoch milliseconds. */
export interface Acceptance {
  lastId: number;
  atMs: number;
}

export interface LoadResult {
  seconds: number;
  accepted: number;
  duplicates: number;
  retries: number;
  bytes: number;
  acceptances: Acceptance[];
}

export type FromSender = { kind: 'ready' } | { kind: 'done'; result: LoadResult };

/** A process that sends events over HTTP. The bodies are ready before the clock starts. */
export class Load {
  readonly pid: number;
  readonly #child: ChildProcess;
  readonly #ready: Promise<unknown>;

  constructor(options: LoadOptions) {
    this.#child = fork(join(import.meta.dirname, 'sender.ts'), [], {
      execArgv: ['--import', 'tsx'],
      serialization: 'advanced',
    });
    this.pid = this.#child.pid ?? 0;
    this.#child.send(options);
    this.#ready = once(this.#child, 'message');
  }

  async ready(): Promise<void> {
    await this.#ready;
  }

  /** Sends everything; resolves when all of it has been accepted. */
  async run(): Promise<LoadResult> {
    await this.#ready;
    this.#child.send('go');
    const [message] = (await once(this.#child, 'message')) as [FromSender];
    if (message.kind !== 'done') throw new Error('the sender is out of step');
    this.#child.disconnect();
    return message.result;
  }

  /** Ends `run` after the bodies under way. */
  finish(): void {
    this.#child.send('finish');
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }
}
