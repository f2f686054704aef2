import { Type, select, type FieldConfig, type FrameShape, type Static } from '@heliostat/sdk';

export const options = Type.Object({
  season: select(['auto', 'day', 'week', 'off'], {
    default: 'auto',
    description:
      'What repeats: auto takes weeks from three weeks of data on, days from three days on; without enough, and for off, the points just before.',
  }),
  sensitivity: select(['low', 'medium', 'high'], {
    default: 'medium',
    description: 'How far from the expected a value may be: 5, 3.5 or 2.5 usual deviations.',
  }),
  direction: select(['both', 'above', 'below'], {
    default: 'both',
    description: 'Which surprises count.',
  }),
  series: Type.Optional(
    Type.String({
      maxLength: 200,
      description: 'Name of the series to watch, where there are several. Default: the first.',
    }),
  ),
  list: select(['auto', 'off'], {
    default: 'auto',
    description: 'What was unusual, in words, where there is room.',
  }),
});

export const fieldOptions = Type.Object({});

export const accepts: readonly FrameShape[] = ['series'];

export type Options = Static<typeof options>;
export type Fields = Readonly<Record<string, FieldConfig>>;
