import { Type, select, type FieldConfig, type FrameShape, type Static } from '@heliostat/sdk';

export const options = Type.Object({
  density: select(['compact', 'normal', 'roomy'], {
    default: 'normal',
    description: 'Height of a row: 24, 28 or 34 pixels.',
  }),
  sort: Type.Optional(
    Type.String({
      maxLength: 200,
      description:
        'Field to sort by at first; -field sorts downwards. Default: as the query gave them.',
    }),
  ),
  header: Type.Boolean({ default: true, description: 'Whether the columns have heads.' }),
});

export const fieldOptions = Type.Object({
  cell: Type.Optional(
    select(['text', 'bar', 'color'], {
      default: 'text',
      description: 'Plain, with a bar behind the number, or in the colour of its threshold.',
    }),
  ),
  width: Type.Optional(
    Type.Integer({
      minimum: 30,
      maximum: 1000,
      description: 'Of the column, in pixels; default: as needed.',
    }),
  ),
  hide: Type.Optional(Type.Boolean({ default: false, description: 'Leaves the column out.' })),
});

export const accepts: readonly FrameShape[] = ['table', 'series', 'value'];

export type Options = Static<typeof options>;
export type FieldOptions = Static<typeof fieldOptions>;
export type Fields = Readonly<Record<string, FieldConfig & Partial<FieldOptions>>>;
