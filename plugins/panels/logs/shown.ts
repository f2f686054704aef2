import { textOf, type LogEntries } from './entries.ts';
import type { Search } from './search.ts';

export interface ShownLines {
  /** Positions of the lines in the list, ascending. */
  positions: Uint32Array;
  /** How many of them the search found; the others are their context. */
  found: number;
  isContext(position: number): boolean;
}

interface Choice {
  search: Search | undefined;
  /** By level. */
  hidden: readonly boolean[];
  /** Positions whose neighbours are shown too. */
  around: readonly number[];
  context: number;
}

/** The lines that are searched and not hidden, and the neighbours of those asked for. */
export function shownLines(entries: LogEntries, choice: Choice): ShownLines {
  const { search, hidden, around, context } = choice;
  const isNear = (position: number) => around.some((one) => Math.abs(one - position) <= context);
  const positions = new Uint32Array(entries.length);
  const contexts = new Set<number>();
  let count = 0;
  for (let position = 0; position < entries.length; position++) {
    const isFound =
      hidden[entries.levelAt(position)] !== true &&
      (search === undefined || search.fits(textsAt(entries, position)));
    if (!isFound && !isNear(position)) continue;
    if (!isFound) contexts.add(position);
    positions[count++] = position;
  }
  return {
    positions: positions.subarray(0, count),
    found: count - contexts.size,
    isContext: (position) => contexts.has(position),
  };
}

function textsAt(entries: LogEntries, position: number): string[] {
  return entries
    .fieldsAt(position)
    .flatMap(({ field, value }) => (field.type === 'time' ? [] : [textOf(value)]));
}

/** A name of a line that lasts while lines come and go: its time, and which one of that time it is. */
export function keyAt({ times }: LogEntries, position: number, isNewestFirst: boolean): string {
  const time = times[position] ?? NaN;
  const step = isNewestFirst ? 1 : -1;
  let before = 0;
  while (times[position + step * (before + 1)] === time) before++;
  return `${time}/${before}`;
}

/** Where the line of a key is now; −1 when it is gone. */
export function positionOf({ times }: LogEntries, key: string, isNewestFirst: boolean): number {
  const [time = NaN, before = 0] = key.split('/').map(Number);
  const oldest = isNewestFirst ? times.lastIndexOf(time) : times.indexOf(time);
  const position = isNewestFirst ? oldest - before : oldest + before;
  return oldest >= 0 && times[position] === time ? position : -1;
}
