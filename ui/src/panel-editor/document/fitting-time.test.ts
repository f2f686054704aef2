import { fieldFromValues, type Frame } from '@heliostat/sdk';
import { expect, test } from 'vitest';
import { fittingTime } from './fitting-time.ts';

const nowMs = Date.UTC(2026, 0, 2, 13);
const minute = 60_000;
const frame = (...agesMs: readonly (number | null)[]): Frame => ({
  fields: [
    fieldFromValues(
      { name: 't', type: 'time' },
      agesMs.map((age) => age && nowMs - age),
    ),
  ],
  length: agesMs.length,
});

test.each([
  ['two minutes of events', [frame(2 * minute, minute)], { from: 'now-15m', refresh: 'live' }],
  ['a quarter of an hour', [frame(15 * minute, 1)], { from: 'now-1h', refresh: 'live' }],
  ['one old event among new ones', [frame(minute), frame(minute, 90 * minute)], undefined],
  ['thirty days', [frame(30 * 24 * 60 * minute, minute)], undefined],
  ['no events', [frame()], undefined],
  ['a figure without time', [{ fields: [], length: 1 }], undefined],
])('%s', (_, frames, time) => {
  expect(fittingTime(frames, nowMs)).toEqual(time);
});
