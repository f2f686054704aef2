import { Type, field } from '@heliostat/sdk';
import { mapSeries } from './series-rows.ts';
import { defineTransform } from './transform.ts';

export const movingAverage = defineTransform({
  title: 'Moving average',
  description: 'The mean of each value and those before it.',
  options: Type.Object({
    points: Type.Integer({ minimum: 2, maximum: 10_000, default: 5, description: 'Window width.' }),
    fields: Type.Optional(Type.Array(field(), { description: 'Default: all number fields.' })),
  }),
  apply: (frames, { points, fields }) =>
    frames.map((frame) => mapSeries(frame, fields, (values) => trailingMean(values, points))),
});

/** Means over the last `points` values, fewer at the start; missing values do not count. */
function trailingMean(values: Float64Array, points: number): Float64Array {
  const sums = trailingSum(
    values.map((value) => (Number.isNaN(value) ? 0 : value)),
    points,
  );
  const counts = trailingSum(
    values.map((value) => (Number.isNaN(value) ? 0 : 1)),
    points,
  );
  return sums.map((sum, i) => sum / (counts[i] ?? 0));
}

/**
 * Sums over the last `points` values, each in two additions: a window is the end of one block and the
 * beginning of the next. Nothing is subtracted, so what left a window leaves no trace: no rounding, no ∞ - ∞.
 */
function trailingSum(values: Float64Array, points: number): Float64Array {
  const fromBlockStart = values.slice();
  const toBlockEnd = values.slice();
  for (let i = 1; i < values.length; i++)
    if (i % points !== 0) fromBlockStart[i] = (fromBlockStart[i - 1] ?? 0) + (values[i] ?? 0);
  for (let i = values.length - 2; i >= 0; i--)
    if ((i + 1) % points !== 0) toBlockEnd[i] = (toBlockEnd[i + 1] ?? 0) + (values[i] ?? 0);
  return fromBlockStart.map((sum, end) => {
    const start = end - points + 1;
    return start <= 0 || start % points === 0 ? sum : sum + (toBlockEnd[start] ?? 0);
  });
}
