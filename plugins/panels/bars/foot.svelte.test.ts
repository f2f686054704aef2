import { expect, test } from 'vitest';
import { footOf } from './foot.ts';

test('a note stands beside the legend where both have room, else below it', () => {
  const lines = { legendLine: 24, noteLine: 20 };
  const legend = ['page_view', 'feature_use', 'login', 'login_failed'];
  const note = '19 more in other';
  expect(footOf([], '', { ...lines, width: 390 })).toEqual({ height: 0, isBelow: false });
  expect(footOf([], note, { ...lines, width: 390 })).toEqual({ height: 20, isBelow: false });
  expect(footOf(legend, '', { ...lines, width: 390 })).toEqual({ height: 24, isBelow: false });
  expect(footOf(legend, note, { ...lines, width: 390 })).toEqual({ height: 44, isBelow: true });
  expect(footOf(legend, note, { ...lines, width: 800 })).toEqual({ height: 24, isBelow: false });
});
