import { Type, field, select, type FieldRules, type FrameShape, type Static } from '@heliostat/sdk';

export const options = Type.Object({
  levels: Type.Array(field(), {
    default: [],
    maxItems: 6,
    description:
      'Text fields as levels, the outermost first. Default: all, in the order of the query.',
  }),
  value: Type.Optional(
    field({ description: 'The number that is the area. Default: the first number field.' }),
  ),
  color: Type.Optional(
    field({
      description:
        'A number that is the shade, light to strong. Default: the colour of the outermost level.',
    }),
  ),
  numbers: select(['value', 'percent', 'off'], {
    default: 'value',
    description: 'What stands below the name of a tile, where there is room.',
  }),
  maxTiles: Type.Integer({
    default: 200,
    minimum: 1,
    maximum: 1500,
    description: 'The smallest tiles beyond this many are added up as one, other.',
  }),
  legend: select(['auto', 'bottom', 'off'], {
    default: 'auto',
    description:
      'Where the outermost level can be hidden and isolated; auto: below nested tiles, where there is room.',
  }),
});

export const fieldOptions = Type.Object({});

export const accepts: readonly FrameShape[] = ['table'];

export type Options = Static<typeof options>;
export type Fields = FieldRules;
