import fc from 'fast-check';
import { expect, test } from 'vitest';
import { timeAxis } from './time-axis.ts';

const noon = Date.UTC(2026, 10, 22, 12);

test('ticks are at round times of the zone, and the date is said once', () => {
  expect(timeAxis({ from: noon, to: noon + 3_600_000 }, 360, 'utc')).toEqual([
    { at: 90, text: '12:15', context: '22 Nov' },
    { at: 180, text: '12:30', context: '' },
    { at: 270, text: '12:45', context: '' },
  ]);
});

test('no label leaves the axis or touches another one', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 4e12 }),
      fc.integer({ min: 1, max: 1e12 }),
      fc.double({ min: 0, max: 3000, noNaN: true }),
      (from, length, width) => {
        const ticks = timeAxis({ from, to: from + length }, width, 'Europe/Warsaw');
        ticks.forEach(({ at, text }, i) => {
          const half = text.length * 3.1;
          const before = ticks[i - 1];
          expect(at - half).toBeGreaterThanOrEqual(-0.001);
          expect(at + half).toBeLessThanOrEqual(width + 0.001);
          if (before !== undefined)
            expect(at - half).toBeGreaterThan(before.at + before.text.length * 3.1);
        });
      },
    ),
  );
});

test('an empty range or axis has none', () => {
  expect(timeAxis({ from: noon, to: noon }, 300, 'utc')).toEqual([]);
  expect(timeAxis({ from: noon, to: noon + 1000 }, 0, 'utc')).toEqual([]);
});
