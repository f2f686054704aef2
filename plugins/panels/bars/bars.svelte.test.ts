import { fieldFromValues, withDefaults, type Frame } from '@heliostat/sdk';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { layoutBars } from './bars.ts';
import { configOfSeries, otherName, toCategories } from './categories.ts';
import { margins, numbersFit } from './margins.ts';
import { options } from './options.ts';

const defaults = withDefaults(options, {});
const size = { across: 200, along: 300, isHorizontal: true };
const frame = (rows: [string, number | null][]): Frame => ({
  fields: [
    fieldFromValues(
      { name: 'page', type: 'string' },
      rows.map(([name]) => name),
    ),
    fieldFromValues(
      { name: 'views', type: 'number' },
      rows.map(([, value]) => value),
    ),
  ],
  length: rows.length,
});

test('the largest comes first, and choosing it means its value', () => {
  const { categories } = toCategories(
    [
      frame([
        ['/a', 1],
        ['/b', 5],
      ]),
    ],
    defaults,
  );

  expect(categories.map(({ name }) => name)).toEqual(['/b', '/a']);
  expect(categories[0]?.filter).toEqual({ field: 'page', op: '=', value: '/b' });
});

test('rows of one name are added up; null is not zero', () => {
  const { categories } = toCategories(
    [
      frame([
        ['/a', 1],
        ['/a', 2],
        ['/b', null],
      ]),
    ],
    defaults,
  );

  expect(categories.map(({ name, values, total }) => [name, values, total])).toEqual([
    ['/a', [3], 3],
    ['/b', [NaN], NaN],
  ]);
});

test('what is not known comes last, behind what is below zero', () => {
  const rows: [string, number | null][] = [
    ['/none', null],
    ['/less', -1],
    ['/more', 2],
  ];
  const { categories } = toCategories([frame(rows)], defaults);
  expect(categories.map(({ name }) => name)).toEqual(['/more', '/less', '/none']);
});

test('what is beyond the limit becomes one bar that cannot be chosen', () => {
  const rows = Array.from({ length: 30 }, (_, i): [string, number] => [`/p${i}`, i]);

  const { categories, merged } = toCategories([frame(rows)], { ...defaults, maxBars: 10 });

  expect(categories).toHaveLength(10);
  expect(merged).toBe(21);
  expect(categories[9]).toMatchObject({ name: otherName, total: (20 * 21) / 2, filter: undefined });
});

test('a second text field makes series, several number fields do too', () => {
  const split: Frame = {
    fields: [
      fieldFromValues({ name: 'topic', type: 'string' }, ['a', 'a', 'b']),
      fieldFromValues({ name: 'type', type: 'string' }, ['like', 'share', 'like']),
      fieldFromValues({ name: 'n', type: 'number' }, [1, 2, 3]),
    ],
    length: 3,
  };

  const set = toCategories([split], { ...defaults, sort: 'name' });

  expect(set.series.map(({ name }) => name)).toEqual(['like', 'share']);
  expect(set.categories.map(({ values }) => values)).toEqual([
    [1, 2],
    [3, NaN],
  ]);
});

test('stacks lie end to end, negative values on the other side of zero', () => {
  const set = {
    categories: [{ name: 'a', values: [10, 20, -30], total: 0, filter: undefined }],
    series: ['x', 'y', 'z'].map((name) => ({ name, field: name, unit: undefined, filters: [] })),
    merged: 0,
  };

  const { bars, zero } = layoutBars(set, 'normal', size);

  expect(zero).toBe(150);
  expect(bars.map(({ x, width }) => [x, width])).toEqual([
    [150, 50],
    [200, 100],
    [0, 150],
  ]);
});

test('shares fill the axis', () => {
  const { categories, series } = toCategories([frame([['/a', 3]])], defaults);
  const { bars, domain } = layoutBars({ categories, series, merged: 0 }, 'percent', size);

  expect(domain).toEqual([0, 100]);
  expect(bars[0]?.width).toBe(300);
});

test('bars stay inside the plot and bands never overlap, whatever the numbers', () => {
  const numbers = fc.array(fc.double({ min: -1e9, max: 1e9, noNaN: true }), {
    minLength: 1,
    maxLength: 40,
  });
  fc.assert(
    fc.property(numbers, fc.constantFrom('none', 'normal', 'percent'), (values, stack) => {
      const rows = values.map((value, i): [string, number] => [`${i}`, value]);
      const { bars } = layoutBars(
        toCategories([frame(rows)], { ...defaults, maxBars: 200 }),
        stack,
        size,
      );
      for (const bar of bars) {
        expect(bar.x).toBeGreaterThanOrEqual(-1.01);
        expect(bar.x + bar.width).toBeLessThanOrEqual(301.01);
      }
      const sorted = [...bars].sort((a, b) => a.y - b.y);
      for (let i = 1; i < sorted.length; i++)
        expect((sorted[i]?.y ?? 0) + 1e-6).toBeGreaterThanOrEqual(
          (sorted[i - 1]?.y ?? 0) + (sorted[i - 1]?.height ?? 0),
        );
    }),
  );
});

test('names never take more than 40 % of the width', () => {
  const set = toCategories([frame([['x'.repeat(500), 1]])], defaults);

  const room = { isHorizontal: true, width: 390, height: 200, hasNumbers: true, hasAxis: false };
  expect(margins(set, room).left).toBe(156);
});

test('numbers stand at bars that are thick enough for them', () => {
  const set = toCategories([frame(Array.from({ length: 20 }, (_, i) => [`/${i}`, i]))], defaults);
  expect(numbersFit(set, { isHorizontal: true, width: 400, height: 260 })).toBe(true);
  expect(numbersFit(set, { isHorizontal: true, width: 400, height: 200 })).toBe(false);
  expect(numbersFit(set, { isHorizontal: false, width: 400, height: 260 })).toBe(false);
});

test('a hidden series keeps its place and counts for nothing', () => {
  const both: Frame = {
    fields: [
      fieldFromValues({ name: 'page', type: 'string' }, ['/a']),
      fieldFromValues({ name: 'x', type: 'number' }, [1]),
      fieldFromValues({ name: 'y', type: 'number' }, [2]),
    ],
    length: 1,
  };

  const { series, categories } = toCategories([both], defaults, () => new Set(['x']));

  expect(series.map(({ name }) => name)).toEqual(['x', 'y']);
  expect(categories[0]).toMatchObject({ values: [NaN, 2], total: 2 });
});

test('rules by type, expression, query and name reach a series, the more particular wins', () => {
  const [first] = toCategories([{ ...frame([['/a', 1]]), query: 'q' }], defaults).series;
  const rules = {
    'type:number': { unit: 'ms', decimals: 1 },
    'query:q': { decimals: 2 },
    '/./': { color: 'crit' },
    [first?.field ?? '']: { label: 'Named' },
  };
  expect(configOfSeries(rules, first)).toEqual({
    ...{ unit: 'ms', decimals: 2, color: 'crit', label: 'Named' },
  });
});

test('the rest never takes the name of a bar, and what has no name filters nothing', () => {
  const { categories } = toCategories(
    [
      frame([
        ['other', 100],
        ['', 90],
        ['a', 2],
        ['b', 1],
      ]),
    ],
    { ...defaults, maxBars: 3 },
  );
  expect(categories.map(({ name }) => name)).toEqual(['other', '∅', 'other (2)']);
  expect(categories.map(({ filter }) => filter)).toEqual([
    { field: 'page', op: '=', value: 'other' },
    undefined,
    undefined,
  ]);
});
