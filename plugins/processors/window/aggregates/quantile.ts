import type { ByteReader, ByteWriter } from '../bytes.ts';
import type { Accumulator } from './accumulator.ts';

/** Every result is within this share of a value that has the asked-for rank. */
export const relativeError = 0.01;

const gamma = (1 + relativeError) / (1 - relativeError);
const logGamma = Math.log(gamma);
/** Spans 17 orders of magnitude; beyond it the bins of the smallest values are merged. */
const maxBins = 2048;

/**
 * A quantile by DDSketch: logarithmic bins whose counts add up, so merging panes changes nothing
 * (Masson, Rim, Lee: "DDSketch", PVLDB 12(12), 2019). Null for a group without values.
 */
export class Quantile implements Accumulator<Quantile> {
  readonly #positive = new Map<number, number>();
  readonly #negative = new Map<number, number>();
  #zeros = 0;
  #count = 0;
  #min = Infinity;
  #max = -Infinity;
  readonly #rank: number;

  /** `rank` from 0 (least) to 1 (greatest). */
  constructor(rank: number) {
    this.#rank = rank;
  }

  add(value: unknown): void {
    if (typeof value !== 'number') return;
    this.#count++;
    if (value < this.#min) this.#min = value;
    if (value > this.#max) this.#max = value;
    if (value === 0) this.#zeros++;
    else increment(value > 0 ? this.#positive : this.#negative, binOf(Math.abs(value)), 1);
  }

  merge(other: Quantile): void {
    this.#count += other.#count;
    this.#zeros += other.#zeros;
    this.#min = Math.min(this.#min, other.#min);
    this.#max = Math.max(this.#max, other.#max);
    for (const [bin, count] of other.#positive) increment(this.#positive, bin, count);
    for (const [bin, count] of other.#negative) increment(this.#negative, bin, count);
  }

  result(): number | null {
    if (this.#count === 0) return null;
    let left = this.#rank * (this.#count - 1);
    for (const [value, count] of this.#ascending()) {
      left -= count;
      if (left < 0) return Math.min(Math.max(value, this.#min), this.#max);
    }
    return this.#max;
  }

  write(to: ByteWriter): void {
    for (const value of [this.#count, this.#zeros, this.#min, this.#max]) to.number(value);
    for (const bins of [this.#positive, this.#negative]) {
      to.number(bins.size);
      for (const [bin, count] of bins) {
        to.number(bin);
        to.number(count);
      }
    }
  }

  read(from: ByteReader): void {
    this.#count = from.number();
    this.#zeros = from.number();
    this.#min = from.number();
    this.#max = from.number();
    for (const bins of [this.#positive, this.#negative]) {
      for (let left = from.number(); left > 0; left--) bins.set(from.number(), from.number());
    }
  }

  *#ascending(): Iterable<readonly [value: number, count: number]> {
    for (const [bin, count] of sorted(this.#negative).reverse()) yield [-middleOf(bin), count];
    yield [0, this.#zeros];
    for (const [bin, count] of sorted(this.#positive)) yield [middleOf(bin), count];
  }
}

function binOf(magnitude: number): number {
  return Math.ceil(Math.log(magnitude) / logGamma);
}

/** The value whose relative distance to both edges of the bin is the same. */
function middleOf(bin: number): number {
  return (2 * gamma ** bin) / (gamma + 1);
}

function sorted(bins: ReadonlyMap<number, number>): [number, number][] {
  return [...bins].sort(([a], [b]) => a - b);
}

function increment(bins: Map<number, number>, bin: number, count: number): void {
  bins.set(bin, (bins.get(bin) ?? 0) + count);
  if (bins.size > maxBins) mergeLowest(bins);
}

function mergeLowest(bins: Map<number, number>): void {
  const [lowest, next] = sorted(bins);
  if (lowest === undefined || next === undefined) return;
  bins.delete(lowest[0]);
  bins.set(next[0], next[1] + lowest[1]);
}
