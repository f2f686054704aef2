import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { watchRemoval } from './removal.ts';

const path = 'shop/orders';
let told: string[];
let removal: ReturnType<typeof watchRemoval>;
beforeEach(() => {
  vi.useFakeTimers();
  told = [];
  removal = watchRemoval((removed) => told.push(removed));
});
afterEach(() => void vi.useRealTimers());

test('a file that stays away is told of once', () => {
  removal.follow({ type: 'REMOVED', path });
  expect(told).toEqual([]);
  vi.runAllTimers();
  expect(told).toEqual([path]);
});

test('a file that is put back, as some tools write files, is told of by nobody', () => {
  removal.follow({ type: 'REMOVED', path });
  removal.follow({ type: 'ADDED', path });
  vi.runAllTimers();
  expect(told).toEqual([]);
});

test('who has left is told nothing', () => {
  removal.follow({ type: 'REMOVED', path });
  removal.stop();
  vi.runAllTimers();
  expect(told).toEqual([]);
});
