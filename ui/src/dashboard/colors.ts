import { assignColors } from '@heliostat/sdk/ui';

const settleMs = 2000;

/**
 * Which slot of the palette a series has; one per dashboard, so a name looks the same everywhere.
 * While a dashboard opens, names come in the order in which queries happen to answer: until then each
 * new name assigns all again, so that a reload ends with the same colours. Later ones never move.
 */
export class ColorRegistry {
  #slots: ReadonlyMap<string, number> = new Map();
  readonly #now: () => number;
  readonly #openedAtMs: number;
  readonly #onMoved: () => void;

  /** `onMoved`: a name that was drawn already has another slot now. */
  constructor(now: () => number, onMoved: () => void) {
    this.#now = now;
    this.#openedAtMs = now();
    this.#onMoved = onMoved;
  }

  /** 0 to 9. */
  slot(name: string): number {
    return this.#slots.get(name) ?? this.#add(name);
  }

  #add(name: string): number {
    const before = this.#slots;
    const isSettled = this.#now() - this.#openedAtMs > settleMs;
    this.#slots = isSettled ? assignColors([name], before) : assignColors([...before.keys(), name]);
    if ([...before].some(([known, slot]) => this.#slots.get(known) !== slot)) this.#onMoved();
    return this.#slots.get(name) ?? 0;
  }
}
