import { fieldFromValues } from '@heliostat/sdk';
import { stagePanel, testPanel } from '@heliostat/sdk/testing/panel';
import { expect, test } from 'vitest';
import panel from './ui.ts';

const times = Array.from({ length: 40 }, (_, i) => Date.UTC(2026, 10, 22, 11) + i * 10_000);

testPanel(panel, {
  frames: [
    {
      fields: [
        fieldFromValues({ name: 't', type: 'time' }, times),
        fieldFromValues(
          { name: 'events', type: 'number' },
          times.map((_, i) => 100 + 10 * Math.sin(i)),
        ),
      ],
      length: times.length,
    },
  ],
});

test('two queries may name their number alike', async () => {
  const count = (n: number) => ({
    fields: [fieldFromValues({ name: 'count()', type: 'number' as const }, [n])],
    length: 1,
  });
  const stage = await stagePanel(panel, { frames: [count(3), count(4)] });
  const shown = [...stage.element.querySelectorAll('.value')].map((one) => one.textContent.trim());
  expect(shown).toEqual(['3', '4']);
  stage.destroy();
});
