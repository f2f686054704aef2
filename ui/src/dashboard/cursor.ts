import type { Cursor } from '@heliostat/sdk';

/** The crosshair of a dashboard: one time, shown by every panel. */
export class CursorBus implements Cursor {
  #time: number | null = null;
  #source: string | null = null;
  readonly #listeners = new Set<() => void>();

  get time(): number | null {
    return this.#time;
  }

  get source(): string | null {
    return this.#source;
  }

  move(time: number | null, source: string): void {
    if (time === this.#time && source === this.#source) return;
    // A panel that was left says so after the next one was entered: only the owner may clear.
    if (time === null && this.#source !== null && source !== this.#source) return;
    this.#time = time;
    this.#source = time === null ? null : source;
    for (const listener of this.#listeners) listener();
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
