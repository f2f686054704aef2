import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { openPage, type WatchedPage } from './browser.ts';
import { pastOrders } from './orders.ts';
import { useServer } from './server.ts';
import { violationsOf } from './violations.ts';

const { server, browser } = await useServer();

type Options = Parameters<typeof openPage>[1];

/** Runs on a page of its own, which must end without an error in its console. */
async function onPage(
  use: (page: Page) => Promise<void>,
  { allowed, ...options }: Options & { allowed?: RegExp } = {},
): Promise<void> {
  const { page, problems }: WatchedPage = await openPage(browser, options);
  try {
    await use(page);
  } finally {
    await page.context().close();
  }
  expect(problems.filter((problem) => allowed?.test(problem) !== true)).toEqual([]);
}

const go = (page: Page, path: string) => page.goto(server.url + path);

describe('finding', () => {
  test('home finds a dashboard by its tag and Enter opens it', () =>
    onPage(async (page) => {
      await go(page, '/');
      await page.getByRole('link', { name: /Shop overview/ }).waitFor();
      const search = page.getByRole('searchbox', { name: 'Search dashboards' });
      await search.fill('nothing like this');
      await page.getByText('Nothing found').waitFor();
      await search.fill('live');
      await page.getByText('Found 1').waitFor();
      await search.press('Enter');
      await expect.poll(() => page.url()).toBe(`${server.url}/d/shop/overview`);
      await page.getByRole('heading', { name: 'Orders by type' }).waitFor();
      await go(page, '/');
      await page.getByRole('heading', { name: 'Recent' }).waitFor();
      expect(await violationsOf(page, 'aside')).toEqual([]);
    }));

  test('a star puts a dashboard on top of home, in this browser', () =>
    onPage(async (page) => {
      await go(page, '/');
      await page.getByRole('button', { name: 'Star Panel states' }).click();
      await page.reload();
      await page.getByRole('heading', { name: 'Starred' }).waitFor();
    }));

  test('the palette opens a dashboard without a pointer', () =>
    onPage(async (page) => {
      await go(page, '/plugins');
      await page.getByRole('heading', { name: 'Plugins', exact: true }).waitFor();
      await page.keyboard.press('Control+k');
      await page.getByRole('dialog').waitFor();
      await page.keyboard.type('overview');
      await page.getByRole('option', { name: /Shop overview/ }).waitFor();
      await page.keyboard.press('Enter');
      await expect.poll(() => page.url()).toBe(`${server.url}/d/shop/overview`);
      await page.getByRole('heading', { name: 'Orders by type' }).waitFor();
    }));

  test('keys lead to every page and the sheet lists them', () =>
    onPage(async (page) => {
      await go(page, '/');
      for (const [key, path] of [
        ['d', '/dashboards'],
        ['p', '/pipelines'],
        ['s', '/datasources'],
        ['u', '/plugins'],
        ['h', '/'],
      ] as const) {
        await page.keyboard.press('g');
        await page.keyboard.press(key);
        await expect.poll(() => new URL(page.url()).pathname).toBe(path);
      }
      await page.keyboard.press('Shift+?');
      const sheet = page.getByRole('dialog');
      await sheet.getByText('Switch between light and dark').waitFor();
      await page.keyboard.type('table');
      await sheet.getByText('Switch between light and dark').waitFor({ state: 'detached' });
      await sheet.getByText('Show the data as a table').waitFor();
    }));

  test('what is wrong in the workspace is on home, with its place', () =>
    onPage(async (page) => {
      await go(page, '/');
      await page.getByText('No problems in its files.').waitFor();
      await writeFile(
        join(server.workspace, 'shop/bad.dashboard.json'),
        '{\n  "kind": "dashboard",\n',
      );
      await page.getByText(/shop\/bad\.dashboard\.json:\d+:\d+/).waitFor();
    }));
});

describe('a dashboard called home', () => {
  test('stands on the home page and follows its file; what is chosen leads to its own page', () =>
    onPage(async (page) => {
      const file = join(server.workspace, 'home.dashboard.json');
      const document = (title: string) => ({
        ...{ kind: 'dashboard', format: 1, title: 'Right now', time: { from: 'now-30m' } },
        queries: {
          kinds: {
            datasource: 'warehouse',
            sql: 'SELECT type, count() AS orders FROM orders WHERE $__time(ts) AND $__filters GROUP BY type',
          },
        },
        panels: { kinds: { type: 'bars', title, query: 'kinds', onSelect: { type: 'filter' } } },
        layout: { rows: [{ cells: [{ panel: 'kinds', span: 24 }] }] },
      });
      await go(page, '/');
      await page.getByRole('link', { name: /Shop overview/ }).waitFor();
      await writeFile(file, JSON.stringify(document('Kinds')));
      await page.getByRole('heading', { name: 'Kinds' }).waitFor();
      await writeFile(file, JSON.stringify(document('All kinds')));
      await page.getByRole('heading', { name: 'All kinds' }).waitFor();
      expect(await violationsOf(page)).toEqual([]);
      // The largest bar comes first.
      await page.locator('[data-panel="kinds"] .hit').first().click();
      await expect.poll(() => page.url()).toBe(`${server.url}/d/home?filter=type%3Dweb`);
      await rm(file);
      await go(page, '/');
      await page.getByRole('link', { name: /Shop overview/ }).waitFor();
      await expect.poll(() => page.locator('[data-panel]').count(), { timeout: 15_000 }).toBe(0);
    }));
});

