import { expect, test } from 'vitest';
import fc from 'fast-check';
import { frameOf, framesAfter, rowsOf } from './testing.ts';

const ads = frameOf([
  { ad: 1, n: 10 },
  { ad: 2, n: 20 },
]);

test('fields of one name are numbered through, however many queries have it', async () => {
  const [joined] = await framesAfter([{ use: 'join', by: 'ad' }], [ads, ads, ads]);
  expect(joined?.fields.map(({ name }) => name)).toEqual(['ad', 'n', 'n (2)', 'n (3)']);
});

test('a number on one field does not hit the name of another', async () => {
  const odd = frameOf([{ ad: 1, n: 1, 'n (2)': 2 }]);
  const [joined] = await framesAfter([{ use: 'join', by: 'ad' }], [ads, odd]);
  const names = joined?.fields.map(({ name }) => name) ?? [];
  expect(new Set(names).size).toBe(names.length);
});

test('every row of one value meets every row of it on the other side', async () => {
  const clicks = frameOf([
    { ad: 1, hour: 8, clicks: 5 },
    { ad: 1, hour: 9, clicks: 6 },
  ]);
  expect(await rowsOf({ use: 'join', by: 'ad', how: 'left' }, clicks, ads)).toEqual([
    { ad: 1, hour: 8, clicks: 5, n: 10 },
    { ad: 1, hour: 9, clicks: 6, n: 10 },
  ]);
});

test('too many rows are refused before they are made', async () => {
  const many = frameOf(Array.from({ length: 2000 }, () => ({ ad: 1 })));
  await expect(rowsOf({ use: 'join', by: 'ad' }, many, many)).rejects.toMatchObject({
    code: 'LIMIT_EXCEEDED',
    message: expect.stringContaining('transforms[0] (join)'),
    hint: expect.stringContaining('group'),
  });
});

test('infinities are values of their own, not missing ones', async () => {
  const left = frameOf([{ k: Infinity, a: 1 }]);
  const right = frameOf([
    { k: null, b: 2 },
    { k: -Infinity, b: 3 },
    { k: Infinity, b: 4 },
  ]);
  expect(await rowsOf({ use: 'join', by: 'k', how: 'left' }, left, right)).toEqual([
    { k: Infinity, a: 1, b: 4 },
  ]);
});

test('a key of another type is refused, not joined to nothing', async () => {
  const texts = frameOf([{ ad: '1', m: 1 }]);
  await expect(rowsOf({ use: 'join', by: 'ad' }, ads, texts)).rejects.toThrow(
    'by: "ad" is number in the first query, string in query 2',
  );
});

const side = fc.array(
  fc.record({ k: fc.constantFrom(0, 1, 2, 3, Infinity), v: fc.integer({ min: 0, max: 99 }) }),
  { maxLength: 8 },
);

test('an inner join is what two nested loops give', async () => {
  await fc.assert(
    fc.asyncProperty(side, side, async (left, right) => {
      const naive = left.flatMap((a) =>
        right.filter((b) => b.k === a.k).map((b) => ({ k: a.k, v: a.v, 'v (2)': b.v })),
      );
      const fields = ['k', 'v'];
      const joined = await rowsOf(
        { use: 'join', by: 'k', how: 'inner' },
        frameOf(left, fields),
        frameOf(right, fields),
      );
      expect(sorted(joined)).toEqual(sorted(naive));
    }),
  );
});

function sorted(rows: readonly object[]): string[] {
  return rows.map((row) => Object.values(row).map(String).join()).sort();
}
