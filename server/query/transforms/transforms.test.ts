import { expect, test } from 'vitest';
import fc from 'fast-check';
import {
  emptyFrame,
  frameFromRows,
  frameToRows,
  type Frame,
  type TransformStep,
} from '@heliostat/sdk';
import { applySteps, findStepIssue, readySteps } from './apply.ts';
import { transforms } from './index.ts';

const minute = 60_000;

/** Likes and views of two countries over three minutes; the second has no row in the middle. */
const long = frameFromRows(
  [
    { t: 0, country: 'PL', likes: 1, views: 10 },
    { t: 0, country: 'DE', likes: 4, views: 20 },
    { t: minute, country: 'PL', likes: 3, views: 10 },
    { t: 2 * minute, country: 'PL', likes: 8, views: 40 },
    { t: 2 * minute, country: 'DE', likes: null, views: 20 },
  ],
  [
    { name: 't', type: 'time' },
    { name: 'country', type: 'string' },
    { name: 'likes', type: 'number' },
    { name: 'views', type: 'number', unit: 'short' },
  ],
);

async function rowsAfter(steps: readonly TransformStep[], ...frames: readonly Frame[]) {
  const given = frames.length === 0 ? [long] : frames;
  const context = { range: { from: 0, to: 3 * minute }, stepMs: minute };
  const out = await applySteps(() => Promise.resolve(given), readySteps(steps), context);
  return out.map(frameToRows);
}

const only = async (...steps: readonly TransformStep[]) => (await rowsAfter(steps))[0] ?? [];

test('filter keeps the rows for which the condition holds; null is not true', async () => {
  const rows = await only({ use: 'filter', where: 'likes > 2' });
  expect(rows.map(({ likes }) => likes)).toEqual([4, 3, 8]);
});

test('sort puts missing values last in both directions', async () => {
  const up = await only({ use: 'sort', by: 'likes' });
  const down = await only({ use: 'sort', by: 'likes', order: 'descending' });
  expect(up.map(({ likes }) => likes)).toEqual([1, 3, 4, 8, null]);
  expect(down.map(({ likes }) => likes)).toEqual([8, 4, 3, 1, null]);
});

test('limit takes rows of either end', async () => {
  expect(await only({ use: 'limit', rows: 2 })).toHaveLength(2);
  const last = await only({ use: 'limit', rows: 1, from: 'end' });
  expect(last[0]).toMatchObject({ country: 'DE', t: 2 * minute });
});

test('select keeps, hides, orders and renames', async () => {
  const step = { use: 'select', keep: ['views', 'country', 't'], hide: ['t'] };
  const [row] = await only({ ...step, rename: { country: 'land' } });
  expect(Object.entries(row ?? {})).toEqual([
    ['views', 10],
    ['land', 'PL'],
  ]);
});

test('select brings fields to the front, and passes over those that are not there when told to', async () => {
  const step = { use: 'select', first: ['gone', 'views'], hide: ['gone'], rename: { gone: 'x' } };
  const [row] = await only({ ...step, missing: 'skip' });
  expect(Object.keys(row ?? {})).toEqual(['views', 't', 'country', 'likes']);
  await expect(only(step)).rejects.toThrow('gone');
});

test('group aggregates like a pipeline does', async () => {
  const aggregates = {
    n: 'count()',
    likes: 'sum(likes)',
    share: 'avg(likes / views)',
    top: 'max(views)',
  };
  const rows = await only({ use: 'group', by: ['country'], aggregates });
  expect(rows).toEqual([
    { country: 'PL', n: 3, likes: 12, share: (0.1 + 0.3 + 0.2) / 3, top: 40 },
    { country: 'DE', n: 2, likes: 4, share: 0.2, top: 20 },
  ]);
});

test('reduce gives a row per series', async () => {
  const rows = await only(
    { use: 'select', hide: ['views'] },
    { use: 'reduce', calculations: ['last', 'count'] },
  );
  expect(rows).toEqual([
    { series: 'DE', last: 4, count: 1 },
    { series: 'PL', last: 8, count: 3 },
  ]);
});

test('pivot makes columns of values', async () => {
  const rows = await only({ use: 'pivot', row: 't', column: 'country', value: 'views' });
  expect(rows).toEqual([
    { t: 0, PL: 10, DE: 20 },
    { t: minute, PL: 10, DE: null },
    { t: 2 * minute, PL: 40, DE: 20 },
  ]);
});

test('join puts queries side by side; the second of a name is numbered', async () => {
  const left = frameFromRows(
    [
      { k: 2, n: 20 },
      { k: 1, n: 10 },
    ],
    [
      { name: 'k', type: 'number' },
      { name: 'n', type: 'number' },
    ],
  );
  const right = frameFromRows(
    [
      { k: 2, n: 200 },
      { k: 3, n: 300 },
    ],
    [
      { name: 'k', type: 'number' },
      { name: 'n', type: 'number' },
    ],
  );
  const joined = async (how: string) =>
    (await rowsAfter([{ use: 'join', by: 'k', how }], left, right))[0];
  expect(await joined('outer')).toEqual([
    { k: 1, n: 10, 'n (2)': null },
    { k: 2, n: 20, 'n (2)': 200 },
    { k: 3, n: null, 'n (2)': 300 },
  ]);
  expect(await joined('inner')).toEqual([{ k: 2, n: 20, 'n (2)': 200 }]);
  expect(await joined('left')).toHaveLength(2);
});

