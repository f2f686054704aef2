import type { Cursor } from '@heliostat/sdk';

/** What the other panels show of the time that one of them points at, in the order of the key. */
export const cursorModes = ['crosshair', 'tooltip', 'off'] as const;

export type CursorMode = (typeof cursorModes)[number];

/** As it was remembered; the first where nothing is known. */
export function parseCursorMode(text: string | undefined): CursorMode {
  return cursorModes.find((mode) => mode === text) ?? cursorModes[0];
}

export function nextCursorMode(mode: CursorMode): CursorMode {
  return cursorModes[(cursorModes.indexOf(mode) + 1) % cursorModes.length] ?? cursorModes[0];
}

/** The crosshair of a dashboard: one time, shown by every panel. */
export class CursorBus implements Cursor {
  #time: number | null = null;
  #source: string | null = null;
  readonly #listeners = new Set<() => void>();
  readonly #mode: () => CursorMode;

  constructor(mode: () => CursorMode = () => 'crosshair') {
    this.#mode = mode;
  }

  get time(): number | null {
    return this.#time;
  }

  get source(): string | null {
    return this.#source;
  }

  get hasTooltips(): boolean {
    return this.#mode() === 'tooltip';
  }

  /** What one panel sees of it: when it is not shared, only what is its own. */
  timeFor(panel: string): number | null {
    return this.#mode() === 'off' && this.#source !== panel ? null : this.#time;
  }

  move(time: number | null, source: string): void {
    if (time === this.#time && source === this.#source) return;
    // A panel that was left says so after the next one was entered: only the owner may clear.
    if (time === null && this.#source !== null && source !== this.#source) return;
    this.#time = time;
    this.#source = time === null ? null : source;
    this.tell();
  }

  /** All panels look again: the mode has changed. */
  tell(): void {
    for (const listener of this.#listeners) listener();
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
