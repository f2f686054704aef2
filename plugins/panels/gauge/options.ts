import { Type, field, select, type FieldRules, type FrameShape, type Static } from '@heliostat/sdk';

const reductions = ['last', 'min', 'max', 'mean', 'sum'] as const;

export const options = Type.Object({
  shape: select(['radial', 'linear'], {
    default: 'radial',
    description: 'Round dials, or straight bars below one another.',
  }),
  reduce: select(reductions, {
    default: 'last',
    description: 'How a series becomes one value. Without a time field every row has its own.',
  }),
  openBucket: select(['skip', 'keep'], {
    default: 'skip',
    description: 'Whether the time bucket that is still filling counts, where it is the last one.',
  }),
  bands: Type.Boolean({
    default: true,
    description: 'Thresholds as coloured bands along the scale.',
  }),
  ends: Type.Boolean({ default: true, description: 'The ends of the scale in numbers.' }),
  maxValues: Type.Integer({
    default: 12,
    minimum: 1,
    maximum: 60,
    description: 'More values than this are left out, and the panel says how many.',
  }),
});

export const fieldOptions = Type.Object({
  target: Type.Optional(
    Type.Union([Type.Number(), field()], {
      description:
        'Marked on the scale: a number, or the name of the field that has it, which is then no gauge of its own.',
    }),
  ),
});

export const accepts: readonly FrameShape[] = ['value', 'series', 'table'];

export type Options = Static<typeof options>;
export type FieldOptions = Static<typeof fieldOptions>;
export type Fields = FieldRules<FieldOptions>;
export type Reduction = (typeof reductions)[number];
