import { expect, test } from 'vitest';
import { decimationOf } from './notice.ts';

test('points that are more than can be seen are told with those that stand for them', () => {
  expect(decimationOf(100_000, 1000, 3)).toBe('300k points drawn as 12k, least and greatest kept');
});

const quiet: [what: string, counts: [points: number, columns: number, series: number]][] = [
  ['few points', [3999, 1000, 3]],
  ['no room', [100_000, 0, 3]],
  ['nothing drawn', [100_000, 1000, 0]],
];

test.each(quiet)('nothing is told of %s', (_, counts) => {
  expect(decimationOf(...counts)).toBe('');
});
