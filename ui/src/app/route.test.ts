import { expect, test } from 'vitest';
import { dashboardHref, matchRoute, pathHref } from './route.ts';

test.each([
  ['/', { page: 'home' }],
  ['/dashboards', { page: 'dashboards' }],
  ['/d/social/overview', { page: 'dashboard', path: 'social/overview' }],
  ['/pipelines', { page: 'pipelines', path: undefined }],
  ['/pipelines/social/ads', { page: 'pipelines', path: 'social/ads' }],
  ['/datasources/warehouse', { page: 'datasources', name: 'warehouse' }],
  ['/plugins/panel/bars', { page: 'plugins', id: 'panel/bars' }],
  ['/snapshots', { page: 'snapshots' }],
  ['/s/0Abc', { page: 'snapshot', id: '0Abc' }],
  ['/s', { page: 'not-found' }],
  ['/embed/social/live', { page: 'embed', path: 'social/live' }],
  ['/embed/s/short', { page: 'embed', path: 's/short' }],
  [`/embed/s/${'aB'.repeat(16)}`, { page: 'embed-snapshot', id: 'aB'.repeat(16) }],
  ['/embed', { page: 'embed', path: '' }],
  ['/embed/', { page: 'embed', path: '' }],
  ['/embed//', { page: 'embed', path: '' }],
  ['/embed%2Fa', { page: 'not-found' }],
  ['/EMBED/a', { page: 'not-found' }],
  ['/d', { page: 'not-found' }],
  ['/nowhere', { page: 'not-found' }],
  ['/d/%E0%A4%A', { page: 'dashboard', path: '%E0%A4%A' }],
])('%s', (pathname, route) => {
  expect(matchRoute(pathname)).toEqual(route);
});

test('a dashboard path with spaces and percent signs comes back from its link', () => {
  const path = 'über uns/100% live';
  expect(matchRoute(dashboardHref(path))).toEqual({ page: 'dashboard', path });
  const { pathname } = new URL(pathHref('/pipelines', 'a#b/c?d'), 'http://localhost');
  expect(matchRoute(pathname)).toEqual({ page: 'pipelines', path: 'a#b/c?d' });
});
