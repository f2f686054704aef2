import fc from 'fast-check';
import { expect, test } from 'vitest';
import { rankContrast } from './rank-contrast.ts';

/** A field by its values: how many rows inside and outside. */
const field = (name: string, values: Record<string, readonly [number, number]>) => ({
  name,
  values: Object.entries(values).map(([value, [inside, outside]]) => ({ value, inside, outside })),
});

/** Counted rows: each says as much as another. */
const rows = (inside: number, outside: number) => ({
  ...{ counted: 'rows', inside, outside },
  effective: { inside, outside },
});

test('the field whose values moved most is first, and in it the value that moved most', () => {
  const ranked = rankContrast({
    ...rows(1000, 10_000),
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
  expect(rankContrast({ ...rows(10, 1000), fields }).fields).toEqual([]);
});

test('without rows on one of the sides nothing is different', () => {
  const fields = [field('page', { '/a': [0, 400] })];
  expect(rankContrast({ ...rows(0, 400), fields }).fields).toEqual([]);
});

test('parts of one and the same size and kind are not different, whatever they hold', () => {
  const counts = fc.array(fc.integer({ min: 0, max: 1e6 }), { minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(counts, (found) => {
      const total = found.reduce((sum, n) => sum + n, 0);
      const values = found.map((n, i) => ({ value: `v${i}`, inside: n, outside: n }));
      const fields = [{ name: 'a', values }];
      const ranked = rankContrast({ ...rows(total, total), fields });
      expect(ranked.fields).toEqual([]);
    }),
  );
});

test('a few heavy rows say as little as a few light ones', () => {
  const fields = [field('page', { '/a': [30_000, 4e6], '/b': [70_000, 6e6] })];
  const heavy = { counted: 'ms', inside: 100_000, outside: 1e7, fields };
  expect(rankContrast({ ...heavy, effective: { inside: 10, outside: 1000 } }).fields).toEqual([]);
});
