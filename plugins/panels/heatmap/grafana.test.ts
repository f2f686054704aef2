import { expect, test } from 'vitest';
import grafana from './grafana.ts';

function importPanel(options: object, panel: object = {}) {
  const notes: string[] = [];
  const parts = { type: 'heatmap', options: { ...options }, custom: {}, panel: { ...panel } };
  return { options: grafana.options(parts, (note) => notes.push(note)), notes };
}

test('a scheme with a middle between two ends has it as midpoint; the legend may be off', () => {
  const color = { mode: 'scheme', scheme: 'RdBu', min: -10, max: 30 };
  const { options, notes } = importPanel({ color, legend: { show: false } });
  expect([options, notes]).toEqual([
    { midpoint: 10, legend: false },
    ['ends of the colours: set min and max of the field'],
  ]);
});

test('a logarithmic axis of buckets is no logarithmic scale of colours', () => {
  const calculation = { yBuckets: { scale: { type: 'log', log: 2 } } };
  const color = { mode: 'scheme', scheme: 'Oranges' };
  expect(importPanel({ calculate: true, calculation, color })).toEqual({
    options: { midpoint: undefined, legend: undefined },
    notes: ['buckets calculated from values: let the query count by bucket'],
  });
});

test('panels of before Grafana 9 have their words beside their options', () => {
  const panel = {
    color: { mode: 'spectrum', colorScheme: 'interpolateRdYlGn' },
    ...{ yAxis: { format: 's' }, legend: { show: false }, dataFormat: 'tsbuckets' },
  };
  const { options, notes } = importPanel({}, panel);
  expect(options).toEqual({ midpoint: undefined, legend: false });
  expect(notes).toEqual([
    'unit s of the y axis: set it on the field of the buckets',
    'colours interpolateRdYlGn: set midpoint',
  ]);
});
