import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Player } from './player.svelte.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function buildPlayer(count = 3): Player {
  const player = new Player({
    count: () => count,
    everyMs: () => 30_000,
    after: (ms, run) => {
      const timer = setTimeout(run, ms);
      return () => clearTimeout(timer);
    },
  });
  player.start();
  return player;
}
const at = (player: Player) => [player.indexOf(player.step), player.isNextNear];

test('each has its time; the next one is loaded before its turn', () => {
  const player = buildPlayer();
  vi.advanceTimersByTime(19_999);
  expect(at(player)).toEqual([0, false]);
  vi.advanceTimersByTime(1);
  expect(at(player)).toEqual([0, true]);
  vi.advanceTimersByTime(10_000);
  expect(at(player)).toEqual([1, false]);
  vi.advanceTimersByTime(60_000);
  expect(at(player)).toEqual([0, false]);
  player.stop();
  expect(vi.getTimerCount()).toBe(0);
});

test('who goes on by hand has the whole time for the next', () => {
  const player = buildPlayer();
  vi.advanceTimersByTime(25_000);
  player.next();
  expect(at(player)).toEqual([1, false]);
  vi.advanceTimersByTime(29_999);
  expect(player.indexOf(player.step)).toBe(1);
  player.previous();
  player.previous();
  expect(at(player)).toEqual([2, false]);
  expect(vi.getTimerCount()).toBe(1);
});

test('paused, nothing moves until it goes on', () => {
  const player = buildPlayer();
  player.togglePause();
  vi.advanceTimersByTime(600_000);
  expect(at(player)).toEqual([0, false]);
  player.togglePause();
  vi.advanceTimersByTime(30_000);
  expect(at(player)).toEqual([1, false]);
});

test('a single dashboard stays', () => {
  const player = buildPlayer(1);
  vi.advanceTimersByTime(600_000);
  expect([player.step, vi.getTimerCount()]).toEqual([0, 0]);
});
