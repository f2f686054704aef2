import { Type, field, select, type FieldRules, type FrameShape, type Static } from '@heliostat/sdk';

export const options = Type.Object({
  source: Type.Optional(
    field({ description: 'The text where a flow begins. Default: the first text field.' }),
  ),
  target: Type.Optional(
    field({ description: 'The text where a flow ends. Default: the next text field.' }),
  ),
  value: Type.Optional(field({ description: 'How much flows. Default: the first number field.' })),
  align: select(['justify', 'left', 'right'], {
    default: 'justify',
    description: 'Ends at the right edge, or every node as far left or right as it can be.',
  }),
  color: select(['source', 'target', 'none'], {
    default: 'source',
    description: 'Whose colour a flow has.',
  }),
  values: Type.Boolean({ default: true, description: 'The number behind the name of a node.' }),
  maxFlows: Type.Integer({
    default: 100,
    minimum: 1,
    maximum: 500,
    description: 'Only the largest flows are drawn; the panel says how many are left out.',
  }),
});

export const fieldOptions = Type.Object({});

export const accepts: readonly FrameShape[] = ['table'];

export type Options = Static<typeof options>;
export type Fields = FieldRules;
