import { Type, multiline, select, type FrameShape, type Static } from '@heliostat/sdk';

export const options = Type.Object({
  text: multiline({
    default: '',
    description:
      'Markdown. `${country}` stands for the value of a variable, `{events}` for the last value of a field of the query.',
  }),
  size: select(['normal', 'large'], {
    default: 'normal',
    description: 'Of the letters; large is for a wall or for a few words.',
  }),
  align: select(['left', 'center'], {
    default: 'left',
    description: 'Along the left edge, or in the middle of the panel.',
  }),
});

export const fieldOptions = Type.Object({});

export const accepts: readonly FrameShape[] = ['value', 'table', 'series'];

export type Options = Static<typeof options>;