test('calculate adds a field with its unit', async () => {
  const step = { use: 'calculate', name: 'rate', value: 'likes / views', unit: 'percentunit' };
  expect((await only(step)).map(({ rate }) => rate)).toEqual([0.1, 0.2, 0.3, 0.2, null]);
  const context = { range: { from: 0, to: 3 * minute }, stepMs: minute };
  const [frame] = await applySteps(() => Promise.resolve([long]), readySteps([step]), context);
  expect(frame?.fields.at(-1)).toMatchObject({ name: 'rate', unit: 'percentunit' });
});

test('top keeps the largest and adds up the rest', async () => {
  const rows = await only({ use: 'top', by: 'country', of: 'views', count: 1, calculation: 'max' });
  expect(rows.filter(({ country }) => country === 'other')).toEqual([
    { t: 0, country: 'other', likes: 4, views: 20 },
    { t: 2 * minute, country: 'other', likes: null, views: 20 },
  ]);
  expect(await only({ use: 'top', by: 'country', of: 'views', count: 1, other: '' })).toHaveLength(
    3,
  );
});

test('top neither loses nor invents anything', async () => {
  const row = fc.record({
    by: fc.constantFrom('a', 'b', 'c', 'd'),
    of: fc.integer({ min: 0, max: 9 }),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(row, { maxLength: 30 }),
      fc.integer({ min: 1, max: 5 }),
      async (rows, count) => {
        const frame = frameFromRows(rows, [
          { name: 'by', type: 'string' },
          { name: 'of', type: 'number' },
        ]);
        const [after = []] = await rowsAfter([{ use: 'top', by: 'by', of: 'of', count }], frame);
        const sum = (all: readonly { of?: unknown }[]) => all.reduce((s, r) => s + Number(r.of), 0);
        expect(sum(after)).toBe(sum(rows));
        expect(new Set(after.map(({ by }) => by)).size).toBeLessThanOrEqual(count + 1);
      },
    ),
  );
});

test('fill gives every bucket a value', async () => {
  const filled = async (how: string) =>
    (await only({ use: 'select', hide: ['likes'] }, { use: 'fill', with: how })).map(
      ({ DE }) => DE,
    );
  expect(await filled('zero')).toEqual([20, 0, 20]);
  expect(await filled('previous')).toEqual([20, 20, 20]);
  expect(await filled('linear')).toEqual([20, 20, 20]);
  expect(await filled('nothing')).toEqual([20, null, 20]);
});

test('moving average, cumulative and rate follow each series', async () => {
  const likes = async (step: TransformStep) =>
    (await only(step)).filter(({ country }) => country === 'PL').map((row) => row['likes']);
  expect(await likes({ use: 'moving-average', points: 2 })).toEqual([1, 2, 5.5]);
  expect(await likes({ use: 'cumulative' })).toEqual([1, 4, 12]);
  expect(await likes({ use: 'rate', per: '1m' })).toEqual([null, 2, 5]);
});

test('rate takes a counter that falls as begun anew, a gauge as it is', async () => {
  const frame = frameFromRows(
    [
      { t: 0, n: 10 },
      { t: 1000, n: 4 },
    ],
    [
      { name: 't', type: 'time' },
      { name: 'n', type: 'number' },
    ],
  );
  const rates = async (counter: boolean) =>
    (await rowsAfter([{ use: 'rate', counter }], frame))[0]?.[1]?.['n'];
  expect(await rates(true)).toBe(4);
  expect(await rates(false)).toBe(-6);
});

test('compare runs the steps before it over the earlier range', async () => {
  const asked: number[] = [];
  const source = (shiftMs: number) => {
    asked.push(shiftMs);
    const rows = [{ t: 10_000_000 - shiftMs, n: shiftMs === 0 ? 5 : 2 }];
    return Promise.resolve([
      frameFromRows(rows, [
        { name: 't', type: 'time' },
        { name: 'n', type: 'number' },
      ]),
    ]);
  };
  const steps = readySteps([
    { use: 'calculate', name: 'double', value: 'n * 2' },
    { use: 'compare', shift: '1h' },
  ]);
  const [frame] = await applySteps(source, steps, { range: { from: 0, to: 1 }, stepMs: 1 });
  expect(asked).toEqual([0, 3_600_000]);
  expect(frame === undefined ? [] : frameToRows(frame)).toEqual([
    { t: 10_000_000, n: 5, double: 10, 'n before': 2, 'double before': 4 },
  ]);
});

