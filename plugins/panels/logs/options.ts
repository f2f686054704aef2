import {
  Type,
  field,
  select,
  type FieldConfig,
  type FrameShape,
  type Static,
} from '@heliostat/sdk';

export const options = Type.Object({
  message: Type.Optional(
    field({
      description:
        'The field with the line itself. Default: message, msg, body, line, text or log, else the text field with the longest values.',
    }),
  ),
  level: Type.Optional(
    field({ description: 'The field with the level. Default: level, severity, lvl or status.' }),
  ),
  order: select(['newest', 'oldest'], {
    default: 'newest',
    description: 'What stands at the top; new lines come in at the other end for oldest.',
  }),
  wrap: Type.Boolean({
    default: false,
    description: 'Whether long lines go on below; the viewer can switch it.',
  }),
  histogram: select(['auto', 'off'], {
    default: 'auto',
    description: 'Lines over time by level, above the list, where there is room.',
  }),
  context: Type.Integer({
    default: 5,
    minimum: 1,
    maximum: 50,
    description:
      'How many lines before and after one are shown with it while a search hides others.',
  }),
});

export const fieldOptions = Type.Object({});

export const accepts: readonly FrameShape[] = ['table'];

export type Options = Static<typeof options>;
export type Fields = Readonly<Record<string, FieldConfig>>;
