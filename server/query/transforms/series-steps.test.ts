import { expect, test } from 'vitest';
import fc from 'fast-check';
import { frameFromRows, frameToRows, type TransformStep } from '@heliostat/sdk';
import { frameOf, framesAfter, minute, rowsOf } from './testing.ts';

const cell = fc.option(
  fc.oneof(fc.integer({ min: -9, max: 9 }), fc.constantFrom(Infinity, -Infinity, 1e300)),
  { nil: null },
);
const values = fc.array(cell, { minLength: 1, maxLength: 40 });

const overTime = (cells: readonly (number | null)[]) =>
  frameOf(
    cells.map((n, i) => ({ t: i * minute, n })),
    ['t', 'n'],
  );

async function column(step: TransformStep, cells: readonly (number | null)[]) {
  return (await rowsOf(step, overTime(cells))).map(({ n }) => n);
}

test('a moving average is the mean of the known values of its window, whatever went before', async () => {
  await fc.assert(
    fc.asyncProperty(values, fc.integer({ min: 2, max: 12 }), async (cells, points) => {
      const naive = cells.map((_, i) => {
        const known = cells.slice(Math.max(0, i - points + 1), i + 1).filter((v) => v !== null);
        const mean = known.reduce((sum, v) => sum + v, 0) / known.length;
        return Number.isNaN(mean) ? null : mean;
      });
      const means = await column({ use: 'moving-average', points }, cells);
      expect(means.length).toBe(naive.length);
      means.forEach((mean, i) => {
        const expected = naive[i] ?? null;
        if (expected === null || mean === null || !Number.isFinite(expected))
          expect(mean).toBe(expected);
        else expect(mean).toBeCloseTo(expected, 9);
      });
    }),
  );
});

test('an infinity leaves the moving average with its window', async () => {
  expect(await column({ use: 'moving-average', points: 2 }, [1, Infinity, 3, 5])).toEqual([
    1,
    Infinity,
    Infinity,
    4,
  ]);
});

test('a rate goes over missing values: what was counted meanwhile is not lost', async () => {
  expect(await column({ use: 'rate', per: '1m' }, [10, null, 16, 20])).toEqual([null, null, 3, 4]);
  expect(await column({ use: 'rate', per: '1m' }, [10, null, 4])).toEqual([null, null, 2]);
});

test('rates of a counter add up to what it counted, with gaps and beginnings anew', async () => {
  const steps = fc.array(
    fc.record({ grown: fc.nat({ max: 9 }), anew: fc.boolean(), missing: fc.boolean() }),
    { minLength: 1, maxLength: 30 },
  );
  await fc.assert(
    fc.asyncProperty(steps, async (all) => {
      let count = 100;
      let counted = 0;
      const cells: (number | null)[] = [count];
      for (const { grown, anew, missing } of all) {
        const isSeen = !missing || anew;
        count = anew ? Math.min(grown, count - 1) : count + grown;
        if (count < 0) count = 0;
        cells.push(isSeen ? count : null);
      }
      let last = 100;
      for (const seen of cells.slice(1).filter((value) => value !== null)) {
        counted += seen < last ? seen : seen - last;
        last = seen;
      }
      const rows = await rowsOf({ use: 'rate', per: '1m' }, overTime(cells));
      const knownAt = cells.flatMap((value, i) => (value === null ? [] : [i]));
      const total = knownAt.slice(1).reduce((sum, at, i) => {
        return sum + Number(rows[at]?.['n']) * (at - (knownAt[i] ?? 0));
      }, 0);
      expect(total).toBeCloseTo(counted, 6);
    }),
  );
});

