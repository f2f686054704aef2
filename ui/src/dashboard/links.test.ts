import { expect, test } from 'vitest';
import type { DashboardSummary } from '../data/operations.ts';
import { resolveLinks } from './links.ts';

const summary = (path: string, title: string, tags: string[]): DashboardSummary => ({
  ...{ path, folder: '', title, description: null, tags, modifiedAt: 0, issues: [] },
});
const around = {
  path: 'shop/overview',
  dashboards: [
    summary('shop/overview', 'Overview', ['wall']),
    summary('shop/orders', 'Orders', ['wall']),
    summary('ads', 'Ads', ['wall']),
  ],
  variables: { country: ['DE', 'FR'] },
  range: { from: 'now-1h', to: 'now' },
};
const kept = '?from=now-1h&to=now&var.country=DE&var.country=FR';

test('a dashboard is linked with the time range and the variables', () => {
  expect(resolveLinks([{ dashboard: 'shop/orders' }], around)).toEqual([
    { text: 'Orders', href: `/d/shop/orders${kept}`, isExternal: false },
  ]);
  const plain = { ...around, variables: {} };
  expect(resolveLinks([{ dashboard: 'no/such', title: 'Gone' }], plain)).toEqual([
    { text: 'Gone', href: '/d/no/such?from=now-1h&to=now', isExternal: false },
  ]);
});

test('a tag is a menu of the others that have it, by title', () => {
  const [menu] = resolveLinks([{ tag: 'wall', title: 'More' }], around);
  expect(menu).toMatchObject({ text: 'More', links: [{ text: 'Ads' }, { text: 'Orders' }] });
  expect(resolveLinks([{ tag: 'none' }], around)).toEqual([{ text: 'none', links: [] }]);
});

test('a URL is filled from the view; what is no link is left out', () => {
  const url = 'https://wiki.example/orders?c=$country&$__range';
  expect(resolveLinks([{ url }, { url: 'javascript:alert(1)' }, {}], around)).toEqual([
    {
      text: 'wiki.example',
      href: 'https://wiki.example/orders?c=DE&c=FR&from=now-1h&to=now',
      isExternal: true,
    },
  ]);
});
