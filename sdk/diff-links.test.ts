import { expect, test } from 'vitest';
import { diffDashboards } from './diff.ts';
import type { DashboardDocument, DashboardLink } from './dashboard.ts';

const withLinks = (links: DashboardLink[]): DashboardDocument => ({
  ...{ kind: 'dashboard', format: 1, title: 'Shop', panels: {}, layout: { rows: [] } },
  ...(links.length > 0 && { links }),
});
const diff = (before: DashboardLink[], after: DashboardLink[]) =>
  diffDashboards(withLinks(before), withLinks(after)).map(({ text }) => text);
const [ads, wall, wiki] = [
  { dashboard: 'social/ads' },
  { tag: 'wall', title: 'More' },
  { url: 'https://wiki.example/a' },
];

test.each([
  [[], [ads], 'links: *social/ads* added'],
  [[ads, wall], [], 'links: *social/ads* removed; *More* removed'],
  [[wall], [{ ...wall, title: 'Walls' }], 'links: *More* renamed to *Walls*'],
  [[wall], [{ tag: 'tv', title: 'More' }], 'links: *More* tag wall → tag tv'],
  [[ads, wiki], [wiki, ads], 'links: order changed'],
])('links %j → %j', (before, after, text) => {
  expect(diff(before, after)).toEqual([text]);
});
