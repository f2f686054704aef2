import { fieldConfigOf, exactAt, type CellValue, type Field, type Frame } from '@heliostat/sdk';
import { levelOf, type Level } from './levels.ts';
import type { Fields, Options } from './options.ts';
import { rolesOf, type Roles } from './roles.ts';

/** The lines of some frames by position: 0 is the top of the list. */
export interface LogEntries {
  length: number;
  /** Epoch milliseconds, in the order of the list. */
  times: Float64Array;
  /** Position in `levels`. */
  levelAt(position: number): number;
  messageAt(position: number): string;
  /** All fields of the line with what it has in them. */
  fieldsAt(position: number): readonly { field: Field; value: CellValue }[];
  /** The gravest first. */
  levels: readonly Level[];
  /** Whether some frame has a time and a text at all. */
  isLog: boolean;
}

interface Part {
  frame: Frame;
  roles: Roles;
  time: Float64Array;
  /** Id of its first line. */
  start: number;
  /** Position in the levels, by row. */
  levels: Uint16Array;
}

export function toEntries(frames: readonly Frame[], options: Options, fields: Fields): LogEntries {
  const levels = new LevelSet();
  const parts: Part[] = [];
  let length = 0;
  for (const frame of frames) {
    const roles = rolesOf(frame, options);
    if (roles.time === undefined || roles.message === undefined) continue;
    const time = roles.time.values;
    parts.push({ frame, roles, time, start: length, levels: levels.read(frame, roles, fields) });
    length += frame.length;
  }
  const ids = sortIds(parts, length, options.order === 'newest');
  const times = new Float64Array(length);
  ids.forEach((id, position) => (times[position] = timeOf(parts, id)));
  const ranks = levels.ranks();
  const find = (position: number) => locate(parts, ids[position] ?? -1);
  return {
    length,
    times,
    levels: levels.sorted(),
    isLog: parts.length > 0,
    levelAt(position) {
      const { part, row } = find(position);
      return ranks[part?.levels[row] ?? 0] ?? 0;
    },
    messageAt(position) {
      const { part, row } = find(position);
      const field = part?.roles.message;
      return field === undefined ? '' : textOf(exactAt(field, row));
    },
    fieldsAt(position) {
      const { part, row } = find(position);
      return (part?.frame.fields ?? []).map((field) => ({ field, value: exactAt(field, row) }));
    },
  };
}

/** A value as one line of text. */
export function textOf(value: CellValue): string {
  if (value === null) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

class LevelSet {
  readonly #levels: Level[] = [];

  /** The level of every row; each distinct word is looked at once. */
  read(frame: Frame, { level }: Roles, fields: Fields): Uint16Array {
    const positions = new Uint16Array(frame.length);
    const seen = new Map<CellValue, number>();
    const config = level === undefined ? {} : fieldConfigOf(fields, level);
    for (let row = 0; row < frame.length; row++) {
      const value = level === undefined ? null : exactAt(level, row);
      let position = seen.get(value);
      if (position === undefined) seen.set(value, (position = this.#add(levelOf(value, config))));
      positions[row] = position;
    }
    return positions;
  }

  /** Words beyond what a legend can hold are one level. */
  #add(level: Level): number {
    const found = this.#levels.findIndex(({ name }) => name === level.name);
    if (found >= 0) return found;
    if (this.#levels.length >= maxLevels && level !== otherLevel) return this.#add(otherLevel);
    return this.#levels.push(level) - 1;
  }

  sorted(): Level[] {
    return this.#order().map((i) => this.#levels[i] ?? otherLevel);
  }

  /** Where each level stands after sorting. */
  ranks(): number[] {
    const ranks: number[] = [];
    this.#order().forEach((i, rank) => (ranks[i] = rank));
    return ranks;
  }

  #order(): number[] {
    const rank = (i: number) => this.#levels[i]?.rank ?? 0;
    return this.#levels.map((_, i) => i).sort((a, b) => rank(a) - rank(b) || a - b);
  }
}

/** `other` may be one more. */
const maxLevels = 12;
const otherLevel: Level = { name: 'other', color: 'muted', rank: 900 };

function timeOf(parts: readonly Part[], id: number): number {
  const { part, row } = locate(parts, id);
  return part?.time[row] ?? NaN;
}

function locate(parts: readonly Part[], id: number): { part: Part | undefined; row: number } {
  const part = parts.findLast(({ start }) => id >= start);
  return { part, row: id - (part?.start ?? 0) };
}

/** Ids by time. Most logs come sorted one way or the other, which takes one look at each. */
function sortIds(parts: readonly Part[], length: number, isNewestFirst: boolean): Uint32Array {
  const times = new Float64Array(length);
  for (const { time, start, frame } of parts) times.set(time.subarray(0, frame.length), start);
  const ids = Uint32Array.from(times, (_, i) => i);
  const direction = isNewestFirst ? -1 : 1;
  if (isSorted(times, direction)) return ids;
  if (isSorted(times, -direction)) return ids.reverse();
  const known = (id: number) => {
    const time = times[id] ?? NaN;
    return Number.isNaN(time) ? -Infinity : time;
  };
  return ids.sort((a, b) => {
    const [left, right] = [known(a), known(b)];
    return left === right ? (a - b) * direction : left < right ? -direction : direction;
  });
}

function isSorted(times: Float64Array, direction: number): boolean {
  for (let i = 1; i < times.length; i++)
    if (!((times[i] ?? NaN) * direction >= (times[i - 1] ?? NaN) * direction)) return false;
  return true;
}
