import { fieldFromValues, withDefaults, type Frame } from '@heliostat/sdk';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { options } from './options.ts';
import { otherName, toTree } from './tree.ts';

const defaults = withDefaults(options, {});
type Row = readonly [topic: string | null, type: string, events: number | null];
const frameOf = (rows: readonly Row[]): Frame => ({
  fields: [
    fieldFromValues(
      { name: 'topic', type: 'string' },
      rows.map(([topic]) => topic),
    ),
    fieldFromValues(
      { name: 'type', type: 'string' },
      rows.map(([, type]) => type),
    ),
    fieldFromValues(
      { name: 'events', type: 'number' },
      rows.map(([, , events]) => events),
    ),
  ],
  length: rows.length,
});
const treeOf = (rows: readonly Row[], changes: Partial<typeof defaults> = {}) =>
  toTree({ frames: [frameOf(rows)], options: { ...defaults, ...changes }, fields: {} });

test('every combination of the levels is a leaf, the largest first, and filters by all of them', () => {
  const { leaves, total } = treeOf([
    ['music', 'like', 2],
    ['music', 'view', 5],
    ['music', 'like', 1],
  ]);

  expect(leaves.map(({ path, value }) => [path, value])).toEqual([
    [['music', 'view'], 5],
    [['music', 'like'], 3],
  ]);
  expect(leaves[0]?.filters).toEqual([
    { field: 'topic', op: '=', value: 'music' },
    { field: 'type', op: '=', value: 'view' },
  ]);
  expect(total).toBe(8);
});

test('levels are the fields that are asked for; a text that is absent is no filter', () => {
  const { leaves, levels } = treeOf([[null, 'view', 5]], { levels: ['type', 'topic', 'nonsense'] });

  expect(levels).toEqual(['type', 'topic']);
  expect(leaves[0]).toMatchObject({
    path: ['view', '∅'],
    filters: [{ field: 'type', op: '=', value: 'view' }],
  });
});

test('a field that is not there gives no leaves', () => {
  expect(treeOf([['a', 'b', 1]], { value: 'missing' }).leaves).toEqual([]);
  expect(treeOf([['a', 'b', 1]], { levels: ['missing'] }).leaves).toEqual([]);
});

test('what cannot be an area is left out, and negative rows are counted', () => {
  const { leaves, negatives } = treeOf([
    ['a', 'x', -1],
    ['b', 'x', null],
    ['c', 'x', NaN],
    ['d', 'x', Infinity],
    ['e', 'x', 0],
    ['f', 'x', 1],
  ]);
  expect(leaves.map(({ path }) => path[0])).toEqual(['f']);
  expect(negatives).toBe(1);
});

test('the smallest beyond the limit are added up, and nothing is lost', () => {
  const rows = Array.from({ length: 30 }, (_, i): Row => [`t${i}`, 'view', i + 1]);
  const { leaves, merged, total } = treeOf(rows, { maxTiles: 10 });

  expect(leaves).toHaveLength(10);
  expect(merged).toBe(21);
  expect(leaves.at(-1)).toMatchObject({ path: [otherName], filters: [], value: (21 * 22) / 2 });
  expect(total).toBe((30 * 31) / 2);
});

test('the shade of a leaf is the mean of its rows, weighed by their values', () => {
  const frame: Frame = {
    fields: [
      fieldFromValues({ name: 'page', type: 'string' }, ['/a', '/a', '/b']),
      fieldFromValues({ name: 'views', type: 'number' }, [3, 1, 2]),
      fieldFromValues({ name: 'ms', type: 'number' }, [100, 500, null]),
    ],
    length: 3,
  };
  const tree = toTree({ frames: [frame], options: { ...defaults, color: 'ms' }, fields: {} });

  expect(tree.leaves.map(({ shade }) => shade)).toEqual([200, NaN]);
  expect(tree.shade?.name).toBe('ms');
});

test('a hidden group keeps its name and takes no room; shares are of what is visible', () => {
  const frames = [
    frameOf([
      ['a', 'x', 1],
      ['b', 'x', 3],
    ]),
  ];
  const tree = toTree({ frames, options: defaults, fields: {}, hiddenOf: () => new Set(['b']) });

  expect(tree.names).toEqual(['a', 'b']);
  expect(tree.total).toBe(1);
});

test('sums are kept, whatever the rows', () => {
  const row = fc.tuple(
    fc.constantFrom('a', 'b', 'c', '__proto__'),
    fc.constantFrom('x', 'y', 'constructor'),
    fc.integer({ min: 0, max: 1000 }),
  );
  fc.assert(
    fc.property(
      fc.array(row, { minLength: 1 }),
      fc.integer({ min: 1, max: 8 }),
      (rows, maxTiles) => {
        const { total, leaves } = treeOf(rows, { maxTiles });
        expect(total).toBe(rows.reduce((sum, [, , events]) => sum + events, 0));
        expect(leaves.length).toBeLessThanOrEqual(maxTiles);
      },
    ),
  );
});

test('the rest never takes the name of a part', () => {
  const rows: Row[] = ['other', 'a', 'b'].map((topic, i) => [topic, 'like', 9 - i]);
  const { leaves } = treeOf(rows, { levels: ['topic'], maxTiles: 2 });
  expect(leaves.map(({ path }) => path)).toEqual([['other'], ['other (2)']]);
});

test('a row without a shade takes none from the others of its leaf', () => {
  const columns = { topic: ['a', 'a'], events: [3, 1], grade: [0.5, null] };
  const fields = Object.entries(columns).map(([name, values]) =>
    fieldFromValues({ name, type: name === 'topic' ? 'string' : 'number' }, values),
  );
  const { leaves } = toTree({
    frames: [{ fields, length: 2 }],
    options: { ...defaults, color: 'grade' },
    fields: {},
  });
  expect(leaves.map(({ value, shade }) => [value, shade])).toEqual([[4, 0.5]]);
});
