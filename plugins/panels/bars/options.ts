import { Type, select, type FieldConfig, type FrameShape, type Static } from '@heliostat/sdk';

export const options = Type.Object({
  direction: select(['horizontal', 'vertical'], {
    default: 'horizontal',
    description: 'Bars along the x axis, which leaves room for names, or along the y axis.',
  }),
  sort: select(['value', 'name', 'none'], {
    default: 'value',
    description: 'Largest first, by name, or as the query gave them.',
  }),
  stack: select(['none', 'normal', 'percent'], {
    default: 'normal',
    description:
      'Several series of one category: side by side, on top of one another, or as shares.',
  }),
  maxBars: Type.Integer({
    default: 20,
    minimum: 1,
    maximum: 200,
    description: 'More categories than this are added up as one bar, other.',
  }),
  values: select(['auto', 'off'], {
    default: 'auto',
    description: 'The number at the end of each bar, where there is room.',
  }),
});

export const fieldOptions = Type.Object({});

export const accepts: readonly FrameShape[] = ['table'];

export type Options = Static<typeof options>;
export type Fields = Readonly<Record<string, FieldConfig>>;
