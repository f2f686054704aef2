import { fieldFromValues } from '@heliostat/sdk';
import { testPanel } from '@heliostat/sdk/testing/panel';
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
