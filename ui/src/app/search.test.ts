import { expect, test } from 'vitest';
import type { DashboardSummary } from '../data/operations.ts';
import { fewOf, groupByFolder, searchDashboards } from './search.ts';

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

test('of thousands a list that searches by itself gets the best hundred', () => {
  const many = Array.from({ length: 2000 }, (_, i) => dashboard(`many/d-${i}`, `Board ${i}`));
  const search = (list: typeof all, words: string) =>
    fewOf(list, (some) => searchDashboards(some, words));
  expect(search(all, 'nothing of them')).toEqual(all);
  expect(search(many, '')).toHaveLength(100);
  expect(search(many, 'board 1999').map(({ path }) => path)).toEqual(['many/d-1999']);
});
