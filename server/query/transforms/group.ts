import { Type, expression, field, fieldFromValues, type Field, type Frame } from '@heliostat/sdk';
import { compileAggregate } from './calculations.ts';
import { groupRows, needField, refuseTwins, takeRows } from './rows.ts';
import { defineTransform } from './transform.ts';

export const group = defineTransform({
  title: 'Group by',
  description: 'One row per combination of values, with aggregates over its rows.',
  options: Type.Object({
    by: Type.Array(field(), { default: [], description: 'Fields whose values make a group.' }),
    aggregates: Type.Record(Type.String({ minLength: 1 }), expression(), {
      description: 'New fields: count(), sum(x), avg(x), min(x), quantile(0.95, x) or last(x).',
    }),
  }),
  apply: (frames, { by, aggregates }) =>
    frames.map((frame) => {
      const keys = by.map((name) => needField(frame, name, 'by'));
      const groups = groupRows(frame, keys);
      const firsts = takeRows(
        { fields: keys, length: frame.length },
        groups.map(([first = 0]) => first),
      );
      const added = Object.entries(aggregates).map(([name, source]): Field => {
        const aggregate = compileAggregate(name, source, frame);
        return fieldFromValues({ name, type: aggregate.type }, groups.map(aggregate.of));
      });
      const fields = [...firsts.fields, ...added];
      refuseTwins(fields, 'aggregates');
      return { fields, length: groups.length } satisfies Frame;
    }),
});
