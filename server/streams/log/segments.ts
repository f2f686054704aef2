import type { SegmentName } from './segment.ts';

/** One entry of the sparse index per this many bytes of a segment. */
const indexEveryBytes = 256 * 1024;
/** A consumed segment is kept this long: the store it went to may not have synced it yet. */
const keptAfterConsumedMs = 10 * 60_000;

export interface Segment extends SegmentName {
  /** Where the next record goes; the size of the file. */
  bytes: number;
  /** When its newest record was accepted, epoch milliseconds. */
  lastAtMs: number;
  firstAtMs?: number;
  /** Offset and position of some records, in order. */
  index: { offset: number; position: number }[];
  /** When retention first saw that nobody needs it any more, epoch milliseconds. */
  consumedAtMs?: number;
}

export interface Placed {
  offset: number;
  position: number;
  end: number;
  acceptedAtMs: number;
}

export interface RetentionPolicy {
  consumed: number;
  ageMs: number;
  bytes: number;
}

/** The segments of a log, oldest first; the last one is being written. */
export class Segments {
  readonly #segments: Segment[];

  constructor(segments: readonly Segment[]) {
    this.#segments = [...segments];
  }

  /** Notes a record that lies in the segment now. */
  static note(segment: Segment, placed: Placed): void {
    const last = segment.index.at(-1);
    if (last === undefined || placed.position - last.position >= indexEveryBytes)
      segment.index.push({ offset: placed.offset, position: placed.position });
    segment.bytes = placed.end;
    segment.lastAtMs = placed.acceptedAtMs;
    segment.firstAtMs ??= placed.acceptedAtMs;
  }

  get start(): number {
    return this.#segments[0]?.base ?? 0;
  }

  get count(): number {
    return this.#segments.length;
  }

  get bytes(): number {
    return this.#segments.reduce((sum, segment) => sum + segment.bytes, 0);
  }

  /** Whole segments, and of the one that holds `offset` the share of its events. */
  bytesFrom(offset: number, head: number): number {
    return this.#segments.reduce((sum, segment, i) => {
      const end = this.#segments[i + 1]?.base ?? head;
      if (end <= offset || end === segment.base) return sum;
      return sum + segment.bytes * Math.min(1, (end - offset) / (end - segment.base));
    }, 0);
  }

  get active(): Segment {
    const active = this.#segments.at(-1);
    if (active === undefined) throw new Error('a log has at least one segment');
    return active;
  }

  push(segment: Segment): void {
    this.#segments.push(segment);
  }

  /** Replaces the segment being written, which holds no record. */
  replaceActive(segment: Segment): void {
    this.#segments[this.#segments.length - 1] = segment;
  }

  /** Position of a record at or before `offset` in the segment with this base, when known. */
  seek(base: number, offset: number): number | undefined {
    const index = this.#segments.find((segment) => segment.base === base)?.index ?? [];
    return index[upperBound(index, offset) - 1]?.position;
  }

  /** The sealed segments that the policy lets go, oldest first; notes since when they are consumed. */
  expired(policy: RetentionPolicy, nowMs: number): Segment[] {
    let bytes = this.bytes;
    const expired: Segment[] = [];
    for (const [i, segment] of this.#segments.slice(0, -1).entries()) {
      const next = this.#segments[i + 1];
      if (next === undefined || next.base > policy.consumed) break;
      segment.consumedAtMs ??= nowMs;
    }
    for (const segment of this.#segments.slice(0, -1)) {
      const { consumedAtMs } = segment;
      if (consumedAtMs === undefined || nowMs - consumedAtMs < keptAfterConsumedMs) break;
      if (nowMs - segment.lastAtMs <= policy.ageMs && bytes <= policy.bytes) break;
      expired.push(segment);
      bytes -= segment.bytes;
    }
    return expired;
  }

  drop(segment: Segment): void {
    const i = this.#segments.indexOf(segment);
    if (i !== -1) this.#segments.splice(i, 1);
  }
}

/** Number of entries at or before `offset`. */
function upperBound(index: readonly { offset: number }[], offset: number): number {
  let low = 0;
  let high = index.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((index[middle]?.offset ?? Infinity) <= offset) low = middle + 1;
    else high = middle;
  }
  return low;
}
