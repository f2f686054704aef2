import { expect, test } from 'vitest';
import type { DashboardDocument, LayoutRow, QueryDocument } from './dashboard.ts';
import { diffDashboards, diffTrees } from './diff.ts';

const query = (datasource: string, sql: string | string[]): QueryDocument => ({ datasource, sql });

const before: DashboardDocument = {
  kind: 'dashboard',
  format: 1,
  title: 'Engagement',
  tags: ['social'],
  time: { from: 'now-15m', refresh: 'live' },
  variables: { country: { type: 'query', query: 'countries', multi: true } },
  controls: ['country'],
  queries: {
    countries: query('warehouse', 'SELECT DISTINCT country FROM activity'),
    'by-type': query('warehouse', ['SELECT t, type', 'FROM activity', 'ORDER BY t']),
  },
  panels: {
    errors: {
      type: 'timeseries',
      title: 'Errors',
      query: 'by-type',
      fields: { '*': { unit: 'ms' } },
    },
    likes: { type: 'stat', title: 'Likes', query: 'by-type', options: { trend: 'off' } },
    shares: { type: 'stat', title: 'Shares', query: 'by-type' },
  },
  layout: {
    rows: [
      {
        title: 'Traffic',
        height: 9,
        cells: [
          { panel: 'errors', span: 12 },
          { panel: 'likes', span: 12 },
        ],
      },
      { cells: [{ panel: 'shares', span: 24 }] },
    ],
  },
};

/** The sentences of a change made by hand. */
function after(edit: (document: DashboardDocument) => void): string[] {
  const document = structuredClone(before);
  edit(document);
  return diffDashboards(before, document).map(({ text }) => text);
}

test('what says the same has no change, whatever the order of keys', () => {
  expect(diffDashboards(before, structuredClone(before))).toEqual([]);
  const { panels, ...rest } = before;
  const turned = Object.fromEntries(Object.entries(panels).reverse());
  expect(diffDashboards(before, { panels: turned, ...rest })).toEqual([]);
});

test('all about one panel is one sentence', () => {
  const sentences = after(({ panels, layout: { rows } }) => {
    panels['errors']!.fields = { '*': { unit: 's' }, latency: { decimals: 1 } };
    rows[0]!.cells = [{ panel: 'likes', span: 24 }];
    rows[1]!.cells.push({ panel: 'errors', span: 12 });
  });
  expect(sentences).toEqual([
    'panel *errors*: unit ms → s; decimals of *latency* default → 1; moved to row 2',
    'panel *likes*: width 12 → 24',
  ]);
});

test('a query says how many of its lines changed', () => {
  const sentences = after(({ queries }) => {
    const sql = ['SELECT t, kind', 'FROM activity', 'ORDER BY t, kind'];
    queries!['by-type'] = query('warehouse', sql);
    queries!['countries']!.datasource = 'lake';
  });
  expect(sentences).toEqual([
    'query *countries*: datasource warehouse → lake',
    'query *by-type*: sql changed, 2 lines',
  ]);
});

test('panels and rows that come and go are named', () => {
  const sentences = after(({ panels, layout }) => {
    delete panels['errors'];
    delete panels['likes'];
    layout.rows.shift();
    panels['spend'] = { type: 'stat' };
    layout.rows.push({ title: 'Money', cells: [{ panel: 'spend', span: 24 }] });
  });
  expect(sentences).toEqual([
    'panel *errors* removed',
    'panel *likes* removed',
    'panel *spend* added',
    'row *Traffic* removed',
    'row *Money* added',
  ]);
});

test('a panel under another name is recognised, with what else changed', () => {
  const sentences = after(({ panels, layout }) => {
    const { likes, ...rest } = panels;
    Object.assign(panels, { hearts: { ...likes, title: 'Hearts' } });
    delete panels['likes'];
    layout.rows[0]!.cells[1] = { panel: 'hearts', span: 12 };
    expect(rest).not.toHaveProperty('likes');
  });
  expect(sentences).toEqual(['panel *likes* renamed to *hearts*; title Likes → Hearts']);
});

test('a query under another name is no change of those who use it', () => {
  const sentences = after(({ queries, panels, variables }) => {
    queries!['lands'] = queries!['countries']!;
    delete queries!['countries'];
    variables!['country'] = { type: 'query', query: 'lands', multi: true };
    expect(panels).toBeDefined();
  });
  expect(sentences).toEqual(['query *countries* renamed to *lands*']);
});

test('a row above moves nothing; a row that moves is one change', () => {
  expect(after(({ layout }) => layout.rows.unshift({ title: 'New', cells: [] }))).toEqual([
    'row *New* added',
  ]);
  expect(after(({ layout }) => layout.rows.reverse())).toEqual(['row *Traffic*: moved to place 2']);
});

test('panels that change places in their row, or are stacked, say so', () => {
  expect(after(({ layout }) => layout.rows[0]!.cells.reverse())).toEqual([
    'panel *errors*: moved within row *Traffic*',
  ]);
  expect(
    after(({ layout }) => {
      layout.rows[0]!.cells = [{ stack: ['errors', 'likes'], span: 12 }];
    }),
  ).toEqual(['panel *errors*: stacked with *likes*', 'panel *likes*: stacked with *errors*']);
});

