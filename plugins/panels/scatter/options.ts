import {
  Type,
  field,
  select,
  type FieldConfig,
  type FrameShape,
  type Static,
} from '@heliostat/sdk';

export const options = Type.Object({
  x: Type.Optional(field({ description: 'Along the x axis. Default: the first number field.' })),
  y: Type.Optional(field({ description: 'Along the y axis. Default: the next number field.' })),
  size: Type.Optional(field({ description: 'A number that is the area of a point.' })),
  color: Type.Optional(
    field({
      description:
        'A text or a number that is its colour. Default: the first text field with no more than 20 values.',
    }),
  ),
  xScale: select(['linear', 'log'], {
    default: 'linear',
    description: 'On a log axis every step is a factor; zero and less are not on it.',
  }),
  yScale: select(['linear', 'log'], {
    default: 'linear',
    description: 'The same for the y axis.',
  }),
  draw: select(['auto', 'points', 'density'], {
    default: 'auto',
    description: 'Points, or how many there are in each cell of a grid; auto counts above 20,000.',
  }),
  radius: Type.Number({
    default: 3,
    minimum: 1,
    maximum: 20,
    description: 'Of a point in pixels; with a size, of the middle one.',
  }),
  legend: select(['auto', 'off'], {
    default: 'auto',
    description: 'The colours of a text field, where there is room.',
  }),
});

export const fieldOptions = Type.Object({});

export const accepts: readonly FrameShape[] = ['table'];

export type Options = Static<typeof options>;
export type Fields = Readonly<Record<string, FieldConfig>>;
