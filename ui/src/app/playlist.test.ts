import { expect, test } from 'vitest';
import type { DashboardSummary } from '../data/operations.ts';
import { isKiosk } from './kiosk.ts';
import {
  formatPlaylist,
  intervalMs,
  parsePlaylist,
  playlistPaths,
  playlistQuery,
} from './playlist.ts';

const summary = (path: string, tags: string[]): DashboardSummary => ({
  ...{ path, folder: '', title: path, description: null, tags, modifiedAt: 0, issues: [] },
});
const known = [summary('a', ['wall']), summary('b', []), summary('c', ['wall'])];
const url = (path: string) => new URL(path, 'http://localhost');

test('a playlist is its URL', () => {
  const text = 'd=social/ads&d=b&tag=wall%20one&every=10s';
  expect(formatPlaylist(parsePlaylist(new URLSearchParams(text)))).toBe(text);
  expect(formatPlaylist(parsePlaylist(new URLSearchParams('d=&every=30s')))).toBe('');
  expect(playlistQuery(url('/playlist?d=a&from=now-1h'))).toBe('d=a');
  expect(playlistQuery(url('/d/a?d=a'))).toBe('');
});

test('what is named comes first, then what has the tag, each once', () => {
  const list = { dashboards: ['c', 'gone'], tag: 'wall', every: '30s' };
  expect(playlistPaths(list, known)).toEqual(['c', 'gone', 'a']);
});

test.each([
  ['30s', 30_000],
  ['1m', 60_000],
  ['10ms', 5_000],
  ['soon', undefined],
])('every %s is %s ms', (every, ms) => {
  expect(intervalMs({ dashboards: [], tag: undefined, every })).toBe(ms);
});

test.each([
  ['/d/a?kiosk', true],
  ['/d/a?kiosk&edit', false],
  ['/d/a', false],
  ['/playlist?d=a', true],
  ['/playlist?tag=wall', true],
  ['/playlist?d=a&edit', false],
  ['/playlist', false],
])('%s is bare: %s', (path, expected) => {
  expect(isKiosk(url(path))).toBe(expected);
});
