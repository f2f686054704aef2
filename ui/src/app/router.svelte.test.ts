import { afterEach, beforeEach, expect, test } from 'vitest';
import { Router } from './router.svelte.ts';

const before = { from: 'now-1h', to: 'now' };
let router: Router;

beforeEach(() => {
  history.replaceState(null, '', '/d/shop');
  router = new Router(window);
});
afterEach(() => document.body.replaceChildren());

test('a zoom is undone by Back only while it is the last step', () => {
  router.go('?from=1&to=2', { zooms: [before], isZoom: true });
  expect([router.zooms, router.isZoom]).toEqual([[before], true]);
  router.go('?from=1&to=2&only.a=x', { zooms: router.zooms });
  expect([router.zooms, router.isZoom]).toEqual([[before], false]);
  router.go('?from=3&to=4');
  expect(router.zooms).toEqual([]);
});

test('a page that is loaded anew has the zooms of its history entry', () => {
  router.go('?from=1&to=2', { zooms: [before], isZoom: true });
  expect(new Router(window).zooms).toEqual([before]);
});

function click(href: string, more: MouseEventInit = {}): boolean {
  const link = document.createElement('a');
  link.href = href;
  document.body.append(link);
  const event = new MouseEvent('click', { bubbles: true, cancelable: true, ...more });
  link.addEventListener('click', (it) => router.onClick(it));
  link.dispatchEvent(event);
  return event.defaultPrevented;
}

test('a plain click on a link of the app goes there without loading anew', () => {
  expect(click('/pipelines')).toBe(true);
  expect(router.route).toEqual({ page: 'pipelines', path: undefined });
});

test('from a page that is embedded, everything else opens in a window of its own', () => {
  history.replaceState(null, '', '/embed/shop');
  const opened: string[] = [];
  const open = window.open.bind(window);
  window.open = (url) => {
    opened.push(String(url));
    return null;
  };
  try {
    router = new Router(window);
    router.go('?only.a=x');
    expect(location.search).toBe('?only.a=x');
    for (const href of ['/d/shop?edit', '/embed/other', '/', '/s/x']) router.go(href);
    expect(click('/d/shop?edit')).toBe(true);
    expect(location.pathname).toBe('/embed/shop');
    expect(opened.map((url) => new URL(url).pathname)).toEqual([
      ...['/d/shop', '/embed/other', '/', '/s/x', '/d/shop'],
    ]);
  } finally {
    window.open = open;
  }
});

test.each([
  ['with Ctrl, for a new tab', '/plugins', { ctrlKey: true }],
  ['to another site', 'https://elsewhere.example/', {}],
  ['to what the server answers itself', '/api/v1/openapi.json', {}],
])('a click %s is the browser’s', (_, href, more) => {
  expect(click(href, more)).toBe(false);
  expect(router.route).toEqual({ page: 'dashboard', path: 'shop' });
});
