import { fieldFromValues, withDefaults, type Frame } from '@heliostat/sdk';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { History } from './history.ts';
import { options } from './options.ts';
import { snapshotOf, toBoard, type BoardInput } from './standings.ts';

const table = (rows: Record<string, number | null>): Frame => ({
  fields: [
    fieldFromValues({ name: 'page', type: 'string' }, Object.keys(rows)),
    fieldFromValues({ name: 'views', type: 'number' }, Object.values(rows)),
  ],
  length: Object.keys(rows).length,
});
/** Each name with its values over time. */
const series = (rows: Record<string, number[]>): Frame => {
  const flat = Object.entries(rows).flatMap(([name, values]) =>
    values.map((value, i) => ({ name, value, t: i * 1000 })),
  );
  return {
    fields: [
      fieldFromValues(
        { name: 't', type: 'time' },
        flat.map(({ t }) => t),
      ),
      fieldFromValues(
        { name: 'page', type: 'string' },
        flat.map(({ name }) => name),
      ),
      fieldFromValues(
        { name: 'views', type: 'number' },
        flat.map(({ value }) => value),
      ),
    ],
    length: flat.length,
  };
};
const boardOf = (
  frame: Frame,
  given: Record<string, unknown> = {},
  more: Partial<BoardInput> = {},
) =>
  toBoard({
    ...{ frames: [frame], options: withDefaults(options, given), fields: {}, previous: undefined },
    ...more,
  });
const ranks = (board: ReturnType<typeof boardOf>) =>
  board.standings.map(({ name, rank, moved }) => [name, rank, moved]);

test('the largest value is first, equal ones share a rank, names decide their order', () => {
  expect(ranks(boardOf(table({ b: 5, a: 5, c: 9, d: 1 })))).toEqual([
    ['c', 1, undefined],
    ['a', 2, undefined],
    ['b', 2, undefined],
    ['d', 4, undefined],
  ]);
  expect(ranks(boardOf(table({ a: 5, b: 2 }), { order: 'ascending' }))[0]).toEqual([
    'b',
    1,
    undefined,
  ]);
});

test('rows of the same name are added up, values that are none are left out', () => {
  const frame: Frame = {
    fields: [
      fieldFromValues({ name: 'page', type: 'string' }, ['a', 'b', 'a', 'c']),
      fieldFromValues({ name: 'views', type: 'number' }, [1, 4, 5, null]),
    ],
    length: 4,
  };
  expect(boardOf(frame).standings.map(({ name, value }) => [name, value])).toEqual([
    ['a', 6],
    ['b', 4],
  ]);
  expect(boardOf(frame).standings[0]?.filters).toEqual([{ field: 'page', op: '=', value: 'a' }]);
});

test('a table is compared with the result before: places won and lost, and who is new', () => {
  const previous = new Map([
    ['a', 10],
    ['b', 8],
    ['c', 1],
  ]);
  const board = boardOf(table({ a: 10, b: 12, d: 5 }), {}, { previous });
  expect(ranks(board)).toEqual([
    ['b', 1, 1],
    ['a', 2, -1],
    ['d', 3, undefined],
  ]);
  expect(board.standings.map(({ isNew, before }) => [isNew, before])).toEqual([
    [false, 8],
    [false, 10],
    [true, NaN],
  ]);
});

test('series are compared with the first half of the range, or with their first value', () => {
  const frame = series({ a: [9, 9, 1, 1], b: [1, 1, 10, 10] });
  const sums = boardOf(frame);
  expect(ranks(sums)).toEqual([
    ['b', 1, 1],
    ['a', 2, -1],
  ]);
  expect(sums.standings[0]).toMatchObject({ value: 22, before: 2, after: 20 });
  expect(boardOf(frame, { reduce: 'last' }).standings[0]).toMatchObject({
    ...{ name: 'b', value: 10, before: 1, after: 10 },
  });
  expect(ranks(boardOf(frame, { compare: 'off' }))[0]).toEqual(['b', 1, undefined]);
});

test('names beyond the limit are counted', () => {
  const rows = Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`n${i}`, i]));
  const board = boardOf(table(rows), { maxRows: 10 });
  expect([board.standings.length, board.omitted]).toEqual([10, 290]);
});

test('the same result again changes nothing, another one becomes what is compared', () => {
  const history = new History();
  const first = new Map([['a', 1]]);
  const second = new Map([['a', 2]]);
  expect(history.follow(first)).toBeUndefined();
  expect(history.follow(new Map(first))).toBeUndefined();
  expect(history.follow(second)).toEqual(first);
  expect(history.follow(new Map(second))).toEqual(first);
  expect(history.follow(new Map())).toEqual(second);
  expect(history.follow(first)).toEqual(second);
});

test('ranks ascend with the values, and places won are places lost, whatever the values', () => {
  const values = fc.dictionary(
    fc.string({ maxLength: 4 }),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    {
      minKeys: 1,
    },
  );
  fc.assert(
    fc.property(values, (rows) => {
      const names = Object.keys(rows);
      const previous = snapshotOf(
        [table(Object.fromEntries(names.map((name, i) => [name, i])))],
        withDefaults(options, {}),
        {},
      );
      const distinct = Object.fromEntries(names.map((name, i) => [name, (i * 7919) % 104729]));
      const { standings } = boardOf(table(distinct), { maxRows: 200 }, { previous });
      expect(standings.reduce((sum, { moved }) => sum + (moved ?? 0), 0)).toBe(0);
      const ranked = boardOf(table(rows), { maxRows: 200 }).standings;
      ranked.slice(1).forEach(({ value, rank }, i) => {
        const above = ranked[i];
        expect(value).toBeLessThanOrEqual(above?.value ?? NaN);
        expect(rank === above?.rank).toBe(value === above?.value);
      });
    }),
  );
});

test('a missing value takes nothing from the others of its name', () => {
  const names = ['/a', '/a', '/a', '/b'];
  const values = [5, null, 2, 1];
  const frame: Frame = {
    fields: [
      fieldFromValues({ name: 'page', type: 'string' }, names),
      fieldFromValues({ name: 'views', type: 'number' }, values),
    ],
    length: 4,
  };
  expect(boardOf(frame).standings.map(({ name, value }) => [name, value])).toEqual([
    ['/a', 7],
    ['/b', 1],
  ]);
});

test('sums of a flat series do not change, however many buckets it has', () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 40 }), (count) => {
      const frame = series({ '/a': new Array<number>(count).fill(10) });
      const [only] = boardOf(frame, { reduce: 'sum', compare: 'start' }).standings;
      expect(only?.before).toBe(only?.after);
    }),
  );
});
