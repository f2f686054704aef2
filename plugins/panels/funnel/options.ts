import { Type, field, select, type FieldRules, type FrameShape, type Static } from '@heliostat/sdk';

export const options = Type.Object({
  step: Type.Optional(
    field({
      description:
        'The text that names a step. Default: the first text field; without one, each number field is a step.',
    }),
  ),
  value: Type.Optional(
    field({ description: 'How many reach a step. Default: the first number field.' }),
  ),
  duration: Type.Optional(
    field({
      description:
        'A number field with the time from the step before, shown between the steps; in ms without a unit.',
    }),
  ),
  sort: select(['none', 'value'], {
    default: 'none',
    description: 'Steps as the query gave them, or the largest first.',
  }),
  align: select(['left', 'center'], {
    default: 'left',
    description: 'Bars from one edge, which compares best, or around the middle.',
  }),
  shares: select(['both', 'first', 'before', 'off'], {
    default: 'both',
    description: 'The share of the first step, of the step before, or both beside each number.',
  }),
  maxSteps: Type.Integer({
    default: 12,
    minimum: 2,
    maximum: 50,
    description: 'Later steps are left out, and the panel says how many.',
  }),
});

export const fieldOptions = Type.Object({});

export const accepts: readonly FrameShape[] = ['table'];

export type Options = Static<typeof options>;
export type Fields = FieldRules;
