import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openPage, type WatchedPage } from './browser.ts';
import { closePage } from './close-page.ts';
import { pastOrders } from './orders.ts';
import { useServer } from './server.ts';

const counts = [
  'SELECT $__bucket(ts) AS t, type, count() AS orders FROM orders',
  'WHERE $__time(ts) GROUP BY t, type ORDER BY t',
];
const dashboard = {
  kind: 'dashboard',
  format: 1,
  title: 'Time',
  time: { from: 'now-6m', to: 'now' },
  variables: { limit: { type: 'text', default: '7' } },
  queries: {
    'by-type': { datasource: 'warehouse', sql: counts },
    total: {
      datasource: 'warehouse',
      sql: 'SELECT count() AS orders FROM orders WHERE $__time(ts)',
    },
    deploys: {
      datasource: 'warehouse',
      sql: "SELECT max(ts) - INTERVAL 2 MINUTE AS t, 'v2 went out' AS text FROM orders WHERE $__time(ts)",
    },
  },
  annotations: { deploys: { query: 'deploys', label: 'Deploys', color: 'crit' } },
  panels: {
    orders: {
      type: 'timeseries',
      title: 'Orders',
      query: 'by-type',
      fields: { '*': { thresholds: [{ at: '$limit', color: 'crit' }] } },
    },
    total: { type: 'stat', title: 'Total', query: 'total' },
    earlier: {
      type: 'timeseries',
      title: 'Earlier',
      query: 'by-type',
      time: { last: '2m', shift: '2m' },
    },
  },
  layout: {
    rows: [
      {
        cells: [
          { panel: 'orders', span: 12 },
          { panel: 'total', span: 4 },
          { panel: 'earlier', span: 8 },
        ],
      },
    ],
  },
};

const { server, browser } = await useServer({ orders: pastOrders(14, 120) });
let watched: WatchedPage;
let page: Page;

await writeDashboard('shop/time');

function writeDashboard(path: string, change: object = {}): Promise<void> {
  const text = JSON.stringify({ ...dashboard, ...change }, null, 2);
  return writeFile(join(server.workspace, `${path}.dashboard.json`), `${text}\n`);
}

beforeEach(async () => {
  watched = await openPage(browser);
  page = watched.page;
});
afterEach(() => closePage(watched));

const panel = (slug: string): Locator => page.locator(`[data-panel="${slug}"]`);
const marks = (slug: string): Locator => panel(slug).locator('ul[aria-label="Annotations"] button');

async function open(search = ''): Promise<void> {
  await page.goto(`${server.url}/d/shop/time${search}`);
  await panel('orders').locator('canvas').first().waitFor();
}

test('a query marks what happened; its toggle hides it and the URL remembers', async () => {
  await open();
  await marks('orders').first().focus();
  await page.getByRole('tooltip').getByText('v2 went out').waitFor();
  await page.getByRole('button', { name: 'Deploys' }).click();
  await marks('orders').first().waitFor({ state: 'detached' });
  expect(new URL(page.url()).searchParams.getAll('annotations')).toEqual(['deploys']);
});

test('annotations that name their panels are on those and no other', async () => {
  const twin = { ...dashboard.panels.orders, title: 'Twin' };
  await writeDashboard('shop/marked', {
    // Events may still be on their way to the table.
    time: { ...dashboard.time, refresh: '5s' },
    annotations: { deploys: { ...dashboard.annotations.deploys, panels: ['twin'] } },
    panels: { orders: dashboard.panels.orders, twin },
    layout: {
      rows: [
        {
          cells: [
            { panel: 'orders', span: 12 },
            { panel: 'twin', span: 12 },
          ],
        },
      ],
    },
  });
  await page.goto(`${server.url}/d/shop/marked`);
  await marks('twin').first().waitFor();
  await panel('orders').locator('canvas').first().waitFor();
  expect(await marks('orders').count()).toBe(0);
});

test('a refresh that is chosen asks again and again, and is in the URL', async () => {
  await open('?refresh=off');
  let asked = 0;
  page.on('request', (request) => {
    if (request.url().endsWith('/api/v1/query')) asked += 1;
  });
  await page.getByRole('button', { name: /^Refresh: / }).click();
  await page.getByRole('menuitemradio', { name: 'Every 5s', exact: true }).click();
  await expect.poll(() => new URL(page.url()).searchParams.get('refresh')).toBe('5s');
  const before = asked;
  // Three queries and the annotations: at least the second round of them has begun.
  await expect.poll(() => asked - before, { timeout: 20_000 }).toBeGreaterThan(4);
});

