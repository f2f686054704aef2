import { matchKeyBindingPress, type KeyBindingPress } from 'tinykeys';

/** What may pass between two keys of `g h`. */
const pauseMs = 1000;
/** The longest sequence there is. */
const longest = 2;

/**
 * The keys that were pressed one after the other, whatever is bound to them: bindings come and go while a page loads,
 * and a sequence that was begun goes on.
 */
export class KeySequence {
  readonly #now: () => number;
  #pressed: readonly KeyboardEvent[] = [];
  /** A key that waits while the page is busy is not late: what counts is when the one before it was dealt with. */
  #dealtWithAt = 0;

  constructor(now: () => number) {
    this.#now = now;
  }

  press(event: KeyboardEvent): void {
    const isLate = event.timeStamp - this.#dealtWithAt > pauseMs;
    this.#pressed = [...(isLate ? [] : this.#pressed), event].slice(-longest);
    this.#dealtWithAt = this.#now();
  }

  /** Whether the last keys are these. */
  endsWith(presses: readonly KeyBindingPress[]): boolean {
    const last = this.#pressed.slice(-presses.length);
    return (
      last.length === presses.length &&
      presses.every((press, i) => {
        const event = last[i];
        return event !== undefined && matchKeyBindingPress(event, press);
      })
    );
  }

  /** What was pressed is no part of what follows. */
  clear(): void {
    this.#pressed = [];
  }
}
