import { fieldFromValues, withDefaults, type Frame } from '@heliostat/sdk';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toGrid } from './cohorts.ts';
import { options } from './options.ts';
import { layoutGrid, moveCell } from './retention.ts';

const defaults = withDefaults(options, {});
type Row = readonly [cohort: string | number | null, age: number | null, users: number | null];
const frameOf = (rows: readonly Row[], type: 'string' | 'time' = 'string'): Frame => ({
  fields: [
    fieldFromValues(
      { name: 'cohort', type },
      rows.map(([cohort]) => cohort),
    ),
    fieldFromValues(
      { name: 'week', type: 'number' },
      rows.map(([, age]) => age),
    ),
    fieldFromValues(
      { name: 'users', type: 'number' },
      rows.map(([, , users]) => users),
    ),
  ],
  length: rows.length,
});
const gridOf = (frame: Frame, changes: Partial<typeof defaults> = {}) =>
  toGrid({ frames: [frame], options: { ...defaults, ...changes }, fields: {}, timeZone: 'utc' });

test('a share is of the value at the lowest age; what is not that old has none', () => {
  const { cohorts, ages, top } = gridOf(
    frameOf([
      ['a', 1, 20],
      ['a', 0, 100],
      ['b', 0, 50],
      ['a', 2, 10],
    ]),
  );
  expect(ages).toEqual([0, 1, 2]);
  expect(cohorts.map(({ name, size, shares }) => [name, size, shares])).toEqual([
    ['a', 100, [1, 0.2, 0.1]],
    ['b', 50, [1, NaN, NaN]],
  ]);
  expect(top).toBe(0.2);
  expect(cohorts[0]?.filters).toEqual([{ field: 'cohort', op: '=', value: 'a' }]);
});

test('the mean is weighed by size, and only of cohorts that are that old', () => {
  const { means } = gridOf(
    frameOf([
      ['a', 0, 100],
      ['a', 1, 10],
      ['b', 0, 300],
      ['b', 1, 90],
      ['c', 0, 1000],
    ]),
  );
  expect(means).toEqual([1, 0.25]);
});

test('cohorts of a time are in its order, named by their day, and no filter', () => {
  const day = (date: number) => Date.UTC(2026, 10, date);
  const { cohorts } = gridOf(
    frameOf(
      [
        [day(9), 0, 5],
        [day(2), 0, 5],
      ],
      'time',
    ),
  );
  expect(cohorts.map(({ name, filters }) => [name, filters])).toEqual([
    ['11-02', []],
    ['11-09', []],
  ]);
  const { cohorts: years } = gridOf(
    frameOf(
      [
        [Date.UTC(2025, 11, 29), 0, 5],
        [Date.UTC(2026, 0, 5), 0, 5],
      ],
      'time',
    ),
  );
  expect(years.map(({ name }) => name)).toEqual(['2025-12-29', '2026-01-05']);
  const { cohorts: hours } = gridOf(frameOf([[day(9) + 3_600_000, 0, 5]], 'time'));
  expect(hours[0]?.name).toBe('2026-11-09 01:00:00');
});

test('sizes may be a field of their own', () => {
  const frame = frameOf([
    ['a', 1, 20],
    ['a', 2, 10],
  ]);
  const sizes = fieldFromValues({ name: 'began', type: 'number' }, [200, 200]);
  const sized: Frame = { fields: [sizes, ...frame.fields], length: 2 };
  expect(gridOf(sized, { size: 'began' }).cohorts[0]).toMatchObject({
    size: 200,
    shares: [0.1, 0.05],
  });
});

test('rows of one cohort and age are added up; what is not a count is not known', () => {
  const { cohorts } = gridOf(
    frameOf([
      ['a', 0, 5],
      ['a', 0, 5],
      ['a', 1, null],
      ['a', 2, -1],
      ['a', 3, Infinity],
      ['a', null, 3],
      ['b', 0, 0],
    ]),
  );
  expect(cohorts.map(({ values, shares }) => [values, shares])).toEqual([
    [[10], [1]],
    [[0], [NaN]],
  ]);
});

