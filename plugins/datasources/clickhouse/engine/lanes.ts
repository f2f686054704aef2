/** Slots a store has, and with them how many threads of libuv's pool it may block. */
export const slots = { short: 6, long: 4, write: 3 };

/** A place in a lane, held until it is released. */
export interface Slot {
  release(): void;
}

/** A bounded number of slots; those who wait are served in order. */
export class Lane {
  #free: number;
  readonly #waiting: (() => void)[] = [];

  constructor(slots: number) {
    this.#free = slots;
  }

  /** Undefined where every slot is taken. */
  tryTake(): Slot | undefined {
    if (this.#free === 0) return;
    this.#free--;
    return this.#slot();
  }

  /** Waits for a slot; rejects with the signal's reason. */
  async take(signal: AbortSignal): Promise<Slot> {
    signal.throwIfAborted();
    const slot = this.tryTake();
    if (slot !== undefined) return slot;
    await new Promise<void>((resolve, reject) => {
      const onAbort = () => {
        this.#waiting.splice(this.#waiting.indexOf(serve), 1);
        reject(signal.reason as Error);
      };
      const serve = () => {
        signal.removeEventListener('abort', onAbort);
        resolve();
      };
      signal.addEventListener('abort', onAbort, { once: true });
      this.#waiting.push(serve);
    });
    return this.#slot();
  }

  #slot(): Slot {
    let isHeld = true;
    return {
      release: () => {
        if (!isHeld) return;
        isHeld = false;
        const next = this.#waiting.shift();
        if (next === undefined) this.#free++;
        else next();
      },
    };
  }
}

const longAfterMs = 250;

/**
 * Slots for reads: a read starts in the short lane and moves to the long one when it has run for a
 * while, so that a live query never waits behind a heavy one.
 */
export class ReadLanes {
  readonly #short: Lane;
  readonly #long: Lane;

  constructor(shortSlots: number, longSlots: number) {
    this.#short = new Lane(shortSlots);
    this.#long = new Lane(longSlots);
  }

  async take(signal: AbortSignal): Promise<Slot> {
    let slot = await this.#short.take(signal);
    const timer = setInterval(() => {
      const long = this.#long.tryTake();
      if (long === undefined) return;
      clearInterval(timer);
      slot.release();
      slot = long;
    }, longAfterMs);
    return {
      release: () => {
        clearInterval(timer);
        slot.release();
      },
    };
  }
}
