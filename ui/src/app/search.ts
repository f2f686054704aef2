import type { DashboardSummary } from '../data/operations.ts';
import { groupBy } from './group.ts';

/** Dashboards in which every word of the search occurs, those with it in the title first. */
export function searchDashboards(
  dashboards: readonly DashboardSummary[],
  search: string,
): readonly DashboardSummary[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return dashboards;
  return dashboards
    .map((dashboard) => ({ dashboard, score: scoreOf(dashboard, words) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score || a.dashboard.title.localeCompare(b.dashboard.title))
    .map(({ dashboard }) => dashboard);
}

/** As many as a list that searches by itself can hold: it looks at each of them with every key. */
const maxListed = 100;

/** All where they are few; of many the first that a search of ours leaves. */
export function fewOf<Entry>(
  list: readonly Entry[],
  searchMany: (list: readonly Entry[]) => readonly Entry[],
): readonly Entry[] {
  return list.length <= maxListed ? list : searchMany(list).slice(0, maxListed);
}

/** By folder in alphabetical order, the top one first; inside by title. */
export function groupByFolder(
  dashboards: readonly DashboardSummary[],
): readonly (readonly [folder: string, dashboards: readonly DashboardSummary[]])[] {
  return groupBy(dashboards, ({ folder }) => folder)
    .map(([folder, list]) => [folder, list.toSorted(byTitle)] as const)
    .sort(([a], [b]) => a.localeCompare(b));
}

function byTitle(a: DashboardSummary, b: DashboardSummary): number {
  return a.title.localeCompare(b.title);
}

/** 0 when a word is nowhere. */
function scoreOf(dashboard: DashboardSummary, words: readonly string[]): number {
  const places = [
    dashboard.title,
    dashboard.tags.join(' '),
    dashboard.path,
    dashboard.description ?? '',
  ].map((place) => place.toLowerCase());
  const scores = words.map((word) => {
    const place = places.findIndex((text) => text.includes(word));
    if (place === -1) return 0;
    return (places.length - place) * (places[place]?.startsWith(word) === true ? 2 : 1);
  });
  return scores.includes(0) ? 0 : scores.reduce((sum, score) => sum + score, 0);
}
