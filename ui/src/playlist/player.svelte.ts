/** What runs later, and how to call it off. */
type After = (ms: number, run: () => void) => () => void;

interface PlayerOptions {
  /** How many dashboards there are. */
  count: () => number;
  everyMs: () => number;
  after: After;
}

/** How long before its turn the next dashboard is loaded, behind the one that is shown. */
const leadMs = 10_000;

/** Which dashboard of a playlist is shown, and whether the next one is being loaded. */
export class Player {
  /** Goes up and down without an end: each dashboard that comes has a number of its own. */
  step = $state(0);
  isPaused = $state(false);
  isNextNear = $state(false);
  readonly #options: PlayerOptions;
  #callOff: () => void = () => {};

  constructor(options: PlayerOptions) {
    this.#options = options;
  }

  /** Place in the list, from 0. */
  indexOf(step: number): number {
    const count = Math.max(1, this.#options.count());
    return ((step % count) + count) % count;
  }

  start(): void {
    this.#wait();
  }

  stop(): void {
    this.#callOff();
  }

  next(): void {
    this.#show(this.step + 1);
  }

  previous(): void {
    this.#show(this.step - 1);
  }

  /** Going on, the shown one has its whole time again. */
  togglePause(): void {
    this.isPaused = !this.isPaused;
    this.#wait();
  }

  #show(step: number): void {
    this.step = step;
    this.isNextNear = false;
    this.#wait();
  }

  #wait(): void {
    this.#callOff();
    this.#callOff = () => {};
    if (this.isPaused || this.#options.count() < 2) return;
    const everyMs = this.#options.everyMs();
    const lead = Math.min(leadMs, everyMs / 2);
    this.#callOff = this.#options.after(everyMs - lead, () => {
      this.isNextNear = true;
      this.#callOff = this.#options.after(lead, () => this.next());
    });
  }
}
