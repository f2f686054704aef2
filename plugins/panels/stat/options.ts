import { Type, select, type FieldConfig, type FrameShape, type Static } from '@heliostat/sdk';

const reductions = ['last', 'first', 'min', 'max', 'mean', 'sum', 'count'] as const;

export const options = Type.Object({
  reduce: select(reductions, {
    default: 'last',
    description: 'How a series becomes one number. Without a time field the last row counts.',
  }),
  openBucket: select(['skip', 'keep'], {
    default: 'skip',
    description: 'Whether the time bucket that is still filling counts, where it is the last one.',
  }),
  trend: select(['area', 'line', 'off'], {
    default: 'area',
    description: 'The series behind the number.',
  }),
  delta: select(['first', 'mean', 'off'], {
    default: 'first',
    description: 'What the number is compared with: the start of the range, or the mean over it.',
  }),
  better: select(['up', 'down', 'neither'], {
    default: 'neither',
    description: 'Which direction of change is good; it gives the change its colour.',
  }),
  maxValues: Type.Integer({
    default: 12,
    minimum: 1,
    maximum: 60,
    description: 'More numbers than this are left out, and the panel says how many.',
  }),
});

export const fieldOptions = Type.Object({});

export const accepts: readonly FrameShape[] = ['value', 'series'];

export type Options = Static<typeof options>;
export type Reduction = (typeof reductions)[number];
export type Fields = Readonly<Record<string, FieldConfig>>;
