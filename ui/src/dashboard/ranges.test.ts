import { expect, test } from 'vitest';
import { resolveRange } from '@heliostat/sdk';
import {
  formatClipboard,
  parseClipboard,
  quickRanges,
  scaleInterval,
  shiftInterval,
  spanLabel,
  toRangeText,
} from './ranges.ts';

const now = Date.UTC(2026, 10, 22, 12);

test.each(quickRanges)('%s is a range', (_, from, to) => {
  const interval = resolveRange({ from, to }, now, 'utc');
  expect(interval.to).toBeGreaterThan(interval.from);
});

test('a shift keeps the length and there and back is where it was', () => {
  const interval = { from: now - 3_600_000, to: now };
  const earlier = shiftInterval(interval, -1);
  expect(earlier).toEqual({ from: now - 5_400_000, to: now - 1_800_000 });
  expect(shiftInterval(earlier, 1)).toEqual(interval);
});

test('zooming in stops at a second', () => {
  let interval = { from: now - 60_000, to: now };
  for (let i = 0; i < 40; i++) interval = scaleInterval(interval, 0.5);
  expect(interval.to - interval.from).toBe(1000);
});

test('a copied range pastes as what it was', () => {
  const range = toRangeText({ from: now - 1000, to: now });
  expect(parseClipboard(formatClipboard(range))).toEqual(range);
  expect(parseClipboard('{"raw":{}}')).toBeUndefined();
  expect(parseClipboard('null')).toBeUndefined();
  expect(parseClipboard('last 5m')).toBeUndefined();
});

test('a span says the day of its end where that is another one', () => {
  const at = (text: string) => Date.parse(`2026-11-${text}Z`);
  const label = (from: string, to: string) => spanLabel({ from: at(from), to: at(to) }, 'utc');
  expect(label('22T10:00', '22T12:30')).toBe('2026-11-22 10:00:00 to 12:30:00');
  expect(label('20T10:00', '22T12:30')).toBe('2026-11-20 10:00:00 to 2026-11-22 12:30:00');
});
