import { expect, test } from 'vitest';
import { emptyFrame, frameToRows, type TransformStep } from '@heliostat/sdk';
import { applySteps, readySteps } from './apply.ts';
import { frameOf, framesAfter, minute, rowsOf } from './testing.ts';

test('infinities, and what is missing, are groups of their own', async () => {
  const frame = frameOf([
    { k: 1, n: 1 },
    { k: Infinity, n: 2 },
    { k: -Infinity, n: 4 },
    { k: null, n: 8 },
  ]);
  const step = { use: 'group', by: ['k'], aggregates: { n: 'sum(n)', kinds: 'uniq(k)' } };
  expect((await rowsOf(step, frame)).map(({ n }) => n)).toEqual([1, 2, 4, 8]);
  const all = { use: 'group', aggregates: { kinds: 'uniq(k)' } };
  expect(await rowsOf(all, frame)).toEqual([{ kinds: 3 }]);
});

test('what is chosen of a group is of the type of its field, what is counted a number', async () => {
  const aggregates = { at: 'max(t)', who: 'last(who)', on: 'first(on)', n: 'uniq(who)' };
  const frame = frameOf([
    { t: 1, who: 'ann', on: true },
    { t: 5, who: 'bob', on: false },
  ]);
  const [grouped] = await framesAfter([{ use: 'group', aggregates }], [frame]);
  expect(grouped?.fields.map(({ name, type }) => `${name} ${type}`)).toEqual([
    'at time',
    'who string',
    'on boolean',
    'n number',
  ]);
});

test.each([
  [{ use: 'group', aggregates: { n: 'sum(who)' } }, 'aggregates.n: sum needs numbers, got: string'],
  [
    { use: 'group', by: ['who'], aggregates: { who: 'count()' } },
    'aggregates: two fields would be called "who"',
  ],
  [{ use: 'select', rename: { t: 'who' } }, 'rename: two fields would be called "who"'],
  [{ use: 'select', hide: ['whom'] }, 'hide: no field "whom"'],
  [{ use: 'select', rename: { whom: 'x' } }, 'rename: no field "whom"'],
  [{ use: 'top', by: 'who', of: 'who' }, 'of: sum needs numbers, "who" is string'],
  [{ use: 'top', by: 'n', of: 'n' }, 'by: "n" must be text, it is number'],
  [
    { use: 'pivot', row: 't', column: 'who', value: 'who' },
    'value: sum needs numbers, "who" is string',
  ],
])('%j is refused with its place', async (step, message) => {
  const frame = frameOf([{ t: 0, who: 'ann', n: 1 }]);
  await expect(rowsOf(step as TransformStep, frame)).rejects.toThrow(message);
});

test('each calculation is what its name says, of the known values', async () => {
  const frame = frameOf([{ n: 2 }, { n: null }, { n: 4 }, { n: 4 }, { n: 10 }]);
  const [reduced] = await rowsOf(
    {
      use: 'reduce',
      calculations: [
        ...['count', 'sum', 'avg', 'min', 'max', 'first', 'last', 'median', 'stddev', 'range'],
        ...['change', 'uniq'],
      ],
    },
    frame,
  );
  expect(reduced).toEqual({
    ...{ series: 'n', count: 4, sum: 20, avg: 5, min: 2, max: 10, first: 2, last: 10, median: 4 },
    // Of a sample: √((9 + 1 + 1 + 25) / 3).
    ...{ stddev: Math.sqrt(12), range: 8, change: 8, uniq: 3 },
  });
  const aggregates = { high: 'quantile(0.5, n)', many: 'countIf(n > 3)' };
  expect(await rowsOf({ use: 'group', aggregates }, frame)).toEqual([{ high: 4, many: 3 }]);
});

test.each([
  ['last', { a: 1, b: 5 }],
  ['max', { a: 3, b: 5 }],
  ['avg', { a: 2, b: 5 }],
])('a cell of a pivot that several rows fall into has their %s', async (calculation, cells) => {
  const frame = frameOf([
    { k: 'x', c: 'a', n: 3 },
    { k: 'x', c: 'b', n: 5 },
    { k: 'x', c: 'a', n: 1 },
  ]);
  const step = { use: 'pivot', row: 'k', column: 'c', value: 'n', calculation };
  expect(await rowsOf(step, frame)).toEqual([{ k: 'x', ...cells }]);
});

