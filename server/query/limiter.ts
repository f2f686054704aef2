import { HeliostatError } from '@heliostat/sdk';

export interface LimiterOptions {
  total: number;
  perCaller: number;
  /** Askers that may wait; more are turned away. */
  queue: number;
}

interface Waiting {
  caller: string;
  start: () => void;
}

/** Bounds how many queries run at once, over all and for each caller; the rest waits in order. */
export class Limiter {
  readonly #options: LimiterOptions;
  readonly #running = new Map<string, number>();
  readonly #waiting = new Set<Waiting>();
  #total = 0;

  constructor(options: LimiterOptions) {
    this.#options = options;
  }

  /**
   * Resolves with the function that gives the place back. Throws UNAVAILABLE when the queue is full,
   * and the signal's reason when it aborts first.
   */
  async acquire(caller: string, signal: AbortSignal): Promise<() => void> {
    signal.throwIfAborted();
    if (this.#hasPlace(caller)) return this.#take(caller);
    if (this.#waiting.size >= this.#options.queue)
      throw new HeliostatError('UNAVAILABLE', 'too many queries at once', {
        hint: 'Try again in a moment, or show fewer panels at a time.',
        retryAfterSeconds: 1,
      });
    return new Promise((resolve, reject) => {
      const onAbort = () => {
        this.#waiting.delete(waiting);
        reject(signal.reason as Error);
      };
      const start = () => {
        signal.removeEventListener('abort', onAbort);
        resolve(this.#take(caller));
      };
      const waiting = { caller, start };
      this.#waiting.add(waiting);
      signal.addEventListener('abort', onAbort, { once: true });
    });
  }

  #hasPlace(caller: string): boolean {
    const own = this.#running.get(caller) ?? 0;
    return this.#total < this.#options.total && own < this.#options.perCaller;
  }

  #take(caller: string): () => void {
    this.#total++;
    this.#running.set(caller, (this.#running.get(caller) ?? 0) + 1);
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      this.#total--;
      const own = (this.#running.get(caller) ?? 1) - 1;
      if (own === 0) this.#running.delete(caller);
      else this.#running.set(caller, own);
      this.#startNext();
    };
  }

  #startNext(): void {
    for (const waiting of this.#waiting) {
      if (!this.#hasPlace(waiting.caller)) continue;
      this.#waiting.delete(waiting);
      waiting.start();
      return;
    }
  }
}
