import { expect, test } from 'vitest';
import { loadOrTell } from './load-or-tell.ts';

test('who asked for what does not come is told, and may ask again', async () => {
  const told: string[] = [];
  const toasts = {
    problem: (title: string) => {
      told.push(title);
    },
  };
  const failing = (): Promise<string> => Promise.reject(new Error('no network'));
  expect(await loadOrTell(toasts, failing)).toBeUndefined();
  expect(told).toEqual(['This could not be loaded']);
  expect(await loadOrTell(toasts, () => Promise.resolve('there'))).toBe('there');
  expect(told).toHaveLength(1);
});
