import type { Aggregate } from '@heliostat/sdk';
import { expect, test } from 'vitest';
import { isOnlyUnits, unitsOfBuilt } from './named-units.ts';

const unitsOf = (field: string, aggregate: Aggregate = 'avg') =>
  unitsOfBuilt({
    ...{ table: ['t'], bucket: true, groupBy: [], filters: [] },
    measures: [{ name: 'figure', aggregate, field }],
  });

test.each([
  ['duration_ms', 'ms'],
  ['durationMs', 'ms'],
  ['latency_seconds', 's'],
  ['time_s', 's'],
  ['bytes', 'bytes'],
  ['bytes_sent', 'bytes'],
  ['used_pct', 'percent'],
])('what is computed of %s is in %s', (field, unit) => {
  expect(unitsOf(field)).toEqual({ figure: unit });
});

test('a name that says no unit has none, and how many different values there are is a number', () => {
  for (const field of ['amount', 's', 'items', 'status', 'forms'])
    expect(unitsOf(field)).toEqual({});
  expect(unitsOf('duration_ms', 'unique')).toEqual({});
});

test('a panel with proposed units alone is as it came; with anything else somebody has said how', () => {
  const panel = (fields?: Record<string, Record<string, unknown>>) => ({
    type: 'stat',
    ...(fields && { fields }),
  });
  const proposed = { time: 'ms' };
  expect(isOnlyUnits(panel(), proposed)).toBe(true);
  expect(isOnlyUnits(panel({ time: { unit: 'ms' } }), proposed)).toBe(true);
  expect(isOnlyUnits(panel({ time: { unit: 's' } }), proposed)).toBe(false);
  expect(isOnlyUnits(panel({ time: { unit: 'ms', decimals: 1 } }), proposed)).toBe(false);
  expect(isOnlyUnits(panel({ other: { unit: 'ms' } }), proposed)).toBe(false);
});
