import { Type, duration, field, parseDuration } from '@heliostat/sdk';
import { mapSeries } from './series-rows.ts';
import { defineTransform } from './transform.ts';

export const rate = defineTransform({
  title: 'Rate',
  description: 'How fast each value changes from the one before.',
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

/** The first value has none before it: NaN. */
function changes(
  values: Float64Array,
  times: Float64Array,
  { perMs, counter }: { perMs: number; counter: boolean },
): Float64Array {
  return values.map((value, i) => {
    const [before = NaN, at = NaN, then = NaN] = [values[i - 1], times[i], times[i - 1]];
    const grown = counter && value < before ? value : value - before;
    return at > then ? (grown * perMs) / (at - then) : NaN;
  });
}
