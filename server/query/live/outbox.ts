import type { ErrorReport, LivePatch } from '@heliostat/sdk';
import type { RowsUpdate } from './query.ts';

const maxWaiting = 16;
const maxWaitingBytes = 4_194_304;

/**
 * What one subscription has still to be sent. Without credit it conflates: a whole result replaces
 * what waits, an end replaces the ends it covers; past a bound everything is dropped and the
 * subscription has to join again.
 */
export class Outbox {
  readonly #id: number;
  #updates: RowsUpdate[] = [];
  #error: ErrorReport | undefined;

  constructor(id: number) {
    this.#id = id;
  }

  get isEmpty(): boolean {
    return this.#updates.length === 0 && this.#error === undefined;
  }

  /** Bytes that wait; they are shared with other subscriptions. */
  get bytes(): number {
    return this.#updates.reduce((sum, { arrow }) => sum + arrow.length, 0);
  }

  /** Returns what became of it; `overflow`: nothing is left, and a whole result is needed. */
  add(update: RowsUpdate): 'added' | 'conflated' | 'overflow' {
    const before = this.#updates.length;
    this.#error = undefined;
    if (update.kind === 'replace') this.#updates = [];
    else
      while (this.#updates.at(-1)?.kind === 'splice' && this.#lastSince() >= update.since)
        this.#updates.pop();
    this.#updates.push(update);
    const whole = this.#updates.length === 1 && update.kind === 'replace';
    if (!whole && (this.#updates.length > maxWaiting || this.bytes > maxWaitingBytes)) {
      this.#updates = [];
      return 'overflow';
    }
    return before === 0 ? 'added' : 'conflated';
  }

  fail(error: ErrorReport): void {
    this.#error = error;
  }

  /** The patches in order; the outbox is empty then. */
  take(): LivePatch[] {
    const patches = this.#updates.map((update) => toPatch(this.#id, update));
    if (this.#error !== undefined)
      patches.push({ kind: 'error', id: this.#id, error: this.#error });
    this.#updates = [];
    this.#error = undefined;
    return patches;
  }

  #lastSince(): number {
    return this.#updates.at(-1)?.since ?? -Infinity;
  }
}

function toPatch(id: number, { kind, since, ...rows }: RowsUpdate): LivePatch {
  return kind === 'splice' ? { kind, id, since, ...rows } : { kind, id, ...rows };
}