test('rows in any order, and rows without a time, leave the others as they are', async () => {
  const row = fc.record({ t: fc.option(fc.nat({ max: 20 }), { nil: null }), n: fc.nat(9) });
  const rows = fc.uniqueArray(row, { selector: ({ t }) => t ?? -1, maxLength: 20 });
  await fc.assert(
    fc.asyncProperty(rows, async (given) => {
      const timed = given.filter(({ t }) => t !== null);
      const ordered = timed.toSorted((a, b) => (a.t ?? 0) - (b.t ?? 0));
      const summed = await rowsOf({ use: 'cumulative' }, frameOf(given, ['t', 'n']));
      const expected = new Map(
        ordered.map(({ t }, i) => [t, ordered.slice(0, i + 1).reduce((sum, { n }) => sum + n, 0)]),
      );
      for (const { t, n } of summed.filter((one) => one['t'] !== null))
        expect(n).toBe(expected.get(t as number));
    }),
  );
});

test('reduce counts every row, also two of one time', async () => {
  const row = fc.record({ t: fc.nat({ max: 3 }), kind: fc.constantFrom('a', 'b'), n: fc.nat(9) });
  await fc.assert(
    fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 20 }), async (rows) => {
      const step = { use: 'reduce', calculations: ['sum', 'count', 'max'] };
      const reduced = await rowsOf(step, frameOf(rows));
      const kinds = [...new Set(rows.map(({ kind }) => kind))].sort();
      const naive = kinds.map((series) => {
        const own = rows.filter(({ kind }) => kind === series).map(({ n }) => n);
        const sum = own.reduce((a, b) => a + b, 0);
        return { series, sum, count: own.length, max: Math.max(...own) };
      });
      expect(reduced).toEqual(naive);
    }),
  );
});

test('last is the last by time, and a unit that all series share is kept', async () => {
  const frame = frameFromRows(
    [
      { t: 2, n: 20 },
      { t: 1, n: 10 },
    ],
    [
      { name: 't', type: 'time' },
      { name: 'n', type: 'number', unit: 'bytes' },
    ],
  );
  expect(await rowsOf({ use: 'reduce', calculations: ['last', 'first'] }, frame)).toEqual([
    { series: 'n', last: 20, first: 10 },
  ]);
});

test('fill reaches from the first to the last bucket of the range', async () => {
  const rows = await rowsOf({ use: 'fill', with: 'zero' }, frameOf([{ t: minute, n: 4 }]));
  expect(rows).toEqual([
    { t: 0, n: 0 },
    { t: minute, n: 4 },
    { t: 2 * minute, n: 0 },
  ]);
});

test('gaps are filled with the last known value, or on a straight line to the next one', async () => {
  const frame = frameOf([
    { t: minute, n: 4 },
    { t: 4 * minute, n: 10 },
  ]);
  const filled = async (how: string) => {
    const [result] = await framesAfter([{ use: 'fill', with: how }], [frame], 6);
    return result === undefined ? [] : frameToRows(result).map(({ n }) => n);
  };
  expect(await filled('previous')).toEqual([null, 4, 4, 4, 10, 10]);
  expect(await filled('linear')).toEqual([null, 4, 6, 8, 10, null]);
});

test.each(['moving-average', 'cumulative', 'rate', 'band'])(
  '%s changes, or says something of, only the fields that are named',
  async (use) => {
    const frame = frameOf([0, 1, 2, 3, 4, 5].map((i) => ({ t: i * minute, n: i * i, other: i })));
    const step = { use, fields: ['n'] } as TransformStep;
    const [result] = await framesAfter([step], [frame]);
    const columns = result?.fields.map(({ name }) => name).filter((name) => name.includes('other'));
    expect(columns).toEqual(['other']);
    const rows = result === undefined ? [] : frameToRows(result);
    expect(rows.map(({ other }) => other)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(rows).not.toEqual(frameToRows(frame));
  },
);

test.each([
  { count: 4000, minutes: 3, message: '4000 series at 4000 times' },
  { count: 100, minutes: 90_000, message: '100 series at 90000 times' },
])('too many to fill: $message', async ({ count, minutes, message }) => {
  const rows = Array.from({ length: count }, (_, i) => ({
    ...{ t: minutes > 3 ? 0 : i, kind: `k${i}`, n: 1 },
  }));
  await expect(framesAfter([{ use: 'fill' }], [frameOf(rows)], minutes)).rejects.toMatchObject({
    code: 'LIMIT_EXCEEDED',
    message: expect.stringContaining(message),
  });
});
