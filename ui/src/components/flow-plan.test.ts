import { expect, test } from 'vitest';
import type { PipelineStep } from '../data/operations.ts';
import { layoutFlow } from './flow-layout.ts';
import { planFlow } from './flow-plan.ts';

const step = (kind: PipelineStep['kind'], id: string, from: string | null): PipelineStep => ({
  kind,
  id,
  from,
  use: 'x',
  eventsIn: 0,
  eventsOut: 0,
  eventsPerSecond: 0,
  rejected: 0,
});
const flow = layoutFlow([
  step('SOURCE', 'source', null),
  step('STEP', 'a', 'source'),
  step('SINK', 'a', 'a'),
  step('SINK', 'raw', 'source'),
]);

test.each(['right', 'down'] as const)('to the %s, cards stand apart and inside the plan', (way) => {
  const { cards, card, width, height } = planFlow(flow, way);
  for (const one of cards) {
    expect(one.left + card.width).toBeLessThanOrEqual(width);
    expect(one.top + card.height).toBeLessThanOrEqual(height);
    for (const other of cards.filter(({ key }) => key !== one.key)) {
      const isBeside = Math.abs(one.left - other.left) >= card.width;
      expect(isBeside || Math.abs(one.top - other.top) >= card.height).toBe(true);
    }
  }
});

test('a flow of two lanes that goes down fits a screen of 390 px with its margins', () => {
  expect(planFlow(flow, 'down').width).toBeLessThanOrEqual(354);
  expect(planFlow(flow, 'right').width).toBeGreaterThan(358);
});

test('a line leaves one card and ends at the next', () => {
  expect(planFlow(flow, 'down').edges[0]).toEqual({
    key: 'SOURCE/source-STEP/a',
    line: 'M85 92V106H85V115',
    head: 'M81.5 114l3.5 5 3.5-5z',
  });
});
