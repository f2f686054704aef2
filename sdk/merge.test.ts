import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { DashboardDocument } from './dashboard.ts';
import { diffDashboards } from './diff.ts';
import { panelsOfRow } from './layout-keys.ts';
import { tabsOf } from './layout-tabs.ts';
import { mergeDashboards } from './merge.ts';
import { anyDashboard } from './testing/dashboards.ts';
import { isEqual, toTree, type TreePath } from './tree.ts';

const base: DashboardDocument = {
  kind: 'dashboard',
  format: 1,
  title: 'Engagement',
  tags: ['social', 'live'],
  queries: { q: { datasource: 'warehouse' } },
  panels: {
    errors: { type: 'timeseries', query: 'q', fields: { '*': { unit: 'ms' } } },
    likes: { type: 'stat', query: 'q' },
    shares: { type: 'stat', query: 'q' },
  },
  layout: {
    rows: [
      {
        title: 'Traffic',
        cells: [
          { panel: 'errors', span: 12 },
          { panel: 'likes', span: 12 },
        ],
      },
      { cells: [{ panel: 'shares', span: 24 }] },
    ],
  },
};

type Edit = (document: DashboardDocument) => void;
function edited(edit: Edit): DashboardDocument {
  const document = structuredClone(base);
  edit(document);
  return document;
}
const merge = (mine: Edit, theirs: Edit) => mergeDashboards(base, edited(mine), edited(theirs));

test('changes of different keys come together', () => {
  const { document, conflicts } = merge(
    ({ panels }) => (panels['errors']!.fields = { '*': { unit: 's' } }),
    (theirs) => {
      theirs.panels['errors']!.title = 'Errors';
      theirs.tags = ['social', 'live', 'new'];
    },
  );
  expect(conflicts).toEqual([]);
  expect(document.panels['errors']).toEqual({
    ...{ type: 'timeseries', title: 'Errors', query: 'q', fields: { '*': { unit: 's' } } },
  });
  expect(document.tags).toEqual(['social', 'live', 'new']);
});

test('the same key changed in two ways is a conflict at that key, and mine stays', () => {
  const { document, conflicts } = merge(
    ({ panels }) => (panels['errors']!.fields = { '*': { unit: 's' } }),
    ({ panels }) => (panels['errors']!.fields = { '*': { unit: 'ns' } }),
  );
  expect(conflicts).toEqual([
    { path: ['panels', 'errors', 'fields', '*', 'unit'], base: 'ms', mine: 's', theirs: 'ns' },
  ]);
  expect(document.panels['errors']?.fields).toEqual({ '*': { unit: 's' } });
});

test('a panel that one removed and the other changed is a conflict; two new ones are not mixed', () => {
  const removed = merge(
    (mine) => {
      delete mine.panels['shares'];
      mine.layout.rows.pop();
    },
    ({ panels }) => (panels['shares']!.title = 'Shares'),
  );
  expect(removed.conflicts).toEqual([
    {
      path: ['panels', 'shares'],
      base: base.panels['shares'],
      mine: undefined,
      theirs: { type: 'stat', title: 'Shares', query: 'q' },
    },
  ]);
  expect(removed.document.layout.rows).toHaveLength(1);
  const added = merge(
    ({ panels }) => (panels['new'] = { type: 'stat', query: 'q' }),
    ({ panels }) => (panels['new'] = { type: 'table', title: 'T' }),
  );
  expect(added.conflicts.map(({ path }) => path)).toEqual([['panels', 'new']]);
  expect(added.document.panels['new']).toEqual({ type: 'stat', query: 'q' });
});

