import { expect, test } from 'vitest';
import { median } from 'd3-array';
import { frameOf, minute, rowsOf } from './testing.ts';

const hour = 60 * minute;

test('the band is the median and 1.4826 MAD of the values before', async () => {
  const values = [3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5];
  const frame = frameOf(values.map((n, i) => ({ t: i * minute, n })));
  const rows = await rowsOf({ use: 'band', points: 6, sensitivity: 2 }, frame);
  rows.forEach((row, i) => {
    const before = values.slice(Math.max(0, i - 6), i);
    if (before.length < 4) {
      expect(row['n expected']).toBeNull();
      return;
    }
    const center = median(before) ?? NaN;
    const spread = 1.4826 * (median(before, (n) => Math.abs(n - center)) ?? NaN);
    expect(row['n expected']).toBe(center);
    expect(row['n lower']).toBeCloseTo(center - 2 * spread, 9);
    expect(row['n upper']).toBeCloseTo(center + 2 * spread, 9);
  });
});

test('with a season only earlier seasons count, not the minutes before', async () => {
  const rows = Array.from({ length: 3 * 24 * 60 }, (_, i) => ({
    t: i * minute,
    n: i >= 2 * 24 * 60 ? 500 : Math.floor(((i * minute) % (24 * hour)) / hour),
  }));
  const banded = await rowsOf({ use: 'band', season: 'day', points: 60 }, frameOf(rows));
  expect(banded[24 * 60 - 1]?.['n expected']).toBeNull();
  expect(banded[(2 * 24 + 10) * 60 + 50]?.['n expected']).toBe(10);
});

test('one odd value among equal ones does not make a band without width', async () => {
  const values = [5, 5, 5, 5, 5, 8, 5, 5, 5, 5];
  const frame = frameOf(values.map((n, i) => ({ t: i * minute, n })));
  const rows = await rowsOf({ use: 'band', points: 30 }, frame);
  expect(Number(rows[9]?.['n upper'])).toBeGreaterThan(5);
});

test('an infinity is no value to learn from', async () => {
  const values = [1, 2, Infinity, 1, 2, -Infinity, 1, 2, 1];
  const frame = frameOf(values.map((n, i) => ({ t: i * minute, n })));
  const rows = await rowsOf({ use: 'band' }, frame);
  expect(rows[8]?.['n expected']).toBe(1.5);
});
