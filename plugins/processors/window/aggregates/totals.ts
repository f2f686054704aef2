import type { ByteReader, ByteWriter } from '../bytes.ts';
import type { Accumulator } from './accumulator.ts';

/** `count()` counts events, `count(e)` values that are not null, `countIf(e)` where e is true. */
export class Count implements Accumulator<Count> {
  #count = 0;

  add(value: unknown): void {
    if (value !== null && value !== false) this.#count++;
  }

  merge(other: Count): void {
    this.#count += other.#count;
  }

  result(): number {
    return this.#count;
  }

  write(to: ByteWriter): void {
    to.number(this.#count);
  }

  read(from: ByteReader): void {
    this.#count = from.number();
  }
}

/** 0 for a group without values. */
export class Sum implements Accumulator<Sum> {
  #sum = 0;

  add(value: unknown): void {
    if (typeof value === 'number') this.#sum += value;
  }

  merge(other: Sum): void {
    this.#sum += other.#sum;
  }

  result(): number {
    return this.#sum;
  }

  write(to: ByteWriter): void {
    to.number(this.#sum);
  }

  read(from: ByteReader): void {
    this.#sum = from.number();
  }
}

/** Null for a group without values. */
export class Average implements Accumulator<Average> {
  #sum = 0;
  #count = 0;

  add(value: unknown): void {
    if (typeof value !== 'number') return;
    this.#sum += value;
    this.#count++;
  }

  merge(other: Average): void {
    this.#sum += other.#sum;
    this.#count += other.#count;
  }

  result(): number | null {
    return this.#count === 0 ? null : this.#sum / this.#count;
  }

  write(to: ByteWriter): void {
    to.number(this.#sum);
    to.number(this.#count);
  }

  read(from: ByteReader): void {
    this.#sum = from.number();
    this.#count = from.number();
  }
}