test('cells: one moves a panel, the other widens its neighbour, both add rows', () => {
  const { document, conflicts } = merge(
    ({ panels, layout: { rows } }) => {
      rows[0]!.cells = [{ panel: 'errors', span: 24 }];
      rows[1]!.cells.unshift({ panel: 'likes', span: 12 });
      panels['mine'] = { type: 'stat' };
      rows.push({ title: 'Mine', cells: [{ panel: 'mine', span: 24 }] });
    },
    ({ panels, layout: { rows } }) => {
      rows[1]!.cells[0]!.span = 6;
      rows[0]!.height = 12;
      panels['theirs'] = { type: 'stat' };
      rows.push({ title: 'Theirs', cells: [{ panel: 'theirs', span: 24 }] });
    },
  );
  expect(conflicts).toEqual([]);
  expect(document.layout.rows).toEqual([
    { title: 'Traffic', height: 12, cells: [{ panel: 'errors', span: 24 }] },
    {
      cells: [
        { panel: 'likes', span: 12 },
        { panel: 'shares', span: 6 },
      ],
    },
    { title: 'Mine', cells: [{ panel: 'mine', span: 24 }] },
    { title: 'Theirs', cells: [{ panel: 'theirs', span: 24 }] },
  ]);
});

test('a cell both resized is a conflict at its place in the merged layout', () => {
  const { conflicts } = merge(
    ({ panels, layout: { rows } }) => {
      rows[1]!.cells[0]!.span = 6;
      panels['top'] = { type: 'stat' };
      rows.unshift({ cells: [{ panel: 'top', span: 24 }] });
    },
    ({ layout: { rows } }) => (rows[1]!.cells[0]!.span = 8),
  );
  expect(conflicts).toEqual([
    { path: ['layout', 'rows', 2, 'cells', 0, 'span'], base: 24, mine: 6, theirs: 8 },
  ]);
});

test('a panel both moved elsewhere is one conflict about the rows', () => {
  const { document, conflicts } = merge(
    ({ layout: { rows } }) => rows[1]!.cells.push(rows[0]!.cells.pop()!),
    ({ layout: { rows } }) => rows.push({ title: 'New', cells: [rows[0]!.cells.pop()!] }),
  );
  expect(conflicts.map(({ path }) => path)).toEqual([['layout', 'rows']]);
  expect(placed(document)).toEqual(['errors', 'likes', 'shares']);
});

test('what one put into a stack that the other removed is not lost', () => {
  const { document } = merge(
    (mine) => {
      delete mine.panels['shares'];
      mine.layout.rows.pop();
    },
    ({ panels, layout: { rows } }) => {
      panels['saves'] = { type: 'stat' };
      rows[1]!.cells[0] = { stack: ['shares', 'saves'], span: 24 };
    },
  );
  expect(placed(document)).toEqual(['errors', 'likes', 'saves']);
});

const runs = { numRuns: 100 };

test('who changed nothing takes over the other side, to the last byte', () => {
  fc.assert(
    fc.property(anyDashboard, anyDashboard, (one, other) => {
      expect(JSON.stringify(mergeDashboards(one, other, one).document)).toBe(JSON.stringify(other));
      expect(JSON.stringify(mergeDashboards(one, one, other).document)).toBe(JSON.stringify(other));
      expect(mergeDashboards(one, other, other).document).toEqual(other);
    }),
    runs,
  );
});

test('it is all one who is mine and who theirs: same conflicts, same result without any', () => {
  fc.assert(
    fc.property(anyDashboard, anyDashboard, anyDashboard, (base, left, right) => {
      const merged = mergeDashboards(base, left, right);
      const turned = mergeDashboards(base, right, left);
      const paths = ({ conflicts }: typeof merged) =>
        conflicts
          .map(({ path }) => path.join('.'))
          .filter((path) => !path.startsWith('layout'))
          .sort();
      expect(paths(turned)).toEqual(paths(merged));
      if (merged.conflicts.length > 0) return;
      const { layout: _a, tags: _b, ...rest } = merged.document;
      const { layout: _c, tags: _d, ...turnedRest } = turned.document;
      expect(turnedRest).toEqual(rest);
    }),
    runs,
  );
});

