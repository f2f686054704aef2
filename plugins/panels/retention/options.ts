import { Type, field, select, type FieldRules, type FrameShape, type Static } from '@heliostat/sdk';

export const options = Type.Object({
  cohort: Type.Optional(
    field({
      description:
        'The time or text of a cohort. Default: the first time field, else the first text.',
    }),
  ),
  age: Type.Optional(
    field({ description: 'How old a cohort is, a number. Default: the first number field.' }),
  ),
  value: Type.Optional(
    field({ description: 'How many are still there. Default: the next number field.' }),
  ),
  size: Type.Optional(
    field({
      description: 'How many a cohort began with. Default: the value at its lowest age.',
    }),
  ),
  show: select(['share', 'value'], {
    default: 'share',
    description: 'What stands in a cell: the share of the cohort, or how many.',
  }),
  ageName: Type.String({
    default: '',
    maxLength: 20,
    description: 'What one step of age is called: day, week.',
  }),
  mean: Type.Boolean({
    default: true,
    description: 'A first row with the mean of all cohorts old enough, by their size.',
  }),
  maxCohorts: Type.Integer({
    default: 24,
    minimum: 1,
    maximum: 48,
    description: 'Only the latest cohorts are drawn; the panel says how many are left out.',
  }),
  maxAges: Type.Integer({
    default: 24,
    minimum: 1,
    maximum: 40,
    description: 'Only the lowest ages are drawn; the panel says how many are left out.',
  }),
});

export const fieldOptions = Type.Object({});

export const accepts: readonly FrameShape[] = ['table', 'series'];

export type Options = Static<typeof options>;
export type Fields = FieldRules;
