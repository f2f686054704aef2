import type { LogEntries } from './entries.ts';

/** What a list held on to before its lines changed. */
export interface Hold {
  /** Whether the newest line is in sight. */
  isAtEnd: boolean;
  /** The first line in sight, and how far above the edge it began. */
  key: string;
  offset: number;
  /** Time of the newest line that was seen, epoch milliseconds. */
  newestMs: number;
}

/** The time of the newest line; −Infinity without one. */
export function newestOf({ times }: LogEntries, isNewestFirst: boolean): number {
  const time = isNewestFirst ? times[0] : times.at(-1);
  return time === undefined || Number.isNaN(time) ? -Infinity : time;
}

/** How many of the shown lines are newer than what was seen. */
export function countNew(
  times: Float64Array,
  positions: Uint32Array,
  { isNewestFirst, newestMs }: { isNewestFirst: boolean; newestMs: number },
): number {
  const last = positions.length - 1;
  let count = 0;
  while (count <= last) {
    const position = positions[isNewestFirst ? count : last - count] ?? 0;
    if (!((times[position] ?? NaN) > newestMs)) break;
    count++;
  }
  return count;
}