test('only the latest cohorts and the lowest ages are kept, and the rest is counted', () => {
  const rows = Array.from({ length: 30 }, (_, i) => i).flatMap((i): Row[] =>
    [0, 1, 2].map((age): Row => [`c${i}`, age, 10 - age]),
  );
  const { cohorts, ages, omitted } = gridOf(frameOf(rows), { maxCohorts: 5, maxAges: 2 });
  expect(cohorts.map(({ name }) => name)).toEqual(['c25', 'c26', 'c27', 'c28', 'c29']);
  expect(ages).toEqual([0, 1]);
  expect(omitted).toEqual({ cohorts: 25, ages: 1 });
});

test('fields that are asked for and not there give no cohorts', () => {
  const frame = frameOf([['a', 0, 5]]);
  for (const changes of [{ cohort: 'x' }, { age: 'x' }, { value: 'x' }])
    expect(gridOf(frame, changes).cohorts).toEqual([]);
});

test('cells, names and sizes stay inside the panel, at any size', () => {
  const count = fc.integer({ min: 1, max: 48 });
  const side = fc.integer({ min: 0, max: 2000 });
  const long = fc.integer({ min: 0, max: 900 });
  fc.assert(
    fc.property(
      fc.tuple(count, count),
      fc.tuple(side, side),
      fc.tuple(long, long),
      (counts, sides, texts) => {
        const [[cohorts, ages], [width, height], [name, size]] = [counts, sides, texts];
        const request = {
          cohorts,
          ages,
          width,
          height,
          widest: { name, size, cell: 30, mean: 30 },
        };
        const layout = layoutGrid({ ...request, hasMean: cohorts > 1 });
        expect(layout.names + layout.sizes + ages * layout.cell.width).toBeLessThanOrEqual(
          width + 1e-6,
        );
        const bottom = layout.head + layout.mean + cohorts * layout.cell.height;
        expect(bottom).toBeLessThanOrEqual(Math.max(height, layout.head + 6) + 1e-6);
        if (layout.hasTexts) expect(layout.cell.width).toBeGreaterThanOrEqual(34);
      },
    ),
  );
});

test('arrows move in the grid and stop at its edges, the means above it', () => {
  const bounds = { rows: 2, columns: 3, hasMean: true };
  expect(moveCell('ArrowDown', undefined, bounds)).toEqual({ row: -1, column: 0 });
  expect(moveCell('ArrowUp', { row: 0, column: 1 }, bounds)).toEqual({ row: -1, column: 1 });
  expect(moveCell('ArrowUp', { row: 0, column: 1 }, { ...bounds, hasMean: false })).toEqual({
    ...{ row: 0, column: 1 },
  });
  expect(moveCell('End', { row: 1, column: 0 }, bounds)).toEqual({ row: 1, column: 2 });
  expect(moveCell('Enter', undefined, bounds)).toBeUndefined();
  expect(moveCell('ArrowDown', undefined, { ...bounds, rows: 0 })).toBeUndefined();
});

test('a cohort of no time is none', () => {
  const day = Date.UTC(2026, 0, 5);
  const { cohorts } = gridOf(
    frameOf(
      [
        [day, 0, 10],
        [null, 0, 5],
      ],
      'time',
    ),
  );
  expect(cohorts.map(({ size }) => size)).toEqual([10]);
});

test('means that are wider than the numbers below them are shades where they have no room', () => {
  const widest = { name: 40, size: 20, cell: 20, mean: 28 };
  const request = { cohorts: 10, height: 300, hasMean: true, widest };
  const texts = (width: number) => layoutGrid({ ...request, ages: 20, width });
  expect(texts(20 * 26 + 90)).toMatchObject({ hasTexts: true, hasMeanTexts: false });
  expect(texts(20 * 33 + 90)).toMatchObject({ hasTexts: true, hasMeanTexts: true });
});
