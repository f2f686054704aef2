import fc from 'fast-check';
import { expect, test } from 'vitest';
import { rankContrast } from './rank-contrast.ts';

/** A field by its values: how many rows inside and outside. */
const field = (name: string, values: Record<string, readonly [number, number]>) => ({
  name,
  values: Object.entries(values).map(([value, [inside, outside]]) => ({ value, inside, outside })),
});

test('the field whose values moved most is first, and in it the value that moved most', () => {
  const ranked = rankContrast({
    ...{ counted: 'rows', inside: 1000, outside: 10_000 },
    fields: [
      field('device', { phone: [520, 5000], web: [480, 5000] }),
      field('country', { DE: [100, 2000], FR: [100, 2000], US: [800, 6000] }),
      field('release', { a: [50, 9000], b: [950, 1000] }),
    ],
  });
  expect(ranked.fields.map(({ name }) => name)).toEqual(['release', 'country']);
  expect(ranked.fields[1]?.values.map(({ value }) => value)).toEqual(['US', 'DE', 'FR']);
  expect(ranked.fields[0]?.values[0]).toMatchObject({ shareInside: 0.05, shareOutside: 0.9 });
});

test('what chance does to a few rows is no difference', () => {
  const fields = [field('page', { '/a': [3, 400], '/b': [7, 600] })];
  expect(rankContrast({ counted: 'rows', inside: 10, outside: 1000, fields }).fields).toEqual([]);
});

test('without rows on one of the sides nothing is different', () => {
  const fields = [field('page', { '/a': [0, 400] })];
  expect(rankContrast({ counted: 'rows', inside: 0, outside: 400, fields }).fields).toEqual([]);
});

test('parts of one and the same size and kind are not different, whatever they hold', () => {
  const counts = fc.array(fc.integer({ min: 0, max: 1e6 }), { minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(counts, (rows) => {
      const total = rows.reduce((sum, n) => sum + n, 0);
      const values = rows.map((n, i) => ({ value: `v${i}`, inside: n, outside: n }));
      const fields = [{ name: 'a', values }];
      const ranked = rankContrast({ counted: 'rows', inside: total, outside: total, fields });
      expect(ranked.fields).toEqual([]);
    }),
  );
});