test.each([
  ['sum', ['a', 'other']],
  ['max', ['b', 'other']],
  ['avg', ['b', 'other']],
])('the largest groups of top are those by their %s', async (calculation, kept) => {
  const frame = frameOf([
    { k: 'a', n: 3 },
    { k: 'a', n: 3 },
    { k: 'b', n: 5 },
  ]);
  const rows = await rowsOf({ use: 'top', by: 'k', of: 'n', count: 1, calculation }, frame);
  expect([...new Set(rows.map(({ k }) => k))]).toEqual(kept);
});

test('pivot shows texts and times as they are, and tells its columns apart', async () => {
  const frame = frameOf([
    { t: 0, kind: 't', state: 'up' },
    { t: 0, kind: '∅', state: 'down' },
    { t: 0, kind: null, state: 'gone' },
  ]);
  const step = { use: 'pivot', row: 't', column: 'kind', value: 'state', calculation: 'last' };
  expect(await rowsOf(step, frame)).toEqual([
    { t: 0, 't (2)': 'up', '∅': 'down', '∅ (2)': 'gone' },
  ]);
});

test('a pivot of many rows and columns puts each value where it belongs', async () => {
  const rows = Array.from({ length: 4000 }, (_, i) => ({ row: i, column: `c${i % 400}`, n: i }));
  const step = { use: 'pivot', row: 'row', column: 'column', value: 'n' };
  const [frame] = await framesAfter([step], [frameOf(rows)]);
  expect(frame?.fields).toHaveLength(401);
  frame?.fields.slice(1).forEach(({ values }, column) => {
    const known = [...values.keys()].filter((row) => !Number.isNaN(values[row]));
    expect(known).toEqual(Array.from({ length: 10 }, (_, i) => 400 * i + column));
    expect(known.map((row) => values[row])).toEqual(known);
  });
});

test('the rest of top is a group of its own, also where one is called like it', async () => {
  const frame = frameOf([
    { by: 'other', of: 9 },
    { by: 'a', of: 2 },
    { by: 'b', of: -5 },
  ]);
  expect(await rowsOf({ use: 'top', by: 'by', of: 'of', count: 1 }, frame)).toEqual([
    { by: 'other', of: 9 },
    { by: 'other (2)', of: -3 },
  ]);
});

const compareOver = async (now: readonly object[], before: readonly object[]) => {
  const source = (shiftMs: number) =>
    Promise.resolve([frameOf((shiftMs === 0 ? now : before) as Record<string, unknown>[])]);
  const context = { range: { from: 0, to: minute }, stepMs: minute };
  const [frame] = await applySteps(source, readySteps([{ use: 'compare' }]), context);
  return frame === undefined ? [] : frameToRows(frame);
};

test('compare takes no other row for the same where nothing tells rows apart', async () => {
  const hours = [
    { hour: 0, n: 1 },
    { hour: 1, n: 2 },
  ];
  const rows = await compareOver(hours, hours);
  expect(rows.map((row) => row['n before'])).toEqual([null, null]);
  expect(await compareOver([{ n: 3 }], [{ n: 2 }])).toEqual([{ n: 3, 'n before': 2 }]);
});

test('steps that compare ask for each earlier range once', async () => {
  const asked: number[] = [];
  const source = (shiftMs: number) => {
    asked.push(shiftMs);
    return Promise.resolve([frameOf([{ t: 0, n: 1 }])]);
  };
  const labels = ['a', 'b', 'c', 'd', 'e', 'f'];
  const steps = labels.map((label) => ({ use: 'compare', shift: '1h', label }));
  const context = { range: { from: 0, to: minute }, stepMs: minute };
  const [frame] = await applySteps(source, readySteps(steps), context);
  expect(asked).toHaveLength(labels.length + 1);
  const names = frame?.fields.map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(labels.map((label) => `n ${label}`)));
});

test('steps before a comparison see the earlier range as theirs', async () => {
  const source = (shiftMs: number) =>
    Promise.resolve([frameOf([{ t: minute - shiftMs, n: shiftMs === 0 ? 5 : 2 }])]);
  const steps = [{ use: 'fill' }, { use: 'compare', shift: '1h' }];
  const context = { range: { from: 0, to: 3 * minute }, stepMs: minute };
  const [frame = emptyFrame] = await applySteps(source, readySteps(steps), context);
  expect(frameToRows(frame)).toEqual([
    { t: 0, n: 0, 'n before': 0 },
    { t: minute, n: 5, 'n before': 2 },
    { t: 2 * minute, n: 0, 'n before': 0 },
  ]);
});
