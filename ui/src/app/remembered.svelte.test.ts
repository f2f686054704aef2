import { expect, test } from 'vitest';
import { Remembered } from './remembered.svelte.ts';

function memory(): Storage {
  const kept = new Map<string, string>();
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, text: string) => void kept.set(key, text),
  } as unknown as Storage;
}

test('the newest is first, each is there once, and only so many', () => {
  const recent = new Remembered(memory(), 'recent', 2);
  for (const path of ['a', 'b', 'a', 'c']) recent.add(path);
  expect(recent.entries).toEqual(['c', 'a']);
});

test('what another tab has added meanwhile stays', () => {
  const storage = memory();
  const [one, other] = [new Remembered(storage, 'starred'), new Remembered(storage, 'starred')];
  one.toggle('shop/a');
  other.toggle('shop/b');
  expect(other.entries).toEqual(['shop/b', 'shop/a']);
  expect(new Remembered(storage, 'starred').entries).toEqual(['shop/b', 'shop/a']);
});

test('without a storage it lasts as long as the page', () => {
  const starred = new Remembered(undefined, 'starred');
  starred.toggle('a');
  starred.toggle('b');
  starred.toggle('a');
  expect(starred.entries).toEqual(['b']);
});
