import { Type, field, select, type FieldRules, type FrameShape, type Static } from '@heliostat/sdk';

export const options = Type.Object({
  source: Type.Optional(
    field({ description: 'The text where an edge begins. Default: the first text field.' }),
  ),
  target: Type.Optional(
    field({ description: 'The text where an edge ends. Default: the next text field.' }),
  ),
  value: Type.Optional(
    field({ description: 'The rate of an edge, its width. Default: the first number field.' }),
  ),
  color: Type.Optional(
    field({
      description:
        'A number of an edge, such as an error rate, coloured by its thresholds. Default: the next number field.',
    }),
  ),
  layout: select(['force', 'layered'], {
    default: 'force',
    description: 'Nodes that push each other apart, or from left to right along the edges.',
  }),
  values: Type.Boolean({
    default: true,
    description: 'The rate beside an edge, where there is room.',
  }),
  motion: Type.Boolean({
    default: true,
    description:
      'Marks that travel along the busiest edges of a live panel, faster where the rate is higher; none where less motion is asked for.',
  }),
  maxNodes: Type.Integer({
    default: 300,
    minimum: 2,
    maximum: 500,
    description: 'Only the largest nodes are drawn; the panel says how many are left out.',
  }),
});

export const fieldOptions = Type.Object({});

export const accepts: readonly FrameShape[] = ['table'];

export type Options = Static<typeof options>;
export type Fields = FieldRules;
