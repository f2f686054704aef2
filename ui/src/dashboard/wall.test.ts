import { expect, test } from 'vitest';
import { wallScale } from './wall.ts';

test('type on a wall takes the same share of every large screen', () => {
  expect(wallScale(1920, 1080)).toBeCloseTo(1.6);
  expect(wallScale(3840, 2160)).toBeCloseTo(2 * 1.6);
});

test('the shorter side decides: an upright screen is not read from farther away', () => {
  expect(wallScale(1080, 1920)).toBe(1);
  expect(wallScale(2400, 675)).toBe(1);
});

test('nothing becomes smaller than at a desk, nor larger than makes sense', () => {
  expect(wallScale(390, 844)).toBe(1);
  expect(wallScale()).toBe(1);
  expect(wallScale(15_360, 8640)).toBe(4);
});
