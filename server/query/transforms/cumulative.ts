import { Type, field } from '@heliostat/sdk';
import { cumsum } from 'd3-array';
import { mapSeries } from './series-rows.ts';
import { defineTransform } from './transform.ts';

export const cumulative = defineTransform({
  title: 'Cumulative',
  description: 'Each value with all values before it added.',
  options: Type.Object({
    fields: Type.Optional(Type.Array(field(), { description: 'Default: all number fields.' })),
  }),
  apply: (frames, { fields }) =>
    frames.map((frame) => mapSeries(frame, fields, (values) => cumsum(values))),
});
