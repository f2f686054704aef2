import {
  HeliostatError,
  Type,
  field,
  fieldFromValues,
  freeName,
  select,
  valueAt,
  type CellValue,
  type Field,
  type Frame,
} from '@heliostat/sdk';
import { cellKey, compareCells, needField } from './rows.ts';
import { defineTransform } from './transform.ts';

export const join = defineTransform({
  title: 'Join',
  description: 'The rows of several queries side by side: each with every row of the same value.',
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
    const key = needField(first, by, 'by');
    const sides = frames.map((frame, i) => toSide(frame, key, i));
    const keys = sharedKeys(sides, how);
    const rows = pairRows(sides, keys);
    const taken = new Set([by]);
    const fields = [
      fieldFromValues(
        key,
        keys.flatMap(({ value, count }) => new Array<CellValue>(count).fill(value)),
      ),
      ...sides.flatMap((side, i) => columnsOf(side, rows[i] ?? [], taken)),
    ];
    return [{ fields, length: rows[0]?.length ?? 0 } satisfies Frame];
  },
});

const maxRows = 1_000_000;

interface Side {
  frame: Frame;
  by: string;
  /** The rows of each value. */
  rows: ReadonlyMap<string, readonly number[]>;
  values: ReadonlyMap<string, CellValue>;
}

function toSide(frame: Frame, key: Field, i: number): Side {
  const own = needField(frame, key.name, 'by');
  if (own.type !== key.type)
    throw new HeliostatError(
      'INVALID_QUERY',
      `by: "${key.name}" is ${key.type} in the first query, ${own.type} in query ${i + 1}`,
      { hint: 'Give both one type, with a step "calculate" in the query of one of them.' },
    );
  const rows = new Map<string, number[]>();
  const values = new Map<string, CellValue>();
  for (let row = 0; row < frame.length; row++) {
    const value = valueAt(own, row);
    const text = cellKey(value);
    const same = rows.get(text);
    if (same === undefined) rows.set(text, [row]);
    else same.push(row);
    values.set(text, value);
  }
  return { frame, by: key.name, rows, values };
}

/** A value of the key, and how many rows it makes: each row of a side meets each of the others. */
interface Shared {
  text: string;
  value: CellValue;
  count: number;
}

/** In order of the values, as time needs it. */
function sharedKeys(sides: readonly Side[], how: 'outer' | 'inner' | 'left'): Shared[] {
  const [first] = sides;
  const all = new Map(sides.flatMap((side) => [...side.values]));
  const kept = [...all].filter(([text]) => {
    if (how === 'outer') return true;
    return how === 'left' ? first?.rows.has(text) : sides.every((side) => side.rows.has(text));
  });
  return kept
    .sort(([, a], [, b]) => compareCells(a, b))
    .map(([text, value]) => ({ text, value, count: product(sides, text) }));
}

function product(sides: readonly Side[], text: string): number {
  return sides.reduce((count, side) => count * (side.rows.get(text)?.length ?? 1), 1);
}

/** By side: the row of it in each row of the result, -1 where it has none. Throws LIMIT_EXCEEDED. */
function pairRows(sides: readonly Side[], keys: readonly Shared[]): number[][] {
  const total = keys.reduce((sum, { count }) => sum + count, 0);
  if (total > maxRows)
    throw new HeliostatError('LIMIT_EXCEEDED', `gives ${total} rows, more than ${maxRows}`, {
      hint: 'A value that stands in many rows of several queries multiplies them: group them before.',
    });
  return sides.map((side, i) =>
    keys.flatMap(({ text, count }) => {
      const own = side.rows.get(text) ?? [-1];
      const inner = product(sides.slice(i + 1), text);
      return Array.from({ length: count }, (_, n) => own[Math.floor(n / inner) % own.length] ?? -1);
    }),
  );
}

function columnsOf(side: Side, rows: readonly number[], taken: Set<string>): Field[] {
  return side.frame.fields
    .filter(({ name }) => name !== side.by)
    .map((column) => {
      const values = rows.map((row) => (row < 0 ? null : valueAt(column, row)));
      const name = freeName(column.name, taken);
      taken.add(name);
      return fieldFromValues({ ...column, name }, values);
    });
}
