import { expect, test } from 'vitest';
import grafana from './grafana.ts';

function importPanel(options: object) {
  const notes: string[] = [];
  const parts = { type: 'nodeGraph', options: { ...options }, custom: {}, panel: {} };
  return { options: grafana.options(parts, (note) => notes.push(note)), notes };
}

test('the layout comes over: in layers unless it is free', () => {
  expect(importPanel({}).options).toEqual({ layout: 'layered' });
  expect(importPanel({ layoutAlgorithm: 'force' })).toEqual({
    ...{ options: { layout: undefined }, notes: [] },
  });
  expect(importPanel({ layoutAlgorithm: 'grid' }).notes).toEqual(['nodes in a grid']);
});

test('units and arcs have no counterpart here, and are said', () => {
  const nodes = { mainStatUnit: 'reqps', arcs: [{ field: 'arc__ok', color: 'green' }] };
  expect(importPanel({ nodes, edges: { secondaryStatUnit: 'percent' } }).notes).toEqual([
    'arcs around nodes',
    'unit reqps of nodes: set it on the field',
    'unit percent of edges: set it on the field',
  ]);
});
