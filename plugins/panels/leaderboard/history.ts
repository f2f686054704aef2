import type { Snapshot } from './standings.ts';

/** Remembers the result before the last one: the same result again changes nothing. */
export class History {
  #latest: Snapshot | undefined;
  #previous: Snapshot | undefined;

  /** Takes a result in and returns the one before it; undefined for the first. */
  follow(result: Snapshot): Snapshot | undefined {
    if (this.#latest === undefined || !isSame(this.#latest, result)) {
      // An empty result between two others is no result to compare with.
      if (this.#latest !== undefined && this.#latest.size > 0) this.#previous = this.#latest;
      this.#latest = result;
    }
    return this.#previous;
  }
}

function isSame(a: Snapshot, b: Snapshot): boolean {
  return a.size === b.size && [...a].every(([name, value]) => b.get(name) === value);
}
