import {
  Type,
  field,
  fieldFromValues,
  select,
  valueAt,
  type CellValue,
  type Field,
  type Frame,
} from '@heliostat/sdk';
import { compareCells, needField } from './rows.ts';
import { defineTransform } from './transform.ts';

export const join = defineTransform({
  title: 'Join',
  description: 'The rows of several queries side by side where they have the same value.',
  options: Type.Object({
    by: field({ description: 'The field all queries have, often the time.' }),
    how: select(['outer', 'inner', 'left'], {
      default: 'outer',
      description: 'Values of any query, of all of them, or of the first.',
    }),
  }),
  apply: (frames, { by, how }) => {
    const [first, ...others] = frames;
    if (first === undefined || others.length === 0) return frames;
    const sides = frames.map((frame) => toSide(frame, by));
    const keys = sharedKeys(sides, how);
    const key = needField(first, by, 'by');
    const fields = [
      fieldFromValues(
        key,
        keys.map((text) => sides.find((side) => side.keys.has(text))?.keys.get(text)),
      ),
      ...sides.flatMap((side, i) => columnsOf(side, keys, takenBefore(sides, i))),
    ];
    return [{ fields, length: keys.length } satisfies Frame];
  },
});

interface Side {
  frame: Frame;
  by: string;
  /** The first row of each value; later rows of the same value are not joined. */
  rows: ReadonlyMap<string, number>;
  keys: ReadonlyMap<string, CellValue>;
}

function toSide(frame: Frame, by: string): Side {
  const key = needField(frame, by, 'by');
  const rows = new Map<string, number>();
  const keys = new Map<string, CellValue>();
  for (let row = 0; row < frame.length; row++) {
    const value = valueAt(key, row);
    const text = JSON.stringify(value);
    if (rows.has(text)) continue;
    rows.set(text, row);
    keys.set(text, value);
  }
  return { frame, by, rows, keys };
}

/** In order of the values, as time needs it. */
function sharedKeys(sides: readonly Side[], how: 'outer' | 'inner' | 'left'): string[] {
  const [first] = sides;
  const all = new Map(sides.flatMap((side) => [...side.keys]));
  const kept = [...all.keys()].filter((text) => {
    if (how === 'outer') return true;
    return how === 'left' ? first?.rows.has(text) : sides.every((side) => side.rows.has(text));
  });
  return kept.sort((a, b) => compareCells(all.get(a) ?? null, all.get(b) ?? null));
}

function columnsOf(side: Side, keys: readonly string[], taken: ReadonlySet<string>): Field[] {
  return side.frame.fields
    .filter(({ name }) => name !== side.by)
    .map((column) => {
      const values = keys.map((text) => {
        const row = side.rows.get(text);
        return row === undefined ? null : valueAt(column, row);
      });
      return fieldFromValues({ ...column, name: freeName(column.name, taken) }, values);
    });
}

function takenBefore(sides: readonly Side[], end: number): Set<string> {
  return new Set(sides.slice(0, end).flatMap(({ frame }) => frame.fields.map(({ name }) => name)));
}

/** `events` of the second query becomes `events (2)`. */
function freeName(name: string, taken: ReadonlySet<string>): string {
  let free = name;
  for (let n = 2; taken.has(free); n++) free = `${name} (${n})`;
  return free;
}