describe('looks', () => {
  test('the theme is switched, kept, and there before the first paint', () =>
    onPage(
      async (page) => {
        const theme = () => page.evaluate(() => document.documentElement.dataset['theme']);
        await go(page, '/');
        expect(await theme()).toBe('light');
        await page.getByRole('button', { name: 'Theme' }).click();
        await page.getByRole('menuitemradio', { name: 'Dark' }).click();
        await expect.poll(theme).toBe('dark');
        await page.goto(`${server.url}/`, { waitUntil: 'commit' });
        await page.waitForFunction(() => document.readyState !== 'loading');
        expect(await theme()).toBe('dark');
      },
      { colorScheme: 'light' },
    ));

  const paths = [
    '/',
    '/dashboards',
    '/d/shop/overview',
    '/d/shop/overview?panel=by-type',
    '/d/shop/states',
    '/pipelines',
    '/datasources/warehouse',
    '/plugins',
    '/plugins/panel/timeseries',
    '/nowhere',
  ];

  test.each(paths)('%s fits 390 px without scrolling sideways', (path) =>
    onPage(
      async (page) => {
        await go(page, path);
        await page.getByRole('heading').first().waitFor();
        await page.waitForTimeout(500);
        const overflow = await page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        );
        expect(overflow).toBe(0);
      },
      { viewport: { width: 390, height: 844 }, allowed: /status of 400/ },
    ),
  );

  test('on 390 px nothing of a dashboard on the home page is cut off', () =>
    onPage(
      async (page) => {
        await go(page, '/');
        const links = page.locator('main section li');
        await links.first().waitFor();
        const rights = await links.evaluateAll((all) =>
          all.map((one) => one.getBoundingClientRect().right),
        );
        expect(Math.max(...rights)).toBeLessThanOrEqual(390);
      },
      { viewport: { width: 390, height: 844 } },
    ));

  describe.each(['light', 'dark'] as const)('in %s', (colorScheme) => {
    test.each(paths)('axe finds nothing on %s', (path) =>
      onPage(
        async (page) => {
          await go(page, path);
          await page.getByRole('heading').first().waitFor();
          await page.waitForTimeout(1000);
          expect(await violationsOf(page)).toEqual([]);
        },
        { colorScheme, allowed: /status of 400/ },
      ),
    );
  });
});

describe('pages', () => {
  test('a pipeline is a flow of steps with what went through them', () =>
    onPage(async (page) => {
      await go(page, '/pipelines/shop/orders');
      await page.getByText('Running').waitFor();
      const steps = page.getByRole('region', { name: 'Steps of Orders' });
      expect(await steps.getByRole('listitem').count()).toBe(3);
      await expect.poll(() => steps.innerText(), { timeout: 20_000 }).toContain('840 stored');
      await server.ingest('orders', pastOrders(1, 60));
      await expect.poll(() => steps.innerText(), { timeout: 20_000 }).toContain('900 stored');
    }));

  test('a datasource says its version and latency and shows its tables', () =>
    onPage(async (page) => {
      await go(page, '/datasources/warehouse');
      await page.getByText(/^Working/).waitFor();
      await page
        .getByText(/^\d+\.\d+\.\d+/)
        .first()
        .waitFor();
      await page.getByRole('button', { name: 'Check again' }).click();
      await page.getByText(/^Working/).waitFor();
      await page
        .getByRole('button', { name: /orders|default/ })
        .first()
        .waitFor();
    }));

  test('a plugin documents its options from its schema', () =>
    onPage(async (page) => {
      await go(page, '/plugins');
      await page.getByRole('link', { name: /Time series/ }).click();
      await page.getByLabel('Breadcrumb').getByText('Time series', { exact: true }).waitFor();
      const options = page.getByRole('region', { name: 'Options' }).first();
      await options.getByRole('cell', { name: 'stack', exact: true }).waitFor();
      await options.getByText('"none" | "normal" | "percent"').waitFor();
    }));

  test('one panel with a wrong query leaves the others alone', () =>
    onPage(
      async (page) => {
        await go(page, '/d/shop/states');
        const wrong = page.locator('[data-panel=wrong]');
        await wrong.getByText('The query is wrong').waitFor();
        await wrong.getByText(/nobody/).waitFor();
        await wrong.getByRole('button', { name: 'Try again' }).waitFor();
        await page.locator('[data-panel=nothing]').getByText('No data').waitFor();
        await page.locator('[data-panel=some] figure').waitFor();
      },
      { allowed: /status of 400/ },
    ));

  test('an address that leads nowhere says so', () =>
    onPage(async (page) => {
      await go(page, '/d/shop/missing');
      await page.getByText('There is no dashboard “shop/missing”').waitFor();
      await go(page, '/nowhere');
      await page.getByText('There is no such page').waitFor();
    }));
});

test('a stream that nothing reads becomes a table on the pipelines page', () =>
  onPage(async (page) => {
    const ts = Date.now();
    await server.ingest('web-shop', [
      { ts, amount: 3 },
      { ts, amount: 4 },
    ]);
    await go(page, '/pipelines');
    await page.getByText('has 2 events that no pipeline reads').waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await page.getByRole('button', { name: 'Store in table web_shop' }).click();
    await page.getByText('warehouse.web_shop').waitFor();
    await page.getByText('2 stored').waitFor();
    await page.getByText('that no pipeline reads').waitFor({ state: 'detached' });
    const file = await readFile(join(server.workspace, 'web-shop.pipeline.json'), 'utf8');
    expect(JSON.parse(file)).toEqual({
      kind: 'pipeline',
      format: 1,
      title: 'web-shop',
      source: { stream: 'web-shop' },
      sinks: { table: { datasource: 'warehouse', table: 'web_shop' } },
    });
  }));