test('compare keeps what was there only before, in the order of time, on the grid of the buckets', async () => {
  const fields = [
    { name: 't', type: 'time' },
    { name: 'kind', type: 'string' },
    { name: 'n', type: 'number' },
  ] as const;
  const asked: number[] = [];
  const source = (shiftMs: number) => {
    asked.push(shiftMs);
    const rows =
      shiftMs === 0
        ? [{ t: 600_000, kind: 'a', n: 5 }]
        : [
            { t: 600_000 - shiftMs, kind: 'a', n: 2 },
            { t: 660_000 - shiftMs, kind: 'b', n: 3 },
            { t: 540_000 - shiftMs, kind: 'a', n: 1 },
          ];
    return Promise.resolve([frameFromRows(rows, fields)]);
  };
  const steps = readySteps([{ use: 'compare', shift: '100s' }]);
  const context = { range: { from: 0, to: 1 }, stepMs: minute };
  const [frame = emptyFrame] = await applySteps(source, steps, context);
  expect(asked).toEqual([0, 2 * minute]);
  expect(frameToRows(frame)).toEqual([
    { t: 540_000, kind: 'a', n: null, 'n before': 1 },
    { t: 600_000, kind: 'a', n: 5, 'n before': 2 },
    { t: 660_000, kind: 'b', n: null, 'n before': 3 },
  ]);
});

test('the band knows only the past, and an outlier is outside', async () => {
  const rows = Array.from({ length: 40 }, (_, i) => ({
    t: i * minute,
    n: i === 35 ? 100 : 10 + (i % 3),
  }));
  const frame = frameFromRows(rows, [
    { name: 't', type: 'time' },
    { name: 'n', type: 'number' },
  ]);
  const [banded = []] = await rowsAfter([{ use: 'band' }], frame);
  const inside = (row: Record<string, unknown> | undefined) =>
    Number(row?.['n lower']) <= Number(row?.['n']) &&
    Number(row?.['n']) <= Number(row?.['n upper']);
  expect(banded[3]?.['n expected']).toBeNull();
  expect(inside(banded[34])).toBe(true);
  expect(inside(banded[35])).toBe(false);
  expect(banded[35]?.['n expected']).toBeCloseTo(11, 0);
});

test('a step that fails says which it was and what there is', async () => {
  const failing = [
    { use: 'limit', rows: 3 },
    { use: 'sort', by: 'like' },
  ];
  await expect(only(...failing)).rejects.toMatchObject({
    code: 'INVALID_QUERY',
    message: expect.stringMatching(/^transforms\[1\] \(sort\): by: no field "like".*"likes"/),
    hint: 'There are t, country, likes, views.',
  });
});

test('a wrong step is refused before anything runs', () => {
  expect(findStepIssue({ use: 'sortt' })?.message).toContain('did you mean "sort"');
  expect(findStepIssue({ use: 'constructor' })?.path).toEqual(['use']);
  expect(() => readySteps([{ use: 'limit', rows: 0 }])).toThrow('transforms[0].rows');
  expect(() => readySteps([{ use: 'limit', row: 1 }])).toThrow('transforms[0]');
});

test.each(Object.keys(transforms))('%s says what it does, and each of its options too', (use) => {
  const transform = transforms[use];
  expect(transform?.title).toMatch(/^[A-Z]/);
  expect(transform?.description).toMatch(/\.$/);
  for (const option of Object.values(transform?.options.properties ?? {}))
    expect(option['description']).toMatch(/\.$/);
});

test.each(Object.keys(transforms))(
  '%s never writes to its frames, and takes empty ones',
  async (use) => {
    const examples: Record<string, object> = {
      filter: { where: 'likes > 0' },
      sort: { by: 'likes' },
      join: { by: 't' },
      pivot: { row: 't', column: 'country', value: 'likes' },
      calculate: { name: 'x', value: 'likes + 1' },
      top: { by: 'country', of: 'likes', count: 1 },
      group: { by: ['country'], aggregates: { n: 'count()' } },
    };
    const before = JSON.stringify(long.fields.map(({ values }) => [...values]));
    const step = { use, ...examples[use] } as TransformStep;
    await rowsAfter([step], long, long);
    expect(JSON.stringify(long.fields.map(({ values }) => [...values]))).toBe(before);
    const empty = frameFromRows([], long.fields);
    const [rows] = await rowsAfter([step], empty);
    expect(rows).toEqual([]);
  },
);

test('a step that is switched off is left out, and the others keep their numbers', async () => {
  const off = { use: 'limit', rows: 1, disabled: true };
  expect(readySteps([off, { use: 'limit', rows: 2 }]).map(({ at }) => at)).toEqual([1]);
  expect(() => readySteps([off, { use: 'limit', rows: 0 }])).toThrow('transforms[1].rows');
  const given = [frameFromRows([{ n: 1 }, { n: 2 }], [{ name: 'n', type: 'number' }])];
  const context = { range: { from: 0, to: 1 }, stepMs: 1 };
  const out = await applySteps(() => Promise.resolve(given), readySteps([off]), context);
  expect(out).toBe(given);
});