test('a conflict is where both changed, each in its own way', () => {
  fc.assert(
    fc.property(anyDashboard, anyDashboard, anyDashboard, (base, mine, theirs) => {
      for (const { path, ...versions } of mergeDashboards(base, mine, theirs).conflicts) {
        expect(isEqual(versions.mine, versions.base)).toBe(false);
        expect(isEqual(versions.theirs, versions.base)).toBe(false);
        expect(isEqual(versions.mine, versions.theirs)).toBe(false);
        if (path[0] === 'layout') continue;
        expect([at(base, path), at(mine, path), at(theirs, path)]).toEqual([
          versions.base,
          versions.mine,
          versions.theirs,
        ]);
      }
    }),
    runs,
  );
});

test('every panel that is left is placed once', () => {
  fc.assert(
    fc.property(anyDashboard, anyDashboard, anyDashboard, (base, mine, theirs) => {
      const { document } = mergeDashboards(base, mine, theirs);
      expect(placed(document)).toEqual(Object.keys(document.panels).sort());
    }),
    runs,
  );
});

test('no difference means that both say the same', () => {
  fc.assert(
    fc.property(anyDashboard, anyDashboard, (before, after) => {
      const isSame = isEqual(byTab(before), byTab(after));
      expect(diffDashboards(before, after).length === 0).toBe(isSame);
    }),
    runs,
  );
});

/** Rows of different tabs have no order among one another; tabs stand as they first occur. */
function byTab(document: DashboardDocument): object {
  const { rows } = document.layout;
  const tabs = [undefined, ...tabsOf(rows)];
  return { ...document, layout: tabs.map((tab) => rows.filter((row) => row.tab === tab)) };
}

test('nothing is mutated', () => {
  fc.assert(
    fc.property(anyDashboard, anyDashboard, anyDashboard, (base, mine, theirs) => {
      const copies = structuredClone([base, mine, theirs]);
      mergeDashboards(base, mine, theirs);
      diffDashboards(mine, theirs);
      expect([base, mine, theirs]).toEqual(copies);
    }),
    { numRuns: 30 },
  );
});

function placed({ layout }: DashboardDocument): string[] {
  return layout.rows.flatMap(panelsOfRow).sort();
}

function at(document: DashboardDocument, path: TreePath): unknown {
  return path.reduce<unknown>((inner, key) => toTree(inner)[key], document);
}

test('a row that one side adds to a tab follows the new name the other side gave it', () => {
  const tabbed = edited(({ layout }) => layout.rows.forEach((row) => (row.tab = 'Ads')));
  const on = (edit: Edit): DashboardDocument => {
    const document = structuredClone(tabbed);
    edit(document);
    return document;
  };
  const renamed = on(({ layout }) => layout.rows.forEach((row) => (row.tab = 'Money')));
  const added = on(({ layout }) => layout.rows.push({ title: 'More', tab: 'Ads', cells: [] }));
  for (const [mine, theirs] of [
    [renamed, added],
    [added, renamed],
  ] as const) {
    const { document, conflicts } = mergeDashboards(tabbed, mine, theirs);
    expect(conflicts).toEqual([]);
    expect(document.layout.rows.map(({ tab }) => tab)).toEqual(['Money', 'Money', 'Money']);
  }
});

test('two new names for one tab are a conflict, and mine stays', () => {
  const tabbed = edited(({ layout }) => (layout.rows[1]!.tab = 'Ads'));
  const called = (tab: string): DashboardDocument => {
    const document = structuredClone(tabbed);
    document.layout.rows[1]!.tab = tab;
    return document;
  };
  const { document, conflicts } = mergeDashboards(tabbed, called('Money'), called('Spend'));
  expect(document.layout.rows[1]!.tab).toBe('Money');
  expect(conflicts).toEqual([
    { path: ['layout', 'rows', 1, 'tab'], base: 'Ads', mine: 'Money', theirs: 'Spend' },
  ]);
});
