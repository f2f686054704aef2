import { expect, test } from 'vitest';
import { frameFromRows } from './frame.ts';
import { lastNumber, resolveThresholds, thresholdQueries } from './threshold-bounds.ts';

const fields = {
  '*': { unit: 'ms' },
  p99: {
    thresholds: [
      { at: 0, color: 'ok' },
      { at: '$limit', color: 'warn' },
      { at: { query: 'limits', field: 'hard' }, color: 'crit', label: 'hard' },
    ],
  },
  p50: { thresholds: [{ at: { query: 'limits' }, color: 'crit' }] },
};

test('every threshold has the number its variable or query gives, in their order', () => {
  const { fields: resolved, missing } = resolveThresholds(fields, (bound) =>
    bound === '$limit' ? 500 : typeof bound === 'object' && bound.field === 'hard' ? 200 : 7,
  );
  expect(resolved['p99']).toEqual({
    thresholds: [
      { at: 0, color: 'ok' },
      { at: 200, color: 'crit', label: 'hard' },
      { at: 500, color: 'warn' },
    ],
  });
  expect(resolved['p50']).toEqual({ thresholds: [{ at: 7, color: 'crit' }] });
  expect(missing).toEqual([]);
});

test('what has no number is left out and named, each once', () => {
  const { fields: resolved, missing } = resolveThresholds(fields, () => undefined);
  expect(resolved['p99']).toEqual({ thresholds: [{ at: 0, color: 'ok' }] });
  expect(resolved['p50']).toEqual({ thresholds: [] });
  expect(missing).toEqual(['$limit', 'limits.hard', 'limits']);
});

test('rules with numbers alone are handed on as they are', () => {
  const plain = { '*': { thresholds: [{ at: 1, color: 'ok' }] } };
  expect(resolveThresholds(plain, () => undefined).fields).toBe(plain);
  expect(thresholdQueries({ fields })).toEqual(['limits']);
});

test('the number of a query is the last that there is', () => {
  const frame = frameFromRows(
    [
      { name: 'a', soft: 1, hard: 2 },
      { name: 'b', soft: null, hard: 3 },
    ],
    [
      { name: 'name', type: 'string' },
      { name: 'soft', type: 'number' },
      { name: 'hard', type: 'number' },
    ],
  );
  expect([lastNumber(frame), lastNumber(frame, 'hard')]).toEqual([1, 3]);
  expect([lastNumber(frame, 'name'), lastNumber(frame, 'none')]).toEqual([undefined, undefined]);
});
