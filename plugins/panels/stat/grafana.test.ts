import { expect, test } from 'vitest';
import grafana from './grafana.ts';

test('only the panel of old is left to a gauge, whatever else a panel of today still has', () => {
  const gauge = { show: true };
  expect(grafana.takes?.({ type: 'singlestat', gauge })).toBe(false);
  expect(grafana.takes?.({ type: 'singlestat', gauge: null })).toBe(true);
  expect(grafana.takes?.({ type: 'stat', gauge })).toBe(true);
});

test('a calculation that is only a name every object has is no calculation', () => {
  const notes: string[] = [];
  const options = { reduceOptions: { calcs: ['constructor'] } };
  const parts = { type: 'stat', options, custom: {}, panel: {} };
  expect(grafana.options(parts, (note) => notes.push(note))['reduce']).toBeUndefined();
  expect(notes).toEqual(['calculation constructor']);
});
