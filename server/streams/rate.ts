const windowSeconds = 5;

/** Events per second over the last five seconds. */
export class MovingRate {
  readonly #buckets = new Float64Array(windowSeconds);
  #second = 0;

  note(count: number, nowMs: number): void {
    this.#advance(nowMs);
    const slot = this.#second % windowSeconds;
    this.#buckets[slot] = (this.#buckets[slot] ?? 0) + count;
  }

  perSecond(nowMs: number): number {
    this.#advance(nowMs);
    return this.#buckets.reduce((sum, count) => sum + count, 0) / windowSeconds;
  }

  #advance(nowMs: number): void {
    const second = Math.floor(nowMs / 1000);
    if (second - this.#second >= windowSeconds) this.#buckets.fill(0);
    else for (let s = this.#second + 1; s <= second; s++) this.#buckets[s % windowSeconds] = 0;
    this.#second = Math.max(this.#second, second);
  }
}

/** Allows `perSecond` units a second and bursts of one second. */
export class TokenBucket {
  #tokens = Infinity;
  #atMs = 0;

  /** 0 when taken; else the seconds after which it may be tried again. A full bucket always gives. */
  take(amount: number, limit: { perSecond: number; nowMs: number }): number {
    const { perSecond, nowMs } = limit;
    const refilled = this.#tokens + (Math.max(0, nowMs - this.#atMs) / 1000) * perSecond;
    this.#tokens = Math.min(perSecond, refilled);
    this.#atMs = nowMs;
    const isFull = this.#tokens >= perSecond;
    if (this.#tokens < amount && !isFull)
      return Math.ceil((Math.min(amount, perSecond) - this.#tokens) / perSecond);
    this.#tokens -= amount;
    return 0;
  }
}
