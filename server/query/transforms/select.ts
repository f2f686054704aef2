import { Type, field, select as oneOf, type Field, type Frame } from '@heliostat/sdk';
import { needField, refuseTwins } from './rows.ts';
import { defineTransform } from './transform.ts';

const names = (description: string) => Type.Optional(Type.Array(field(), { description }));

export const select = defineTransform({
  title: 'Select fields',
  description: 'Some of the fields, in another order, under other names.',
  options: Type.Object({
    keep: names('Fields to keep, in this order. Default: all, in theirs.'),
    first: names('Fields that come first, in this order; the others follow in theirs.'),
    hide: names('Fields to leave out.'),
    rename: Type.Optional(
      Type.Record(Type.String(), Type.String({ minLength: 1, maxLength: 200 }), {
        description: 'New names by old ones.',
      }),
    ),
    missing: oneOf(['error', 'skip'], {
      default: 'error',
      description: 'A field that is named and not there is an error, or nothing.',
    }),
  }),
  apply: (frames, { keep, first = [], hide = [], rename = {}, missing }) =>
    frames.map((frame): Frame => {
      const find = (names: readonly string[], option: string): Field[] =>
        names
          .filter((name) => missing === 'error' || frame.fields.some((one) => one.name === name))
          .map((name) => needField(frame, name, option));
      find(hide, 'hide');
      find(Object.keys(rename), 'rename');
      const kept = keep === undefined ? frame.fields : find(keep, 'keep');
      const ahead = find(first, 'first').filter((one) => kept.includes(one));
      const fields = [...new Set([...ahead, ...kept])]
        .filter(({ name }) => !hide.includes(name))
        .map((column) => renamed(column, rename));
      refuseTwins(fields, 'rename');
      return { fields, length: fields.length === 0 ? 0 : frame.length };
    }),
});

function renamed(column: Field, rename: Readonly<Record<string, string>>): Field {
  const name = Object.hasOwn(rename, column.name) ? rename[column.name] : undefined;
  return name === undefined ? column : { ...column, name };
}
