import { formatDuration, parseDuration, type PanelTime } from '@heliostat/sdk';
import { panelCompares } from '../plugins.ts';
import type { Board } from './board.svelte.ts';
import type { Place } from './feeds.ts';
import { readId } from './repeat.ts';

/** What panels of the open dashboard show of its time range, and what they are compared with. */
export class BoardTime {
  readonly #board: Board;

  constructor(board: Board) {
    this.#board = board;
  }

  /**
   * What the queries of a panel are asked for. Its own comparison reaches any panel, that of the whole
   * dashboard only those whose type shows both.
   */
  of(id: string): PanelTime {
    const { time, type = '' } = this.#board.panel(id) ?? {};
    const { compare } = this.#board.view;
    if (compare === undefined || time?.compare !== undefined || !panelCompares(type))
      return time ?? {};
    return { ...time, compare };
  }

  /** The copy of a panel, and the time of its own. */
  placeOf(id: string): Place {
    return { scope: readId(id).scope, time: this.of(id) };
  }

  /** The same without the comparison: what was before has no place there. */
  plainPlaceOf(id: string): Place {
    const { compare: _, ...time } = this.of(id);
    return { scope: readId(id).scope, time };
  }

  /** How much earlier than the dashboard a panel is, milliseconds. */
  shiftMs(id: string): number {
    const { shift } = this.#board.panel(id)?.time ?? {};
    return shift === undefined ? 0 : parseDuration(shift);
  }

  /** What is particular to the time of a panel, for its head; empty for most. */
  label(id: string): string {
    const { last, shift, compare } = this.#board.panel(id)?.time ?? {};
    return [
      ...(last === undefined ? [] : [`last ${spoken(last)}`]),
      ...(shift === undefined ? [] : [`${spoken(shift)} earlier`]),
      ...(compare === undefined ? [] : [`with ${compareTitle(compare)}`]),
    ].join(', ');
  }
}

/** `range`, or how much earlier, in words. */
export function compareTitle(compare: string): string {
  if (compare === 'range') return 'the range before';
  const known = compareChoices.find(([value]) => value === compare);
  return known?.[1] ?? `${spoken(compare)} before`;
}

/** What the control offers; everything else may stand in the URL. */
export const compareChoices: readonly (readonly [compare: string, title: string])[] = [
  ['range', 'the range before'],
  ['1d', 'a day before'],
  ['7d', 'a week before'],
  ['28d', 'four weeks before'],
  ['364d', 'a year before'],
];

/** A duration like `90m` as `1h 30m`. */
function spoken(duration: string): string {
  return formatDuration(parseDuration(duration));
}
