import { expect, test } from 'vitest';
import { ageStatus, formatAge } from './age.ts';

test.each([
  [-5, '0.0 s'],
  [800, '0.8 s'],
  [9940, '9.9 s'],
  [9960, '10 s'],
  [119_000, '119 s'],
  [120_000, '2 min'],
  [7_200_000, '2 h'],
  [172_800_000, '2 d'],
])('%d ms is %s', (ms, text) => {
  expect(formatAge(ms)).toBe(text);
});

test('within five seconds is fresh', () => {
  expect([5000, 5001, 60_001].map(ageStatus)).toEqual(['fresh', 'late', 'old']);
});
