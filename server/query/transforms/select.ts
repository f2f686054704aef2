import { Type, field, type Frame } from '@heliostat/sdk';
import { needField } from './rows.ts';
import { defineTransform } from './transform.ts';

const names = (description: string) => Type.Optional(Type.Array(field(), { description }));

export const select = defineTransform({
  title: 'Select fields',
  description: 'Some of the fields, in another order, under other names.',
  options: Type.Object({
    keep: names('Fields to keep, in this order. Default: all, in theirs.'),
    hide: names('Fields to leave out.'),
    rename: Type.Optional(
      Type.Record(Type.String(), Type.String({ minLength: 1, maxLength: 200 }), {
        description: 'New names by old ones.',
      }),
    ),
  }),
  apply: (frames, { keep, hide = [], rename = {} }) =>
    frames.map((frame): Frame => {
      for (const name of [...hide, ...Object.keys(rename)]) needField(frame, name, 'fields');
      const kept = keep?.map((name) => needField(frame, name, 'keep')) ?? frame.fields;
      const fields = kept
        .filter(({ name }) => !hide.includes(name))
        .map((column) =>
          Object.hasOwn(rename, column.name)
            ? { ...column, name: rename[column.name] ?? column.name }
            : column,
        );
      return { fields, length: fields.length === 0 ? 0 : frame.length };
    }),
});