test('a note by key reaches another viewer, and can be changed and deleted', async () => {
  const other = await openPage(browser);
  await other.page.goto(`${server.url}/d/shop/time?annotations=deploys`);
  await other.page.locator('[data-panel="orders"] canvas').first().waitFor();
  await open('?annotations=deploys');
  await panel('orders').getByRole('application').focus();
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('n');
  await page.getByRole('textbox', { name: 'What happened' }).fill('<b>Disk full</b>');
  await page.getByRole('button', { name: 'Save' }).click();
  await marks('orders').first().waitFor();
  const theirs = other.page.locator('[data-panel="orders"] ul[aria-label="Annotations"] button');
  await theirs.first().waitFor();
  expect(await theirs.first().getAttribute('aria-label')).toContain('<b>Disk full</b>');

  await marks('orders').first().press('Enter');
  await page.getByRole('button', { name: 'Delete' }).click();
  await marks('orders').first().waitFor({ state: 'detached' });
  await theirs.first().waitFor({ state: 'detached' });
  expect(other.problems).toEqual([]);
  await other.page.context().close();
});

test('compared with the range before: a series and a number say what they were', async () => {
  await open();
  await page.getByRole('button', { name: 'Compare with earlier' }).click();
  await page.getByRole('menuitemradio', { name: 'the range before' }).click();
  await panel('orders')
    .getByRole('button', { name: / before/ })
    .first()
    .waitFor();
  await panel('total')
    .getByText(/ from \d/)
    .waitFor();
  expect(new URL(page.url()).searchParams.get('compare')).toBe('range');
});

test('a panel with a time of its own says so, and a brush on it zooms to the right range', async () => {
  await open();
  await panel('earlier').getByText('last 2m, 2m earlier').waitFor();
  const plot = panel('earlier').getByRole('application');
  const figure = panel('earlier').locator('figure');
  await expect.poll(() => figure.getAttribute('aria-label')).toContain('Earlier: ');
  await plot.focus();
  const before = Date.now();
  await page.keyboard.press('Home');
  await page.keyboard.press('[');
  await page.keyboard.press('End');
  await page.keyboard.press(']');
  await page.keyboard.press('Enter');
  await expect.poll(() => new URL(page.url()).searchParams.get('from')).toBeTruthy();
  const from = Date.parse(new URL(page.url()).searchParams.get('from') ?? '');
  // Shown from four minutes ago; two minutes later is what the dashboard's range means.
  expect(before - from).toBeLessThan(150_000);
  expect(before - from).toBeGreaterThan(60_000);
});

test('annotations whose query fails are named where they are missing, with the reason', async () => {
  const broken = { ...dashboard.queries.deploys, sql: 'SELECT nothing AS t FROM orders' };
  const untimed = { ...dashboard.queries.deploys, sql: "SELECT 'v2' AS text FROM orders LIMIT 1" };
  await writeDashboard('shop/unmarked', {
    queries: { ...dashboard.queries, broken, untimed },
    annotations: {
      deploys: { query: 'broken', label: 'Deploys' },
      outages: { query: 'untimed', label: 'Outages' },
    },
  });
  await page.goto(`${server.url}/d/shop/unmarked`);
  await panel('orders').getByRole('button', { name: 'The result is partial' }).click();
  await page.getByText(/^Annotations “Deploys” are missing: .*nothing/).waitFor();
  await page.getByText(/^Annotations “Outages” are missing: .*no field of type time/).waitFor();
  // The other queries are not in doubt.
  expect(await panel('total').getByRole('button', { name: 'The result is partial' }).count()).toBe(
    0,
  );
  expect([...new Set(watched.problems.splice(0))]).toEqual([
    expect.stringContaining('status of 400'),
  ]);
});

test('a note is begun from the search too', async () => {
  await open();
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Search' }).fill('note what');
  await page.keyboard.press('Enter');
  await page.getByRole('textbox', { name: 'What happened' }).waitFor();
  await page.getByRole('button', { name: 'Cancel' }).click();
});

test('Explore of a panel takes the time of its own along, and can do without it', async () => {
  await open('?compare=1d');
  await panel('earlier').getByRole('button', { name: 'Menu of Earlier' }).click();
  await page.getByRole('menuitem', { name: /^Explore/ }).click();
  const result = page.getByRole('region', { name: 'Result' });
  await result.getByRole('button', { name: 'last 2m, 2m earlier' }).click();
  await result.getByText(/ fields/).waitFor();
  await expect.poll(() => decodeURIComponent(page.url())).not.toContain('"shift"');
  expect(page.url()).toContain('compare=1d');
});
