import { HeliostatError, toHeliostatError } from '@heliostat/sdk';
import { deferred } from './deferred.ts';

/**
 * One question and its answer, for everybody who asked the same. Whoever leaves does not disturb the
 * others; when the last one has left before the answer is there, the call is cancelled.
 */
export class SharedCall<Answer> {
  readonly #abort = new AbortController();
  #waiting = 0;
  #isOver = false;
  readonly answer: Promise<Answer>;

  constructor(call: (signal: AbortSignal) => Promise<Answer>) {
    this.answer = call(this.#abort.signal).finally(() => (this.#isOver = true));
    // Whoever waits is told; when nobody does any more, nobody needs to be.
    this.answer.catch(() => undefined);
  }

  /** Whether one more may wait for it: one that was cancelled has nothing to say. */
  get isJoinable(): boolean {
    return !this.#abort.signal.aborted;
  }

  /** Rejects as the call does, or with CANCELLED when `signal` aborts before that. */
  async wait(signal: AbortSignal): Promise<Answer> {
    this.#waiting++;
    const gone = deferred<never>();
    const onAbort = () => gone.reject(toHeliostatError(signal.reason, 'CANCELLED'));
    signal.addEventListener('abort', onAbort, { once: true });
    if (signal.aborted) onAbort();
    try {
      return await Promise.race([this.answer, gone.promise]);
    } finally {
      signal.removeEventListener('abort', onAbort);
      this.#leave();
    }
  }

  #leave(): void {
    if (--this.#waiting > 0 || this.#isOver) return;
    this.#abort.abort(new HeliostatError('CANCELLED', 'nobody waits for the answer any more'));
  }
}
