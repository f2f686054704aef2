import { expect, test } from 'vitest';
import { rowHeightPx, uniqueKeys } from './layout.ts';

test('a panel that is placed twice has two keys, and the others keep theirs', () => {
  expect(uniqueKeys(['a', 'b', 'a', 'a'])).toEqual(['a', 'b', 'a#2', 'a#3']);
});

test('a row is as high as in Grafana', () => {
  expect(rowHeightPx({ height: 2, cells: [] })).toBe(68);
  expect(rowHeightPx({ cells: [] })).toBe(296);
});
