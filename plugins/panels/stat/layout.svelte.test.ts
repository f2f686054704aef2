import fc from 'fast-check';
import { expect, test } from 'vitest';
import { endRadius, fitSize, placeDeltas, tile, trendPaths } from './layout.ts';

test('tiles cover the space and none is lost', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 60 }),
      fc.integer({ min: 1, max: 2000 }),
      (count, width) => {
        const { columns, rows } = tile(count, width, 200);
        expect(columns * rows).toBeGreaterThanOrEqual(count);
        expect((rows - 1) * columns).toBeLessThan(count);
      },
    ),
  );
});

test('a number takes the largest size that fits', () => {
  expect(fitSize([{ text: '12' }], { width: 300, height: 100 })).toBe(56);
  expect(fitSize([{ text: '1234567890' }], { width: 100, height: 100 })).toBe(15);
});

test('numbers side by side have one size, and none that shouts', () => {
  const box = { width: 110, height: 100, most: 40 };
  expect(fitSize([{ text: '0' }], box)).toBe(40);
  expect(fitSize([{ text: '0' }, { text: '12345' }], box)).toBe(28);
});

test('a trend breaks at gaps, and a flat one lies in the middle', () => {
  expect(trendPaths(Float64Array.of(1, 2, NaN, 3, 4), 100, 40).line.match(/M/g)).toHaveLength(2);
  expect(trendPaths(Float64Array.of(5, 5), 100, 40).line).toBe('M0,20L97.5,20');
});

test('the dot at the end of a trend is within the box as a whole, at its line', () => {
  for (const values of [Float64Array.of(1, 9), Float64Array.of(9, 1)]) {
    const { line, end = { x: 0, y: 0 } } = trendPaths(values, 100, 40);
    expect(end.x).toBe(100 - endRadius);
    expect(Math.min(end.y, 40 - end.y)).toBeGreaterThanOrEqual(endRadius);
    expect(line.endsWith(`L${end.x},${end.y}`)).toBe(true);
  }
});

test('four numbers stand two by two rather than three above one', () => {
  expect(tile(4, 660, 250)).toMatchObject({ columns: 2, rows: 2 });
  expect(tile(4, 1200, 90)).toMatchObject({ columns: 4, rows: 1 });
});

const delta = { text: '−64% from 1.24k', short: '−64%' };
const place = (labels: readonly string[], width: number, height: number) =>
  placeDeltas(
    labels.map((label) => ({ label, delta })),
    { width, height },
  );

test('a change stands where it has room, and says less before a name is cut for it', () => {
  expect(place(['clicks'], 200, 60)).toEqual({ isBelow: false, form: 'text' });
  expect(place(['impressions'], 150, 120)).toEqual({ isBelow: true, form: 'text' });
  expect(place(['impressions'], 80, 120)).toEqual({ isBelow: true, form: 'short' });
  expect(place(['impressions'], 150, 80)).toEqual({ isBelow: false, form: 'short' });
  // Below, the number would be as small as its label.
  expect(place(['impressions'], 150, 68)).toEqual({ isBelow: false, form: 'short' });
  expect(place(['a name of its own that is as long as this'], 80, 60).form).toBe('none');
  expect(place([''], 300, 80)).toEqual({ isBelow: true, form: 'text' });
  expect(place([''], 300, 60).form).toBe('none');
});

test('changes stand alike on all tiles: where one has no room, none is there', () => {
  expect(place(['web', 'api'], 100, 60).form).toBe('short');
  expect(place(['web', 'application'], 100, 60).form).toBe('none');
  expect(place(['web', 'application'], 100, 100)).toEqual({ isBelow: true, form: 'short' });
});

test('a change that gets a letter more moves nothing', () => {
  const at = (short: string) =>
    placeDeltas([{ label: 'web', delta: { text: short, short } }], { width: 83, height: 60 });
  expect(at('+9.9%')).toEqual(at('+10.2%'));
  expect(placeDeltas([{ label: 'web', delta: undefined }], { width: 100, height: 60 }).form).toBe(
    'none',
  );
});
