import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ColorRegistry } from './colors.ts';

const names = fc.uniqueArray(fc.string(), { minLength: 1, maxLength: 10 });

function slotsOf(registry: ColorRegistry, panel: string, all: readonly string[]): number[] {
  return all.map((name) => registry.slot(panel, name, all));
}

test('colours follow from the names of a panel, whichever panel or name comes first', () => {
  fc.assert(
    fc.property(names, names, (some, others) => {
      const alone = new ColorRegistry();
      const late = new ColorRegistry();
      slotsOf(late, 'beside', others);
      const reversed = slotsOf(late, 'panel', some.toReversed()).toReversed();
      expect(reversed).toEqual(slotsOf(alone, 'panel', some));
      expect(slotsOf(late, 'same', some)).toEqual(reversed);
    }),
  );
});

test('up to ten names of a panel have ten colours, however many its neighbours have', () => {
  const registry = new ColorRegistry();
  slotsOf(
    registry,
    'beside',
    Array.from({ length: 40 }, (_, i) => `neighbour ${i}`),
  );
  fc.assert(
    fc.property(names, (some) => {
      expect(new Set(slotsOf(registry, JSON.stringify(some), some)).size).toBe(some.length);
    }),
  );
});

test('a name keeps its colour when others come, and those never share one with it in vain', () => {
  fc.assert(
    fc.property(names, names, (first, then) => {
      const registry = new ColorRegistry();
      const before = slotsOf(registry, 'panel', first);
      const both = [...new Set([...first, ...then])];
      const after = slotsOf(registry, 'panel', both);
      expect(after.slice(0, first.length)).toEqual(before);
      expect(new Set(after).size).toBe(Math.min(10, both.length));
    }),
  );
});

test('fewer names for a while, as under a filter, change no colour', () => {
  const registry = new ColorRegistry();
  const all = ['login', 'login_failed', 'page_view', 'feature_use', 'logout'];
  const before = slotsOf(registry, 'panel', all);
  slotsOf(registry, 'panel', ['logout']);
  expect(slotsOf(registry, 'panel', all)).toEqual(before);
});

test('names that went leave their colours to those that came', () => {
  const registry = new ColorRegistry();
  for (let i = 0; i < 50; i++) {
    const some = Array.from({ length: 10 }, (_, j) => `post ${5 * i + j}`);
    expect(new Set(slotsOf(registry, 'panel', some)).size).toBe(10);
  }
});
