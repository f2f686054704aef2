import type { ByteReader, ByteWriter } from '../bytes.ts';

/** A running aggregate of one group; merging panes gives the same as adding all their values. */
export interface Accumulator<Self = unknown> {
  /** Null never counts. */
  add(value: unknown): void;
  merge(other: Self): void;
  result(): unknown;
  write(to: ByteWriter): void;
  read(from: ByteReader): void;
}
