import { fieldFromValues, withDefaults, type Frame } from '@heliostat/sdk';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { options } from './options.ts';
import { otherName, toSlices, type SliceInput } from './slices.ts';
import { spread } from './spread.ts';

const table = (rows: [string | null, number | null][]): Frame => ({
  fields: [
    fieldFromValues(
      { name: 'type', type: 'string' },
      rows.map(([name]) => name),
    ),
    fieldFromValues(
      { name: 'n', type: 'number' },
      rows.map(([, value]) => value),
    ),
  ],
  length: rows.length,
});
const wholeOf = (
  frames: Frame[],
  given: Record<string, unknown> = {},
  more: Partial<SliceInput> = {},
) => toSlices({ frames, options: withDefaults(options, given), fields: {}, ...more });

test('rows of the same text are one slice, the largest first, each with its filter', () => {
  const { slices, total, measure } = wholeOf([
    table([
      ['like', 10],
      ['view', 60],
      ['like', 20],
      ['share', 10],
    ]),
  ]);

  expect(total).toBe(100);
  expect(measure).toBe('n');
  expect(slices.map(({ name, share }) => [name, share])).toEqual([
    ['view', 0.6],
    ['like', 0.3],
    ['share', 0.1],
  ]);
  expect(slices[0]?.filters).toEqual([{ field: 'type', op: '=', value: 'view' }]);
});

test('small slices and those beyond the limit are added up, one alone keeps its name', () => {
  const rows = Array.from({ length: 30 }, (_, i): [string, number] => [`c${i}`, 100 - i]);
  const { slices } = wholeOf([table(rows)], { maxSlices: 5 });
  expect(slices.map(({ name }) => name)).toEqual(['c0', 'c1', 'c2', 'c3', otherName]);
  expect(slices.at(-1)).toMatchObject({ merged: 26, filters: [] });

  const small = wholeOf([
    table([
      ['a', 990],
      ['b', 5],
      ['c', 5],
    ]),
  ]);
  expect(small.slices.at(-1)).toMatchObject({ name: otherName, value: 10, merged: 2 });
  const single = wholeOf([
    table([
      ['a', 995],
      ['b', 5],
    ]),
  ]);
  expect(single.slices.at(-1)).toMatchObject({ name: 'b', merged: 0 });
});

test('negative values are counted, empty ones are not drawn, absent names cannot be chosen', () => {
  const { slices, negatives } = wholeOf([
    table([
      ['a', -5],
      ['b', 0],
      ['c', null],
      [null, 7],
    ]),
  ]);
  expect(negatives).toBe(1);
  expect(slices).toMatchObject([{ name: '∅', value: 7, share: 1, filters: [] }]);
});

test('hidden parts keep their name in the list and leave the total', () => {
  const frames = [
    table([
      ['a', 6],
      ['b', 4],
    ]),
  ];
  const { slices, names, total } = wholeOf(frames, {}, { hiddenOf: () => new Set(['a']) });
  expect([names, total, slices.map(({ name, share }) => [name, share])]).toEqual([
    ['a', 'b'],
    4,
    [['b', 1]],
  ]);
});

test('a row of numbers is divided by its fields, series by what they add up to', () => {
  const row: Frame = {
    fields: [
      fieldFromValues({ name: 'used', type: 'number' }, [30]),
      fieldFromValues({ name: 'free', type: 'number' }, [70]),
    ],
    length: 1,
  };
  expect(wholeOf([row]).slices.map(({ name }) => name)).toEqual(['free', 'used']);
  const series: Frame = {
    fields: [fieldFromValues({ name: 't', type: 'time' }, [0, 1000]), ...wideFields()],
    length: 2,
  };
  expect(wholeOf([series]).slices.map(({ value }) => value)).toEqual([7, 3]);
  expect(wholeOf([series], { reduce: 'last' }).slices.map(({ value }) => value)).toEqual([4, 2]);
});

const wideFields = () => [
  fieldFromValues({ name: 'a', type: 'number' }, [1, 2]),
  fieldFromValues({ name: 'b', type: 'number' }, [3, 4]),
];

test('labels and colours come from the rules of the name', () => {
  const fields = { n: { unit: 'bytes' }, like: { label: 'Likes', color: 'series.4' } };
  const { slices, config } = wholeOf([table([['like', 2]])], {}, { fields });
  expect(slices[0]).toMatchObject({ label: 'Likes', color: 'series.4' });
  expect(config.unit).toBe('bytes');
});

test('nothing is lost: slices add up to the total and shares to one, whatever the rows', () => {
  const row = fc.tuple(fc.string({ maxLength: 3 }), fc.double({ min: 0, max: 1e9, noNaN: true }));
  fc.assert(
    fc.property(
      fc.array(row, { minLength: 1 }),
      fc.integer({ min: 1, max: 40 }),
      (rows, maxSlices) => {
        const { slices, total } = wholeOf([table(rows)], { maxSlices });
        const sum = rows.reduce((all, [, value]) => all + value, 0);
        expect(total).toBeCloseTo(sum, 3);
        expect(slices.length).toBeLessThanOrEqual(maxSlices);
        if (total > 1e-300)
          expect(slices.reduce((all, { share }) => all + share, 0)).toBeCloseTo(1, 6);
      },
    ),
  );
});

test('spread places keep their order, their distance and the bounds, and move only when they must', () => {
  expect(spread([0, 100, 200], 15, [-500, 500])).toEqual([0, 100, 200]);
  expect(spread([100, 100], 20, [-500, 500])).toEqual([90, 110]);
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: -80, max: 80, noNaN: true }), { maxLength: 10 }),
      (all) => {
        const places = spread(
          all.sort((a, b) => a - b),
          15,
          [-80, 80],
        );
        places.slice(1).forEach((place, i) => {
          expect(place - (places[i] ?? 0)).toBeGreaterThanOrEqual(15 - 1e-9);
        });
        for (const place of places) expect(Math.abs(place)).toBeLessThanOrEqual(80 + 1e-9);
      },
    ),
  );
});

test('the rest never takes the name of a slice', () => {
  const rows: [string, number][] = [
    ['other', 90],
    ['a', 6],
    ['b', 4],
  ];
  const { slices } = wholeOf([table(rows)], { maxSlices: 2 });
  expect(slices.map(({ name, value }) => [name, value])).toEqual([
    ['other', 90],
    ['other (2)', 10],
  ]);
});
