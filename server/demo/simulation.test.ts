import fc from 'fast-check';
import { expect, test } from 'vitest';
import { incidentAt } from './incidents.ts';
import { buildQueue } from './queue.ts';
import type { DemoEvent } from './behaviour.ts';
import { buildSimulation } from './simulation.ts';
import { networkLevel } from './world.ts';

const startMs = Date.UTC(2026, 10, 20, 12);
const spanMs = 600_000;
const hourMs = 3_600_000;
const simulate = (seed: number, spanMs: number, from = startMs) =>
  buildSimulation({ seed, rate: 100, startMs: from }).advance(from + spanMs);

test('the same seed gives the same events, another seed gives others', () => {
  expect(simulate(7, 60_000)).toEqual(simulate(7, 60_000));
  expect(simulate(7, 60_000)).not.toEqual(simulate(8, 60_000));
});

test('advancing in small steps gives the events of one big step', () => {
  const simulation = buildSimulation({ seed: 3, rate: 100, startMs });
  const steps = Array.from({ length: 60 }, (_, i) => simulation.advance(startMs + (i + 1) * 1000));

  expect(steps.flat()).toEqual(simulate(3, 60_000));
});

test('events come in order of time, inside the span, at about the rate of the hour', () => {
  const events = simulate(1, spanMs);
  const times = events.map(({ event }) => event.ts);

  expect(times).toEqual([...times].sort((a, b) => a - b));
  expect(times[0]).toBeGreaterThanOrEqual(startMs);
  expect(times.at(-1)).toBeLessThan(startMs + spanMs);
  expect(events.length / 600 / networkLevel(startMs)).toBeGreaterThan(80);
  expect(events.length / 600 / networkLevel(startMs)).toBeLessThan(125);
});

test('the day has a rhythm, few things get most of the views, all four streams are there', () => {
  const levels = Array.from({ length: 24 }, (_, hour) => networkLevel(startMs + hour * hourMs));
  expect(Math.max(...levels) / Math.min(...levels)).toBeGreaterThan(1.3);

  const events = simulate(1, spanMs);
  expect(new Set(events.map(({ stream }) => stream))).toEqual(
    new Set(['activity', 'engagement', 'content', 'ads']),
  );
  const views = countBy(
    events.filter(({ event }) => event['type'] === 'view'),
    'content_id',
  );
  const sorted = [...views.values()].sort((a, b) => b - a);
  const top = sorted.slice(0, 40).reduce((sum, n) => sum + n, 0);
  expect(top / sorted.reduce((sum, n) => sum + n, 0)).toBeGreaterThan(0.3);
});

test('incidents come now and then, last a few minutes and show in the events', () => {
  const minutes = Array.from({ length: 24 * 60 }, (_, i) => incidentAt(1, startMs + i * 60_000));
  const share = minutes.filter((incident) => incident !== undefined).length / minutes.length;

  expect(share).toBeGreaterThan(0.03);
  expect(share).toBeLessThan(0.3);
});

test('a queue gives back its smallest key, whatever was pushed', () => {
  fc.assert(
    fc.property(fc.array(fc.integer()), (values) => {
      const queue = buildQueue<number>((value) => value);
      for (const value of values) queue.push(value);
      const popped = Array.from({ length: values.length }, () => queue.pop());
      expect(popped).toEqual([...values].sort((a, b) => a - b));
      expect(queue.pop()).toBeUndefined();
    }),
  );
});

function countBy(events: readonly DemoEvent[], key: string): Map<unknown, number> {
  const counts = new Map<unknown, number>();
  for (const { event } of events) counts.set(event[key], (counts.get(event[key]) ?? 0) + 1);
  return counts;
}
