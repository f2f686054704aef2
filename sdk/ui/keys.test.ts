import { expect, test } from 'vitest';
import { isPageKey, stepIndex } from './keys.ts';

test('arrows go to the neighbour and stop at the ends', () => {
  expect(stepIndex('ArrowDown', -1, 3)).toBe(0);
  expect(stepIndex('ArrowRight', 2, 3)).toBe(2);
  expect(stepIndex('ArrowUp', 0, 3)).toBe(0);
});

test('Home and End go to the ends', () => {
  expect(stepIndex('Home', 2, 3)).toBe(0);
  expect(stepIndex('End', -1, 3)).toBe(2);
});

test('other keys and empty lists lead nowhere', () => {
  expect(stepIndex('Enter', 0, 3)).toBeUndefined();
  expect(stepIndex('ArrowDown', -1, 0)).toBeUndefined();
});

test('Shift alone leaves a key to the panel, Ctrl, Cmd and Alt do not', () => {
  const held = { ctrlKey: false, metaKey: false, altKey: false };
  expect(isPageKey(held)).toBe(false);
  for (const key of ['ctrlKey', 'metaKey', 'altKey'])
    expect(isPageKey({ ...held, [key]: true })).toBe(true);
});
