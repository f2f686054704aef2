import { expect, test } from 'vitest';
import type { PipelineStep } from '../data/operations.ts';
import { keyOf, layoutFlow } from './flow-layout.ts';

const step = (id: string, kind: PipelineStep['kind'], from: string | null): PipelineStep => ({
  id,
  kind,
  use: id,
  from,
  eventsIn: 0,
  eventsOut: 0,
  eventsPerSecond: 0,
  rejected: 0,
});

test('steps stand right of what they read, sinks in the last column', () => {
  const flow = layoutFlow([
    step('source', 'SOURCE', null),
    step('real', 'STEP', 'source'),
    step('window', 'STEP', 'real'),
    step('raw', 'SINK', 'real'),
    step('counts', 'SINK', 'window'),
  ]);
  expect(flow.nodes.map(({ step: { id }, column, row }) => [id, column, row])).toEqual([
    ['source', 0, 0],
    ['real', 1, 0],
    ['window', 2, 0],
    ['counts', 3, 0],
    ['raw', 3, 1],
  ]);
  expect(flow.edges.map(({ from, to }) => `${from.step.id}-${to.step.id}`)).toEqual([
    'source-real',
    'real-window',
    'window-counts',
    'real-raw',
  ]);
  expect([flow.columns, flow.rows]).toEqual([4, 2]);
});

test('a loop and a missing step end', () => {
  const flow = layoutFlow([step('a', 'STEP', 'b'), step('b', 'STEP', 'a'), step('c', 'SINK', 'x')]);
  expect(flow.nodes).toHaveLength(3);
  expect(layoutFlow([])).toEqual({ nodes: [], edges: [], columns: 1, rows: 0 });
});

test('a sink named like its step is a node of its own', () => {
  const steps = [
    step('source', 'SOURCE', null),
    step('per-5s', 'STEP', 'source'),
    step('per-5s', 'SINK', 'per-5s'),
  ];
  const flow = layoutFlow(steps);
  expect(flow.nodes.map(({ column }) => column)).toEqual([0, 1, 2]);
  expect(flow.edges.map(({ from, to }) => [from.step.kind, to.step.kind])).toEqual([
    ['SOURCE', 'STEP'],
    ['STEP', 'SINK'],
  ]);
  expect(new Set(steps.map(keyOf)).size).toBe(3);
});
