import { expect, test } from 'vitest';
import { footOf } from './foot.ts';

test('a note stands beside the legend where both have room, else below it', () => {
  const legend = ['page_view', 'feature_use', 'login', 'login_failed'];
  const note = '19 more in other';
  expect(footOf([], '', 390)).toEqual({ lines: 0, isBelow: false });
  expect(footOf([], note, 390)).toEqual({ lines: 1, isBelow: false });
  expect(footOf(legend, '', 390)).toEqual({ lines: 1, isBelow: false });
  expect(footOf(legend, note, 390)).toEqual({ lines: 2, isBelow: true });
  expect(footOf(legend, note, 800)).toEqual({ lines: 1, isBelow: false });
});
