import { createHistogram } from 'node:perf_hooks';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { watchEventLoop } from './event-loop.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('a loop that turns seconds late is not healthy, and is again when it turns in time', () => {
  const delays = createHistogram();
  const histogram = Object.assign(delays, { enable: vi.fn(), disable: vi.fn() });
  const watch = watchEventLoop(histogram);
  expect(watch.healthy).toBe(true);
  delays.record(2_000_000_000);
  vi.advanceTimersByTime(5000);
  expect(watch.healthy).toBe(false);
  delays.record(20_000_000);
  vi.advanceTimersByTime(5000);
  expect(watch.healthy).toBe(true);
  watch.close();
  expect(histogram.disable).toHaveBeenCalled();
});
