import { Type, duration, field, parseDuration } from '@heliostat/sdk';
import { mapSeries } from './series-rows.ts';
import { defineTransform } from './transform.ts';

export const rate = defineTransform({
  title: 'Rate',
  description: 'How fast each value changes from the last one known.',
  options: Type.Object({
    per: duration({ default: '1s', description: 'Change per this length of time.' }),
    counter: Type.Boolean({
      default: true,
      description: 'The values only grow; a smaller one means that counting began anew at 0.',
    }),
    fields: Type.Optional(Type.Array(field(), { description: 'Default: all number fields.' })),
  }),
  apply: (frames, { per, counter, fields }) => {
    const perMs = parseDuration(per);
    return frames.map((frame) =>
      mapSeries(frame, fields, (values, times) => changes(values, times, { perMs, counter })),
    );
  },
});

/** NaN for the first value, which has none before it, and where a value is missing. */
function changes(
  values: Float64Array,
  times: Float64Array,
  { perMs, counter }: { perMs: number; counter: boolean },
): Float64Array {
  let [before, then] = [NaN, NaN];
  return values.map((value, i) => {
    if (Number.isNaN(value)) return NaN;
    const at = times[i] ?? NaN;
    const grown = counter && value < before ? value : value - before;
    const rate = at > then ? (grown * perMs) / (at - then) : NaN;
    [before, then] = [value, at];
    return rate;
  });
}
