import { Type, select, type FieldRules, type FrameShape, type Static } from '@heliostat/sdk';

const reductions = ['sum', 'last', 'mean'] as const;

export const options = Type.Object({
  shape: select(['donut', 'pie'], {
    default: 'donut',
    description: 'With the total in the middle, or full.',
  }),
  sort: select(['value', 'name', 'none'], {
    default: 'value',
    description: 'Clockwise from the top: largest first, by name, or as the query gave them.',
  }),
  reduce: select(reductions, {
    default: 'sum',
    description: 'How a series over time becomes one number.',
  }),
  maxSlices: Type.Integer({
    default: 8,
    minimum: 1,
    maximum: 40,
    description: 'More slices than this are added up as one, other.',
  }),
  minShare: Type.Number({
    default: 1,
    minimum: 0,
    maximum: 50,
    description: 'Slices below this share of the whole, in percent, are added up as well.',
  }),
  labels: select(['percent', 'value', 'both', 'off'], {
    default: 'percent',
    description: 'What stands beside each slice behind its name, where there is room.',
  }),
  total: Type.Boolean({ default: true, description: 'The sum in the middle of a donut.' }),
  legend: select(['auto', 'bottom', 'right', 'off'], {
    default: 'auto',
    description: 'Where names can be hidden and isolated; auto: where the labels have no room.',
  }),
});

export const fieldOptions = Type.Object({});

export const accepts: readonly FrameShape[] = ['table', 'series'];

export type Options = Static<typeof options>;
export type Fields = FieldRules;
export type Reduction = (typeof reductions)[number];
