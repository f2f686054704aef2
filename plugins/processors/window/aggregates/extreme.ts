import type { ByteReader, ByteWriter } from '../bytes.ts';
import type { Accumulator } from './accumulator.ts';

/** The least (`sign` 1) or greatest (`sign` -1) number or text; null for a group without values. */
export class Extreme implements Accumulator<Extreme> {
  #best: number | string | null = null;
  readonly #sign: 1 | -1;

  constructor(sign: 1 | -1) {
    this.#sign = sign;
  }

  add(value: unknown): void {
    if (typeof value !== 'number' && typeof value !== 'string') return;
    const best = this.#best;
    if (best === null || (this.#sign === 1 ? value < best : value > best)) this.#best = value;
  }

  merge(other: Extreme): void {
    this.add(other.#best);
  }

  result(): number | string | null {
    return this.#best;
  }

  write(to: ByteWriter): void {
    to.text(JSON.stringify(this.#best));
  }

  read(from: ByteReader): void {
    this.#best = JSON.parse(from.text()) as number | string | null;
  }
}
