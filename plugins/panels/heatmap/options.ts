import { Type, field, select, type FieldRules, type FrameShape, type Static } from '@heliostat/sdk';

const reductions = ['sum', 'mean', 'max', 'min'] as const;

export const options = Type.Object({
  mode: select(['time', 'calendar'], {
    default: 'time',
    description:
      'Columns over time with a row for each bucket or category, or a cell for each day.',
  }),
  scale: select(['linear', 'log'], {
    default: 'linear',
    description: 'How amounts become colours; log where a few cells are far larger than the rest.',
  }),
  midpoint: Type.Optional(
    Type.Number({
      description:
        'Amounts below and above it get colours of their own, stronger the further off: 0 for changes, a target for figures.',
    }),
  ),
  reduce: select(reductions, {
    default: 'sum',
    description: 'How several amounts that fall into one cell become one.',
  }),
  bucketField: Type.Optional(
    field({
      description:
        'The number field with the lower edge of each bucket, for a row each; a field named bucket is found by itself.',
    }),
  ),
  sort: select(['value', 'name', 'none'], {
    default: 'none',
    description: 'Rows of categories: as they come, largest first, or by name. Buckets ascend.',
  }),
  maxRows: Type.Integer({
    default: 40,
    minimum: 1,
    maximum: 400,
    description: 'More categories than this are added up as one row, other.',
  }),
  legend: Type.Boolean({ default: true, description: 'The scale of colours with its ends.' }),
});

export const fieldOptions = Type.Object({});

export const accepts: readonly FrameShape[] = ['series', 'table'];

export type Options = Static<typeof options>;
export type Fields = FieldRules;
export type Reduction = (typeof reductions)[number];
