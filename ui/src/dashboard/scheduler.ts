interface Job {
  draw: () => void;
  isVisible: () => boolean;
}

/**
 * One animation frame for the whole page: what asks to be drawn is drawn on the next one, visible
 * first, until the budget is spent; the rest follows on the frame after.
 */
export class FrameScheduler {
  readonly #requestFrame: (run: () => void) => void;
  readonly #now: () => number;
  readonly #budgetMs: number;
  readonly #jobs = new Map<object, Job>();
  #waiting: (() => void)[] = [];
  #requested = false;

  constructor(requestFrame: (run: () => void) => void, now: () => number, budgetMs = 8) {
    this.#requestFrame = requestFrame;
    this.#now = now;
    this.#budgetMs = budgetMs;
  }

  /** Draws `owner` once on the next frame, with the last `draw` it asked for. */
  schedule(owner: object, job: Job): void {
    this.#jobs.set(owner, job);
    this.#request();
  }

  cancel(owner: object): void {
    this.#jobs.delete(owner);
  }

  /** Calls back once everything that is waiting now, or until the next frame, is drawn. */
  afterDraw(done: () => void): void {
    this.#waiting.push(done);
    this.#request();
  }

  #request(): void {
    if (this.#requested) return;
    this.#requested = true;
    this.#requestFrame(() => this.#drain());
  }

  #drain(): void {
    this.#requested = false;
    const startedAt = this.#now();
    const byVisibility = [...this.#jobs].sort(
      ([, a], [, b]) => Number(b.isVisible()) - Number(a.isVisible()),
    );
    for (const [owner, job] of byVisibility) {
      if (this.#now() - startedAt > this.#budgetMs) break;
      this.#jobs.delete(owner);
      job.draw();
    }
    if (this.#jobs.size > 0) {
      this.#request();
      return;
    }
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const done of waiting) done();
  }
}
