import fc from 'fast-check';
import { expect, test } from 'vitest';
import { buildCampaigns, changesOfCampaigns } from './campaigns.ts';
import { incidentAt } from './incidents.ts';
import { buildMembers, memberDays } from './members.ts';
import { operationsBetween } from './operations.ts';
import { buildQueue } from './queue.ts';
import type { DemoEvent } from './behaviour.ts';
import { buildRandom } from './random.ts';
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

test('the day has a rhythm, few things get most of the views, all streams are there', () => {
  const levels = Array.from({ length: 24 }, (_, hour) => networkLevel(startMs + hour * hourMs));
  expect(Math.max(...levels) / Math.min(...levels)).toBeGreaterThan(1.3);

  const events = simulate(1, spanMs);
  expect(new Set(events.map(({ stream }) => stream))).toEqual(
    new Set(['activity', 'engagement', 'content', 'ads', 'members', 'operations']),
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

test('people go on from the page they are on, from where they came from', () => {
  const views = simulate(1, spanMs)
    .map(({ event }) => event)
    .filter(({ type }) => type === 'page_view');
  const visits = new Map<unknown, (typeof views)[number][]>();
  for (const view of views)
    visits.set(view['session_id'], [...(visits.get(view['session_id']) ?? []), view]);
  const whole = [...visits.values()].filter(([first]) => first?.['step'] === 1);
  expect(whole.length).toBeGreaterThan(100);
  for (const visit of whole)
    visit.slice(1).forEach((view, i) => {
      expect(view['referrer']).toBe(visit[i]?.['page']);
      expect(view['step']).toBe(i + 2);
    });
});

test('members come back less with every day, and their first three weeks are told on request', () => {
  const fromMs = startMs - 28 * 24 * hourMs;
  const events = buildMembers(1).between(fromMs, startMs);
  const ages = countBy(
    events
      .filter(({ event }) => event['type'] === 'return')
      .map(({ stream, event }) => {
        const age = Math.round((event.ts - Number(event['joined_at'])) / (24 * hourMs));
        return { stream, event: { ...event, age } };
      }),
    'age',
  );
  const returns = (days: number[]) => days.reduce((sum, day) => sum + (ages.get(day) ?? 0), 0);
  expect(returns([1, 2])).toBeGreaterThan(returns([3, 4]));
  expect(returns([3, 4])).toBeGreaterThan(returns([10, 11]));

  const advance = (history: boolean) =>
    buildSimulation({ seed: 1, rate: 10, startMs, history }).advance(startMs + 1000);
  expect(advance(true)[0]?.event.ts).toBeLessThan(startMs - (memberDays - 1) * 24 * hourMs);
  expect(advance(false)[0]?.event.ts).toBeGreaterThanOrEqual(startMs);
});

test('what is written down has an end for every incident, whatever the span is cut into', () => {
  const whole = operationsBetween(1, startMs, startMs + 24 * hourMs);
  const cut = Array.from({ length: 24 * 6 }, (_, i) =>
    operationsBetween(1, startMs + i * spanMs, startMs + (i + 1) * spanMs),
  ).flat();
  expect(cut).toEqual(whole);
  const kinds = new Set(whole.map(({ event }) => event['kind']));
  expect(kinds).toEqual(new Set(['incident', 'deploy', 'campaign']));
  const incidents = whole.filter(({ event }) => event['kind'] === 'incident');
  const counts = [...countBy(incidents, 'id').values()];
  expect(counts.filter((count) => count === 2).length).toBeGreaterThan(counts.length - 2);
});

test('a campaign that pauses is not shown until it starts again', () => {
  const pause = changesOfCampaigns(startMs, startMs + 6 * hourMs).find(({ starts }) => !starts);
  const random = buildRandom(1);
  const pickCampaign = buildCampaigns();
  const shown = Array.from(
    { length: 2000 },
    () => pickCampaign(random, (pause?.atMs ?? 0) + 1000).name,
  );
  expect(pause).toBeDefined();
  expect(shown).not.toContain(pause?.name);
});

function countBy(events: readonly DemoEvent[], key: string): Map<unknown, number> {
  const counts = new Map<unknown, number>();
  for (const { event } of events) counts.set(event[key], (counts.get(event[key]) ?? 0) + 1);
  return counts;
}
