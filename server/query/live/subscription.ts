import type { ErrorReport, LiveSubscription } from '@heliostat/sdk';
import type { Outbox } from './outbox.ts';
import type { LiveQuery, RowsUpdate, Viewer } from './query.ts';

/** One panel of one viewer: what it asked for, what it is attached to, what waits for it. */
export class Subscription implements Viewer {
  readonly asked: LiveSubscription;
  readonly outbox: Outbox;
  readonly #onFirst: () => void;
  /** Aborts what runs for it alone. */
  #abort = new AbortController();
  #query: LiveQuery | undefined;
  #release: () => void = () => undefined;
  #isWaiting = true;
  #isBehind = false;
  #newestAcceptedAtMs = 0;

  constructor(asked: LiveSubscription, outbox: Outbox, onFirst: () => void) {
    this.asked = asked;
    this.outbox = outbox;
    this.#onFirst = onFirst;
  }

  get query(): LiveQuery | undefined {
    return this.#query;
  }

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** From `nowMs` on; `release` is called once, when it is detached. */
  attach(query: LiveQuery, nowMs: number, release: () => void): void {
    this.#newestAcceptedAtMs = nowMs;
    this.#query = query;
    this.#release = release;
    query.join(this);
  }

  detach(): void {
    this.#abort.abort();
    this.#abort = new AbortController();
    this.#query?.leave(this);
    this.#query = undefined;
    this.#release();
    this.#release = () => undefined;
    this.#isWaiting = true;
    this.#isBehind = false;
  }

  /** The first rows are sent at once, later ones with the tick. */
  receive(update: RowsUpdate): void {
    if (this.#isBehind && update.kind === 'splice') return;
    this.#isBehind = this.outbox.add(update) === 'overflow';
    if (this.#isWaiting) {
      this.#isWaiting = false;
      this.#onFirst();
    }
  }

  fail(error: ErrorReport): void {
    this.outbox.fail(error);
    if (this.#isWaiting) this.#onFirst();
  }

  /** Asks for the whole result again after the outbox has overflowed. */
  rejoinIfBehind(): void {
    if (!this.#isBehind) return;
    this.#isBehind = false;
    this.#query?.join(this);
  }

  /** What was accepted before somebody looked is not news. */
  isNews(acceptedAtMs: number): boolean {
    if (acceptedAtMs <= this.#newestAcceptedAtMs) return false;
    this.#newestAcceptedAtMs = acceptedAtMs;
    return true;
  }
}
