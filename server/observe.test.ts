import { expect, test, vi } from 'vitest';
import { buildObserver, type ObservedEvent } from './observe.ts';

test('what was observed is handed over once a second with the state of the process', async () => {
  vi.useFakeTimers();
  const emitted: ObservedEvent[] = [];
  const observer = buildObserver(() => 5000);

  observer.start(async (events) => void emitted.push(...events));
  observer.observe({ kind: 'query', name: 'warehouse', ms: 4, status: 200 });
  await vi.advanceTimersByTimeAsync(1000);
  await observer.stop();
  vi.useRealTimers();

  expect(emitted).toContainEqual({
    ts: 5000,
    kind: 'query',
    name: 'warehouse',
    ms: 4,
    status: 200,
    count: 1,
  });
  expect(emitted.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['rss', 'heap', 'cpu', 'event-loop']),
  );
});

test('a flood is added up: memory is bounded, no count is lost', async () => {
  vi.useFakeTimers();
  const emitted: ObservedEvent[] = [];
  const observer = buildObserver(() => 1);
  observer.start(async (events) => void emitted.push(...events));

  for (let i = 0; i < 10_000; i++)
    observer.observe({ kind: 'http', name: '/x', ms: 2, bytes: 3, status: 200 });
  await vi.advanceTimersByTimeAsync(1000);
  await observer.stop();
  vi.useRealTimers();

  const requests = emitted.filter(({ kind }) => kind === 'http');
  expect(requests.length).toBe(100);
  expect(requests.reduce((sum, { count }) => sum + count, 0)).toBe(10_000);
  expect(requests.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0)).toBe(30_000);
  expect(requests.at(-1)?.ms).toBe(2);
});
