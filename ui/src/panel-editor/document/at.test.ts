import fc from 'fast-check';
import { expect, test } from 'vitest';
import { getAt, setAt } from './at.ts';

const key = fc.constantFrom('a', 'b', 'c', 'toString');
const tree = fc.letrec((tie) => ({
  map: fc.dictionary(key, fc.oneof({ maxDepth: 3 }, fc.integer(), tie('map')), { minKeys: 1 }),
})).map;
const path = fc.array(key, { minLength: 1, maxLength: 4 });

test('what is written is there, and everything beside the path is the same object', () => {
  fc.assert(
    fc.property(tree, path, fc.integer(), (root, at, value) => {
      const held: Record<string, unknown> = root;
      const written = setAt(held, at, value);
      expect(getAt(written, at)).toBe(value);
      for (const other of Object.keys(held))
        if (other !== at[0]) expect(written[other]).toBe(held[other]);
    }),
  );
});

test('what is taken out is gone, and leaves no empty map that was not there', () => {
  fc.assert(
    fc.property(tree, path, fc.integer(), (root, at, value) => {
      const held: Record<string, unknown> = root;
      const without = setAt(held, at, undefined);
      expect(getAt(without, at)).toBeUndefined();
      if (getAt(held, at) !== undefined || !hasPrefix(held, at)) return;
      // Written and taken out again it is as before.
      expect(setAt(setAt(held, at, value), at, undefined)).toEqual(held);
    }),
  );
});

test('the same value is no change', () => {
  fc.assert(
    fc.property(tree, path, (root, at) => {
      const held: Record<string, unknown> = root;
      expect(setAt(held, at, getAt(held, at))).toBe(held);
    }),
  );
});

test('a key keeps its place, and an element taken out of a list closes the gap', () => {
  expect(Object.keys(setAt({ a: 1, b: 2 }, ['a'], 3))).toEqual(['a', 'b']);
  expect(setAt({ list: [1, 2, 3] }, ['list', 1], undefined)).toEqual({ list: [1, 3] });
  expect(setAt({ list: [{ a: 1 }] }, ['list', 0, 'a'], 2)).toEqual({ list: [{ a: 2 }] });
});

/** Whether writing there replaces nothing but maps, and none of them is empty. */
function hasPrefix(root: object, at: readonly string[]): boolean {
  return at.slice(0, -1).every((_, i) => {
    const value = getAt(root, at.slice(0, i + 1));
    if (value === undefined) return true;
    return typeof value === 'object' && value !== null && Object.keys(value).length > 0;
  });
}
