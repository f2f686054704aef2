import fc from 'fast-check';
import { expect, test } from 'vitest';
import { textWidth } from '@heliostat/sdk/ui';
import { inset, labelHead, labelTile } from './labels.ts';
import type { Leaf, Tree } from './tree.ts';
import { layoutTree, type Tile } from './treemap.ts';

const treeOf = (parts: readonly (readonly [path: string, value: number])[]): Tree => {
  const leaves = parts
    .map(([path, value]): Leaf => ({
      ...{ path: path.split('/'), key: path, value, shade: NaN, filters: [], merged: 0 },
    }))
    .sort((a, b) => b.value - a.value);
  return {
    ...{ leaves, levels: ['a', 'b'], names: [], merged: 0, negatives: 0, config: {} },
    ...{ measure: 'n', shade: undefined, total: 0 },
  };
};
const size = { width: 400, height: 300 };
const area = ({ width, height }: Tile) => width * height;

test('areas are as the values', () => {
  const { tiles } = layoutTree(
    treeOf([
      ['a', 3],
      ['b', 1],
    ]),
    size,
  );
  const [a, b] = tiles;
  expect((a && area(a)) ?? 0).toBeGreaterThan(2.9 * ((b && area(b)) ?? 1));
  expect((a && area(a)) ?? 0).toBeLessThan(3.1 * ((b && area(b)) ?? 1));
});

test('a group has a line for its name, and its tiles lie below it', () => {
  const { groups, tiles } = layoutTree(
    treeOf([
      ['a/x', 3],
      ['a/y', 1],
      ['b/x', 2],
    ]),
    size,
  );

  expect(groups.map(({ path, value }) => [path, Math.round(value)])).toEqual([
    [['a'], 4],
    [['b'], 2],
  ]);
  for (const group of groups) {
    expect(group.head).toBeGreaterThan(0);
    for (const tile of tiles.filter(({ leaf }) => leaf.path[0] === group.path[0])) {
      expect(tile.y).toBeGreaterThanOrEqual(group.y + group.head);
      expect(tile.x).toBeGreaterThanOrEqual(group.x);
      expect(tile.x + tile.width).toBeLessThanOrEqual(group.x + group.width);
    }
  }
});

test('tiles lie inside the panel and never on one another, at any size, huge values too', () => {
  const value = fc.oneof(fc.double({ min: 1e-9, max: 1e9, noNaN: true }), fc.constant(1e308));
  const path = fc.tuple(fc.integer({ min: 0, max: 4 }), fc.integer({ min: 0, max: 30 }));
  const parts = fc.uniqueArray(fc.tuple(path, value), {
    minLength: 1,
    maxLength: 40,
    selector: ([[group, one]]) => `${group}/${one}`,
  });
  const side = fc.integer({ min: 0, max: 1200 });
  fc.assert(
    fc.property(parts, side, side, (some, width, height) => {
      const tree = treeOf(some.map(([[group, one], n]) => [`${group}/${one}`, n]));
      const { tiles } = layoutTree(tree, { width, height });
      expect(tiles).toHaveLength(some.length);
      for (const [i, tile] of tiles.entries()) {
        expect(tile.x).toBeGreaterThanOrEqual(0);
        expect(tile.x + tile.width).toBeLessThanOrEqual(width + 1);
        for (const other of tiles.slice(i + 1)) {
          const across =
            Math.min(tile.x + tile.width, other.x + other.width) - Math.max(tile.x, other.x);
          const down =
            Math.min(tile.y + tile.height, other.y + other.height) - Math.max(tile.y, other.y);
          expect(Math.min(across, down)).toBeLessThanOrEqual(0);
        }
      }
    }),
  );
});

test('while the parts are the same each keeps its place, whichever is larger now', () => {
  const first = layoutTree(
    treeOf([
      ['a', 5],
      ['b', 4],
      ['c', 3],
      ['d', 2],
    ]),
    size,
  );
  const order = (tiles: readonly Tile[]) => tiles.map(({ leaf }) => leaf.key);
  const next = layoutTree(
    treeOf([
      ['a', 2],
      ['b', 3],
      ['c', 4],
      ['d', 5],
    ]),
    size,
    first,
  );
  const fresh = layoutTree(
    treeOf([
      ['a', 2],
      ['b', 3],
      ['c', 4],
      ['d', 5],
    ]),
    size,
  );

  expect(order(next.tiles)).toEqual(['a', 'b', 'c', 'd']);
  expect(order(fresh.tiles)).toEqual(['d', 'c', 'b', 'a']);
  expect(next.tiles.map(({ leaf }) => leaf.value)).toEqual([2, 3, 4, 5]);
  const other = layoutTree(
    treeOf([
      ['a', 5],
      ['e', 6],
    ]),
    size,
    next,
  );
  expect(order(other.tiles)).toEqual(['e', 'a']);
});

test('a label fits into its tile or stays away', () => {
  const side = fc.integer({ min: 0, max: 500 });
  fc.assert(
    fc.property(fc.string({ maxLength: 60 }), side, side, (name, width, height) => {
      const label = labelTile({ x: 0, y: 0, width, height }, { name, number: '1,234' });
      if (label === undefined) return;
      const room = Math.max(0, width - 2 * inset);
      expect(textWidth(label.name, label.nameSize)).toBeLessThanOrEqual(room + 0.001);
      if (label.number === '') return;
      expect(textWidth(label.number, label.numberSize)).toBeLessThanOrEqual(room);
      expect(label.nameSize + label.numberSize + inset).toBeLessThan(height);
    }),
  );
});

test('the number of a group gives way to its name', () => {
  const box = { x: 0, y: 0, width: 60, height: 50 };
  expect(labelHead(box, { name: 'music', number: '1.2k' })).toEqual({ name: 'music', number: '' });
  expect(labelHead({ ...box, width: 120 }, { name: 'music', number: '1.2k' }).number).toBe('1.2k');
});
