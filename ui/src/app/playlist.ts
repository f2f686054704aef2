import { parseDuration } from '@heliostat/sdk';
import type { DashboardSummary } from '../data/operations.ts';

/** Dashboards shown one after another; all of it is in the URL. */
export interface Playlist {
  /** Paths, in order. */
  dashboards: readonly string[];
  /** Also every dashboard with this tag. */
  tag: string | undefined;
  /** How long each is shown: a duration. */
  every: string;
}

const defaultEvery = '30s';
const shortestMs = 5_000;

export function parsePlaylist(params: URLSearchParams): Playlist {
  return {
    dashboards: params.getAll('d').filter((path) => path !== ''),
    tag: params.get('tag') || undefined,
    every: params.get('every') ?? defaultEvery,
  };
}

/** `?d=social/ads&d=social/overview&every=30s`, without the `?`. */
export function formatPlaylist({ dashboards, tag, every }: Playlist): string {
  const pairs = [
    ...dashboards.map((path) => ['d', path] as const),
    ...(tag === undefined ? [] : [['tag', tag] as const]),
    ...(every === defaultEvery ? [] : [['every', every] as const]),
  ];
  return pairs
    .map(([key, value]) => `${key}=${encodeURIComponent(value).replaceAll('%2F', '/')}`)
    .join('&');
}

/** What the address of a playlist says of it; empty on every other page. */
export function playlistQuery({ pathname, searchParams }: URL): string {
  return pathname === '/playlist' ? formatPlaylist(parsePlaylist(searchParams)) : '';
}

/** Milliseconds, at least five seconds; undefined for what is no duration. */
export function intervalMs({ every }: Playlist): number | undefined {
  try {
    return Math.max(shortestMs, parseDuration(every));
  } catch {
    return undefined;
  }
}

/** The paths that are shown, each once: those that are named, then those with the tag. */
export function playlistPaths(
  { dashboards, tag }: Playlist,
  known: readonly DashboardSummary[],
): readonly string[] {
  const tagged = known.filter(({ tags }) => tag !== undefined && tags.includes(tag));
  return [...new Set([...dashboards, ...tagged.map(({ path }) => path)])];
}
