import type { DashboardDocument } from '@heliostat/sdk';
import { mergeDashboards } from '@heliostat/sdk/merge';
import { expect, test } from 'vitest';
import { conflictKey, mergeWith, placeAll, setAt } from './resolve.ts';

const base: DashboardDocument = {
  kind: 'dashboard',
  format: 1,
  title: 'Shop',
  panels: { a: { type: 'stat', title: 'A' }, b: { type: 'stat' } },
  layout: {
    rows: [
      {
        cells: [
          { panel: 'a', span: 12 },
          { panel: 'b', span: 12 },
        ],
      },
    ],
  },
};
const titled = (title: string): DashboardDocument => ({
  ...base,
  panels: { ...base.panels, a: { type: 'stat', title } },
});

test('a conflict is settled as chosen, and mine where nothing is', () => {
  const versions = { base, mine: titled('Mine'), theirs: titled('Theirs') };
  const { conflicts } = mergeDashboards(base, versions.mine, versions.theirs);
  expect(conflicts.map(conflictKey)).toEqual(['["panels","a","title"]']);
  expect(mergeWith(versions).panels['a']?.title).toBe('Mine');
  const choices = new Map([[conflictKey(conflicts[0]!), 'theirs' as const]]);
  expect(mergeWith(versions, choices).panels['a']?.title).toBe('Theirs');
});

test('a value is set, added and taken away by its path, in the order of the keys', () => {
  const value = { a: [1, { b: 2 }], c: 3 };
  expect(JSON.stringify(setAt(value, ['a', 1, 'b'], 9))).toBe('{"a":[1,{"b":9}],"c":3}');
  expect(setAt(value, ['a'], undefined)).toEqual({ c: 3 });
  expect(setAt(value, ['d', 'e'], 1)).toEqual({ ...value, d: { e: 1 } });
  expect(value).toEqual({ a: [1, { b: 2 }], c: 3 });
});

test('every panel is placed once, whatever the rows say', () => {
  const rows = [
    {
      cells: [
        { panel: 'gone', span: 4 },
        { stack: ['b', 'b'], span: 4 },
      ],
    },
  ];
  const placed = placeAll({ ...base, layout: { rows } });
  expect(placed.layout.rows).toEqual([
    { cells: [{ stack: ['b'], span: 4 }] },
    { cells: [{ panel: 'a', span: 12 }] },
  ]);
  expect(placeAll(base)).toBe(base);
});
