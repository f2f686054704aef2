import { bisectLeft, mean } from 'd3-array';

/** The last so many numbers, and what is usual among them, without sorting anew for each. */
export class Window {
  readonly #size: number;
  /** In the order they came. */
  readonly #values: number[] = [];
  readonly #sorted: number[] = [];

  constructor(size: number) {
    this.#size = size;
  }

  get length(): number {
    return this.#values.length;
  }

  add(value: number): void {
    this.#values.push(value);
    this.#sorted.splice(bisectLeft(this.#sorted, value), 0, value);
    if (this.#values.length <= this.#size) return;
    const oldest = this.#values.shift() ?? NaN;
    this.#sorted.splice(bisectLeft(this.#sorted, oldest), 1);
  }

  /** NaN without numbers. */
  median(): number {
    const middle = (this.#sorted.length - 1) / 2;
    const [low = NaN, high = NaN] = [Math.floor(middle), Math.ceil(middle)].map(
      (i) => this.#sorted[i],
    );
    return low + (high - low) / 2;
  }

  /** The median of the distances from a number: both ways out from it they only grow. */
  medianDistance(from: number): number {
    const sorted = this.#sorted;
    let right = bisectLeft(sorted, from);
    let left = right - 1;
    let [before, last] = [NaN, NaN];
    for (let i = 0; i <= sorted.length >> 1; i++) {
      const below = from - (sorted[left] ?? -Infinity);
      const above = (sorted[right] ?? Infinity) - from;
      before = last;
      last = Math.min(below, above);
      if (below < above) left--;
      else right++;
    }
    return sorted.length % 2 === 1 ? last : before + (last - before) / 2;
  }

  meanDistance(from: number): number {
    return mean(this.#sorted, (value) => Math.abs(value - from)) ?? NaN;
  }
}
