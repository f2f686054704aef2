import { Type, select, type FieldRules, type FrameShape, type Static } from '@heliostat/sdk';

const reductions = ['sum', 'last', 'mean', 'max'] as const;

export const options = Type.Object({
  order: select(['descending', 'ascending'], {
    default: 'descending',
    description: 'Whether the largest or the smallest value is first.',
  }),
  compare: select(['auto', 'start', 'previous', 'off'], {
    default: 'auto',
    description:
      'What ranks and values are compared with: the start of the range, or the result before; auto: the range where there is a time field.',
  }),
  reduce: select(reductions, {
    default: 'sum',
    description: 'How the values of a name over time become one.',
  }),
  better: select(['up', 'down', 'neither'], {
    default: 'neither',
    description: 'Which direction of change is good; it gives the change its colour.',
  }),
  sparkline: Type.Boolean({
    default: true,
    description: 'The values over time beside each bar, where there is a time field and room.',
  }),
  maxRows: Type.Integer({
    default: 50,
    minimum: 1,
    maximum: 200,
    description: 'More names than this are not shown, and the panel says how many.',
  }),
});

export const fieldOptions = Type.Object({});

export const accepts: readonly FrameShape[] = ['table', 'series'];

export type Options = Static<typeof options>;
export type Fields = FieldRules;
export type Reduction = (typeof reductions)[number];
