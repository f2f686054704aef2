import { Type, select, sliceFrame } from '@heliostat/sdk';
import { defineTransform } from './transform.ts';

export const limit = defineTransform({
  title: 'Limit',
  description: 'The first or last rows.',
  options: Type.Object({
    rows: Type.Integer({ minimum: 1, maximum: 1_000_000, default: 100, description: 'How many.' }),
    from: select(['start', 'end'], { default: 'start', description: 'Which end to keep.' }),
  }),
  apply: (frames, { rows, from }) =>
    frames.map((frame) =>
      from === 'start'
        ? sliceFrame(frame, 0, rows)
        : sliceFrame(frame, Math.max(0, frame.length - rows), frame.length),
    ),
});
