import { expect, test } from 'vitest';
import type { DashboardSummary } from '../data/operations.ts';
import { groupByFolder, searchDashboards } from './search.ts';

const dashboard = (path: string, title: string, tags: string[] = []): DashboardSummary => ({
  path,
  folder: path.split('/').slice(0, -1).join('/'),
  title,
  description: null,
  tags,
  modifiedAt: 0,
  issues: [],
});
const all = [
  dashboard('social/engagement', 'Engagement', ['live']),
  dashboard('social/ads', 'Ads', ['engagement', 'money']),
  dashboard('heliostat/self', 'Heliostat itself'),
];

test('a hit in the title comes before one in a tag', () => {
  expect(searchDashboards(all, 'engage').map(({ title }) => title)).toEqual(['Engagement', 'Ads']);
});

test('every word must occur somewhere', () => {
  expect(searchDashboards(all, 'social money').map(({ title }) => title)).toEqual(['Ads']);
  expect(searchDashboards(all, 'social nothing')).toEqual([]);
});

test('an empty search finds all', () => {
  expect(searchDashboards(all, '  ')).toBe(all);
});

test('folders are in order and so are the dashboards in them', () => {
  expect(
    groupByFolder(all).map(([folder, list]) => [folder, list.map(({ title }) => title)]),
  ).toEqual([
    ['heliostat', ['Heliostat itself']],
    ['social', ['Ads', 'Engagement']],
  ]);
});
