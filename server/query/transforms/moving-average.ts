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
  return values.map((_, end) => {
    let sum = 0;
    let count = 0;
    for (let i = Math.max(0, end - points + 1); i <= end; i++) {
      const value = values[i] ?? NaN;
      if (Number.isNaN(value)) continue;
      sum += value;
      count++;
    }
    return count === 0 ? NaN : sum / count;
  });
}
