import { Type, emptyFrame, type PanelDefinition } from '@heliostat/sdk';
import { expect, test } from 'vitest';
import { rankTypes } from './gallery.ts';

const panel = (suggest: () => number): PanelDefinition => ({
  options: Type.Object({}),
  accepts: ['table'],
  suggest,
  mount: () => ({ update: () => undefined, destroy: () => undefined }),
});

test('what suits the data comes first, what fails last, and equal ones by name', () => {
  const ranked = rankTypes(
    [
      [
        'broken',
        panel(() => {
          throw new Error('no');
        }),
      ],
      ['vague', panel(() => Number.NaN)],
      ['table', panel(() => 0.4)],
      ['bars', panel(() => 0.4)],
      ['lines', panel(() => 7)],
    ],
    [emptyFrame],
  );
  expect(ranked.map(({ type, fit }) => [type, fit])).toEqual([
    ['lines', 1],
    ['bars', 0.4],
    ['table', 0.4],
    ['broken', 0],
    ['vague', 0],
  ]);
});
