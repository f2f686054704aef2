import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openPage, type WatchedPage } from './browser.ts';
import { closePage } from './close-page.ts';
import { useServer } from './server.ts';
import { violationsOf } from './violations.ts';

const lines = { type: 'logs', title: 'Lines', query: 'lines' };
/** Panels with buttons and a search field in them. */
const paper = {
  ...{ kind: 'dashboard', format: 1, title: 'Paper', time: { from: 'now-15m', refresh: 'off' } },
  queries: {
    lines: {
      datasource: 'warehouse',
      sql: 'SELECT ts, type AS message, country FROM orders WHERE $__time(ts)',
    },
    countries: {
      datasource: 'warehouse',
      sql: 'SELECT country, count() AS orders FROM orders WHERE $__time(ts) GROUP BY country',
    },
  },
  panels: { lines, world: { type: 'map', title: 'World', query: 'countries' } },
  layout: {
    rows: [
      {
        cells: [
          { panel: 'lines', span: 12 },
          { panel: 'world', span: 12 },
        ],
      },
    ],
  },
};

let watched: WatchedPage;
let page: Page;

const { server, browser } = await useServer();
await writeFile(join(server.workspace, 'shop/paper.dashboard.json'), JSON.stringify(paper));

beforeEach(async () => {
  watched = await openPage(browser, {
    viewport: { width: 1000, height: 420 },
    colorScheme: 'dark',
  });
  page = watched.page;
  // What the browser's dialog would do is asked for below, with `pdf`.
  await page.addInitScript(() => {
    window.print = () => document.documentElement.setAttribute('data-asked', 'print');
  });
  await page.goto(`${server.url}/d/shop/overview?var.country=DE`);
  await page.locator('[data-panel="total"] figure').waitFor();
});

afterEach(() => closePage(watched));

async function print(): Promise<void> {
  await page.keyboard.press('Control+p');
  await page.locator('html[data-asked=print]').waitFor();
}

test('Ctrl-P lays every panel out for paper, also those nobody has scrolled to', async () => {
  await print();
  await page.emulateMedia({ media: 'print' });
  const sheet = page.locator('[data-sheet]');
  expect(await sheet.locator('figcaption').allInnerTexts()).toEqual([
    'Orders',
    'Orders by type',
    'Orders by country',
    'Countries',
  ]);
  expect(await sheet.locator('figure > svg').count()).toBe(4);
  expect(await sheet.locator('h1').innerText()).toBe('Shop overview');
  expect(await sheet.locator('header').innerText()).toMatch(
    /Last 15 minutes[^]*Country: DE[^]*shop\/overview · \d+ \w+ \d{4}/,
  );
  // On paper there is nothing else, and no dark ground.
  expect(await page.locator('#app').isVisible()).toBe(false);
  expect(await sheet.evaluate((one) => getComputedStyle(one).color)).not.toContain('255');
  expect(await violationsOf(page, '[data-sheet]')).toEqual([]);
});

test('a PDF has no more pages than it needs, and after it the screen is as it was', async () => {
  await print();
  const pdf = await page.pdf({ format: 'A4' });
  expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
  expect(pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)?.length).toBeLessThanOrEqual(2);
  await page.locator('[data-sheet]').waitFor({ state: 'detached' });
  expect(await page.locator('html').getAttribute('data-theme')).toBe('dark');
  expect(await page.locator('html').getAttribute('data-paper')).toBeNull();
  await expect.poll(() => page.getByRole('button', { name: /^Pause/ }).count()).toBeGreaterThan(0);
});

test('what only a hand can use is not printed', async () => {
  await page.goto(`${server.url}/d/shop/paper`);
  const controls = page.locator('[data-panel] [data-control]');
  await page.getByRole('button', { name: 'Zoom in' }).waitFor();
  await page.getByPlaceholder('Search, or /regex/').waitFor();
  expect(await controls.count()).toBe(3);
  await print();
  await page.emulateMedia({ media: 'print' });
  const texts = await page.locator('[data-sheet] text').allTextContents();
  expect(texts.join(' ')).toContain('lines');
  expect(texts).not.toContain('Wrap');
  expect(texts.join(' ')).not.toContain('Search');
  // Also where the browser's own menu prints the page itself.
  for (const control of await controls.all()) expect(await control.isVisible()).toBe(false);
});

test('no panel is cut by the end of a page', async () => {
  await print();
  await page.emulateMedia({ media: 'print' });
  const breaks = await page
    .locator('[data-sheet] .cells')
    .evaluateAll((rows) => rows.map((row) => getComputedStyle(row).breakInside));
  expect(breaks).toEqual(['avoid', 'avoid']);
});

test('Escape leaves before anything is printed', async () => {
  await page.route('**/api/v1/query', () => undefined);
  await page.goto(`${server.url}/d/shop/overview?refresh=off`);
  await page.locator('[data-panel="total"] [aria-busy]').waitFor();
  await page.keyboard.press('Control+p');
  await page.getByRole('dialog', { name: 'Preparing to print' }).waitFor();
  await page.getByText(/Preparing to print: \d of 4 panels drawn/).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog', { name: 'Preparing to print' }).waitFor({ state: 'detached' });
  expect(await page.locator('html').getAttribute('data-asked')).toBeNull();
  expect(await page.locator('[data-sheet]').count()).toBe(0);
});
