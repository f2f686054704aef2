import { frameFromRows } from '@heliostat/sdk';
import { testPanel } from '@heliostat/sdk/testing/panel';
import panel from './ui.ts';

const start = Date.UTC(2026, 10, 22, 11);

const frame = frameFromRows(
  Array.from({ length: 120 }, (_, i) => ({
    t: start + Math.floor(i / 3) * 10_000,
    type: ['like', 'share', 'view'][i % 3],
    events: 50 + 40 * Math.sin(i / 9),
  })),
  [
    { name: 't', type: 'time' },
    { name: 'type', type: 'string' },
    { name: 'events', type: 'number', unit: 'ev/s' },
  ],
);

testPanel(panel, { frames: [frame], timeAxis: true });
