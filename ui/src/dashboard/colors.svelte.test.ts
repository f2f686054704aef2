import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ColorRegistry } from './colors.ts';

const names = ['web', 'app', 'phone', 'revenue', 'orders', 'kiosk'];

test('the order in which queries answer does not change the colours', () => {
  fc.assert(
    fc.property(fc.shuffledSubarray(names, { minLength: names.length }), (shuffled) => {
      const first = new ColorRegistry(
        () => 0,
        () => undefined,
      );
      const second = new ColorRegistry(
        () => 0,
        () => undefined,
      );
      names.forEach((name) => first.slot(name));
      shuffled.forEach((name) => second.slot(name));
      expect(names.map((name) => second.slot(name))).toEqual(names.map((name) => first.slot(name)));
    }),
  );
});

test('once the dashboard is open no colour moves', () => {
  let now = 0;
  let moves = 0;
  const registry = new ColorRegistry(
    () => now,
    () => moves++,
  );
  for (const name of names) registry.slot(name);
  const before = names.map((name) => registry.slot(name));
  const movesWhileOpening = moves;
  now = 5000;
  for (let i = 0; i < 30; i++) registry.slot(`late-${i}`);
  expect(names.map((name) => registry.slot(name))).toEqual(before);
  expect(moves).toBe(movesWhileOpening);
});