/** Three rows, the last two on tabs; `prepare` changes them, `edit` a copy. */
function afterTabs(
  edit: (rows: LayoutRow[]) => void,
  prepare: (rows: LayoutRow[]) => void = () => undefined,
): string[] {
  const [first, second] = before.layout.rows as [LayoutRow, LayoutRow];
  const rows: LayoutRow[] = [
    { title: 'Head', cells: [] },
    { ...first, tab: 'Now' },
    { ...second, tab: 'Ads' },
  ];
  prepare(rows);
  const changed = structuredClone(rows);
  edit(changed);
  const build = (rows: LayoutRow[]): DashboardDocument => ({ ...before, layout: { rows } });
  return diffDashboards(build(rows), build(changed)).map(({ text }) => text);
}

test('rows say which tab they were moved to', () => {
  expect(afterTabs((rows) => (rows[1]!.tab = 'Ads'))).toEqual([
    'row *Traffic*: moved to tab *Ads*',
  ]);
  expect(afterTabs((rows) => delete rows[1]!.tab)).toEqual(['row *Traffic*: moved above all tabs']);
  expect(afterTabs((rows) => rows.push({ title: 'More', tab: 'New', cells: [] }))).toEqual([
    'row *More* added on tab *New*',
  ]);
});

test('rows without a title are counted on their tab, and say which it is', () => {
  const untitled = (rows: LayoutRow[]) => {
    for (const row of rows) delete row.title;
  };
  const after = (edit: (rows: LayoutRow[]) => void) => afterTabs(edit, untitled);
  const grown = after((rows) => {
    for (const row of rows.slice(1)) row.height = 13;
  });
  expect(grown.map((text) => text.split(':')[0])).toEqual([
    'row 1 on tab *Now*',
    'row 1 on tab *Ads*',
  ]);
  expect(after((rows) => (rows[1]!.tab = 'Ads'))).toEqual(['row 1: moved to tab *Ads*']);
  expect(after((rows) => rows.push({ tab: 'Ads', cells: [] }))).toEqual([
    'row 2 added on tab *Ads*',
  ]);
  expect(after((rows) => rows[2]!.cells.push(...rows[1]!.cells.splice(0, 1)))).toEqual([
    expect.stringContaining('moved to row 1 on tab *Ads*'),
  ]);
  expect(after((rows) => rows.splice(2, 1))).toContain('row 1 on tab *Ads* removed');
  expect(after((rows) => rows.splice(0, 1))).toEqual(['row 1 above all tabs removed']);
});

test('a tab with another name or place is one change', () => {
  expect(afterTabs((rows) => (rows[2]!.tab = 'Money'))).toEqual(['tab *Ads* renamed to *Money*']);
  expect(afterTabs((rows) => rows.splice(1, 2, rows[2]!, rows[1]!))).toEqual([
    'tab *Now*: moved to place 2',
  ]);
});

test('rows of different tabs have no order among one another', () => {
  expect(afterTabs((rows) => rows.push(rows.shift()!))).toEqual([]);
});

test('the dashboard itself: title, time, tags, variables in the bar, and keys we do not know', () => {
  const sentences = after((document) => {
    document.title = 'Engagement, live';
    document.time = { from: 'now-1h', refresh: 'live' };
    document.tags = ['social', 'live'];
    document.controls = [];
    document.description = ['One', 'two'];
    Object.assign(document, { 'x-owner': { team: 'growth' } });
  });
  expect(sentences).toEqual([
    'title Engagement → "Engagement, live"',
    'tags: *live* added',
    'time: from now-15m → now-1h',
    'controls: *country* removed',
    'description added, 2 lines',
    'x-owner: team default → growth',
  ]);
});

test('any other file changes by path', () => {
  const sentences = diffTrees(
    { kind: 'pipeline', steps: { real: { use: 'filter', where: 'a' } } },
    { kind: 'pipeline', steps: { real: { use: 'filter', where: 'b' } } },
  ).map(({ text }) => text);
  expect(sentences).toEqual(['steps.real.where a → b']);
});

test('what another file has no more, or newly has, is told as that', () => {
  const rule = { about: 'a panel has a title', require: "panel.title != ''" };
  const sentences = diffTrees(
    { kind: 'policy', rules: { titled: rule, small: { ...rule, severity: 'warning' } } },
    { kind: 'policy', rules: { small: rule, named: rule } },
  ).map(({ type, text }) => [type, text]);
  expect(sentences).toEqual([
    ['changed', 'rules.small.severity warning → default'],
    ['added', 'rules.named added'],
    ['removed', 'rules.titled removed'],
  ]);
});

test('a key that every object inherits is new where the file has it first', () => {
  const after = { ...before, 'x-owner': { valueOf: 0 }, toString: 'team' };
  expect(diffDashboards(before, after).map(({ text }) => text)).toEqual([
    'x-owner: valueOf default → 0',
    'toString default → team',
  ]);
});

test('annotations and thresholds are told by what they are called and where they are', () => {
  const marked: DashboardDocument = {
    ...before,
    annotations: { deploys: { query: 'by-type', label: 'Deploys' }, old: { query: 'by-type' } },
  };
  const after: DashboardDocument = {
    ...marked,
    annotations: { deploys: { query: 'by-type', label: 'Releases', color: 'crit' } },
    panels: {
      ...marked.panels,
      errors: {
        ...marked.panels['errors']!,
        time: { last: '1h' },
        fields: { '*': { unit: 'ms', thresholds: [{ at: '$limit', color: 'crit' }] } },
      },
    },
  };
  expect(diffDashboards(marked, after).map(({ text }) => text)).toEqual([
    'annotation *deploys*: label Deploys → Releases; color default → crit',
    'annotation *old* removed',
    'panel *errors*: thresholds default → [{"at":"$limit","color":"crit"}]; time.last default → 1h',
  ]);
});
