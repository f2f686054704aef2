import { expect, test, vi } from 'vitest';
import { roomFor, zoomCorner } from './zoom-corner.ts';

const phone = { width: 300, height: 190 };
const corner = { width: 87, height: 46 };

test('the corner is larger where a finger presses the buttons, and nothing without them', () => {
  expect(zoomCorner(phone)).toEqual({ width: 55, height: 30 });
  const touch = vi.spyOn(window, 'matchMedia').mockReturnValue({ matches: true } as MediaQueryList);
  expect(zoomCorner(phone)).toEqual(corner);
  touch.mockRestore();
  expect(zoomCorner({ width: 200, height: 300 })).toEqual({ width: 0, height: 0 });
});

test('a wide drawing on a phone moves below the corner and is as large as before', () => {
  expect(roomFor(2.2, phone, corner)).toEqual({ left: 0, top: 46, width: 300, height: 144 });
});

test('a drawing that fills the height goes beside the corner', () => {
  const size = { width: 300, height: 140 };
  expect(roomFor(2.2, size, corner)).toEqual({ left: 0, top: 0, width: 213, height: 140 });
});

test('where the corner is empty anyway, or there are no buttons, nothing moves', () => {
  const wide = { width: 900, height: 200 };
  expect(roomFor(2.2, wide, corner)).toEqual({ left: 0, top: 0, ...wide });
  expect(roomFor(2.2, phone, { width: 0, height: 0 })).toEqual({ left: 0, top: 0, ...phone });
});
