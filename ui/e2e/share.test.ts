import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser, openPage } from './browser.ts';
import { freshOrders, pastOrders } from './orders.ts';
import { startServer, type TestServer } from './server.ts';
import { violationsOf } from './violations.ts';

let server: TestServer;
let browser: Browser;
/** A page of another origin that holds one of ours in a frame. */
let wiki: Server;
let wikiUrl: string;
let framed = '';

beforeAll(async () => {
  wiki = createServer((_, response) => {
    response.setHeader('content-type', 'text/html');
    response.end(`<!doctype html><html lang="en"><title>Wiki</title><h1>Wiki</h1>${framed}`);
  });
  await new Promise<void>((resolve) => wiki.listen(0, '127.0.0.1', resolve));
  wikiUrl = `http://127.0.0.1:${(wiki.address() as AddressInfo).port}`;
  server = await startServer(['--embed-origins', wikiUrl]);
  await server.ingest('orders', pastOrders(14, 60));
  browser = await openBrowser();
});

afterAll(async () => {
  await browser.close();
  await server.stop();
  await new Promise((resolve) => wiki.close(resolve));
});

async function onPage(
  use: (page: Page) => Promise<void>,
  { allowed, ...options }: BrowserContextOptions & { allowed?: RegExp } = {},
): Promise<void> {
  const { page, problems } = await openPage(browser, options);
  try {
    await use(page);
  } finally {
    await page.context().close();
  }
  expect(problems.filter((problem) => allowed?.test(problem) !== true)).toEqual([]);
}

const panel = (page: Page, title: string) => page.locator('section', { hasText: title }).last();

async function openShare(page: Page, tab: 'Link' | 'Snapshot' | 'Embed'): Promise<void> {
  await page.getByRole('button', { name: 'Share' }).click();
  await page.getByRole('dialog', { name: /^Share/ }).waitFor();
  await page.getByRole('tab', { name: tab }).click();
}

/** Makes a snapshot of the overview with a variable and a filter, and answers its link. */
async function makeSnapshot(page: Page, query = ''): Promise<string> {
  await page.goto(`${server.url}/d/shop/overview${query}`);
  await page.getByRole('gridcell', { name: 'DE' }).first().waitFor();
  await openShare(page, 'Snapshot');
  await page.getByRole('textbox', { name: 'Title' }).fill('Orders before the launch');
  await page.getByRole('combobox', { name: 'Kept for' }).selectOption('1d');
  await page.getByRole('button', { name: 'Make the snapshot' }).click();
  return page.getByRole('textbox', { name: 'Link to the snapshot' }).inputValue();
}

test('a link has the times fixed where the sharer wants it, and the theme', () =>
  onPage(async (page) => {
    await page.goto(`${server.url}/d/shop/overview?var.country=DE`);
    await page.getByRole('gridcell', { name: 'DE' }).first().waitFor();
    await page.keyboard.press('p');
    await page.keyboard.press('s');
    const link = page.getByRole('textbox', { name: 'Link' });
    expect(await link.inputValue()).toBe(`${server.url}/d/shop/overview?var.country=DE`);
    await page.getByRole('combobox', { name: 'Time range' }).selectOption('These times, fixed');
    await page.getByRole('combobox', { name: 'Theme' }).selectOption('Dark');
    await page.getByRole('button', { name: 'Copy' }).click();
    await page.getByText('Link copied').waitFor();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    expect(copied).toMatch(/\?from=20\S+Z&to=20\S+Z&var\.country=DE&theme=dark$/);
    await page.goto(copied);
    await page.getByRole('gridcell', { name: 'DE' }).first().waitFor();
    expect(await page.evaluate(() => document.documentElement.dataset['theme'])).toBe('dark');
    expect(await page.evaluate(() => localStorage.getItem('heliostat.theme'))).toBeNull();
  }));

test('a snapshot stays as it was, asks nothing, says so, and is gone when it is revoked', () =>
  onPage(
    async (page) => {
      const href = await makeSnapshot(page, '?var.country=DE&filter=country%3DDE');
      expect(href).toMatch(new RegExp(`^${server.url}/s/[\\w-]{32}$`));
      await server.ingest('orders', freshOrders(500));

      const asked: string[] = [];
      page.on('request', (request) => asked.push(new URL(request.url()).pathname));
      page.on('websocket', (socket) => asked.push(new URL(socket.url()).pathname));
      await page.goto(href);
      await page.getByRole('heading', { name: 'Orders before the launch' }).waitFor();
      await page.getByText(/Snapshot of 20\d\d-/).waitFor();
      await page.getByRole('gridcell', { name: 'DE' }).first().waitFor();
      expect(await page.getByRole('gridcell', { name: 'FR' }).count()).toBe(0);
      await page.getByText('country=DE').waitFor();
      const total = await panel(page, 'Orders').textContent();
      expect(await page.getByText('could not be').count()).toBe(0);

      // A bar would be a filter: here it says why not, and nothing changes.
      await page.getByRole('button', { name: 'Menu of Orders by type' }).click();
      expect(await page.getByRole('menuitem', { name: 'Edit' }).count()).toBe(0);
      await page.getByRole('menuitem', { name: 'Full screen' }).click();
      await page.getByRole('button', { name: 'All panels' }).click();
      await page.getByRole('heading', { name: 'Countries' }).waitFor();
      expect(asked.filter((path) => /graphql|query|live/.test(path))).toEqual([]);

      await page.reload();
      await page.getByRole('gridcell', { name: 'DE' }).first().waitFor();
      expect(await panel(page, 'Orders').textContent()).toBe(total);

      await page.goto(`${server.url}/snapshots`);
      await page.getByRole('button', { name: 'Revoke Orders before the launch' }).click();
      await page.getByRole('button', { name: 'Revoke for good' }).click();
      await page.getByText('No snapshots yet').waitFor();
      await page.goto(href);
      await page.getByRole('heading', { name: 'This snapshot is not there' }).waitFor();
    },
    { allowed: /404/ },
  ));

test('the error of a panel is frozen with the others', () =>
  onPage(
    async (page) => {
      await page.goto(`${server.url}/d/shop/states`);
      await page.getByText('nobody', { exact: false }).first().waitFor();
      await openShare(page, 'Snapshot');
      await page.getByRole('button', { name: 'Make the snapshot' }).click();
      const link = page.getByRole('textbox', { name: 'Link to the snapshot' });
      await page.goto(await link.inputValue());
      await page.getByText('the query failed when this snapshot was made').waitFor();
      await page.getByText('No data').waitFor();
      await page.getByRole('heading', { name: 'The others go on' }).waitFor();
      expect(await page.getByRole('button', { name: 'Try again' }).count()).toBe(0);
    },
    { allowed: /400|422/ },
  ));

test('a page that was told holds a panel in a frame, live, with no way to change anything', () =>
  onPage(async (page) => {
    await page.goto(`${server.url}/d/shop/overview`);
    await page.getByRole('button', { name: 'Menu of Countries' }).click();
    await page.getByRole('menuitem', { name: /^Share/ }).click();
    await page.getByRole('tab', { name: 'Embed' }).click();
    await page.getByText(`Allowed in pages of ${wikiUrl}`).waitFor();
    framed = await page.getByRole('textbox', { name: 'HTML' }).inputValue();
    expect(framed).toContain(`src="${server.url}/embed/shop/overview?panel=list"`);

    await page.goto(wikiUrl);
    const frame = page.frameLocator('iframe');
    await frame.getByRole('gridcell', { name: 'DE' }).first().waitFor();
    // Its columns can be sorted; of ours there is nothing.
    expect(await frame.getByRole('button', { name: /Menu|Edit|Share/ }).count()).toBe(0);
    expect(await frame.getByRole('link').count()).toBe(0);
    expect(await frame.locator('section').count()).toBe(1);
    const before = await frame.getByRole('row', { name: /DE/ }).textContent();
    await server.ingest('orders', freshOrders(200));
    await expect.poll(() => frame.getByRole('row', { name: /DE/ }).textContent()).not.toBe(before);
    await frame.locator('section').click();
    for (const key of ['e', 'Control+k', 'Shift+?', 'i']) await page.keyboard.press(key);
    expect(await frame.getByRole('dialog').count()).toBe(0);
    expect(page.frames()[1]?.url()).toContain('/embed/shop/overview?panel=list');
  }));

test('no other page of ours can be framed, even there', () =>
  onPage(
    async (page) => {
      framed = `<iframe title="no" src="${server.url}/d/shop/overview"></iframe>`;
      await page.goto(wikiUrl);
      await expect.poll(() => page.frames()[1]?.url() ?? '').toMatch(/^chrome-error:/);
    },
    { allowed: /frame/i },
  ));

test.each([
  ['light', 1440],
  ['dark', 390],
] as const)('axe finds nothing wrong with sharing, %s at %d px', (colorScheme, width) =>
  onPage(
    async (page) => {
      const check = async (what: string) => {
        expect([what, await violationsOf(page)]).toEqual([what, []]);
        const overflow = await page.evaluate(
          () => document.documentElement.scrollWidth - window.innerWidth,
        );
        expect([what, overflow]).toEqual([what, 0]);
      };
      await page.goto(`${server.url}/d/shop/overview`);
      await page.getByRole('gridcell', { name: 'DE' }).first().waitFor();
      for (const tab of ['Link', 'Embed', 'Snapshot'] as const) {
        await openShare(page, tab);
        await check(tab);
        await page.getByRole('button', { name: 'Close', exact: true }).click();
      }
      const href = await makeSnapshot(page);
      await check('made');
      await page.goto(href);
      await page.getByRole('gridcell', { name: 'DE' }).first().waitFor();
      await check('snapshot');
      await page.goto(href.replace('/s/', '/embed/s/'));
      await page.getByRole('gridcell', { name: 'DE' }).first().waitFor();
      await check('embedded snapshot');
      await page.goto(`${server.url}/snapshots`);
      await page.getByRole('cell', { name: 'Orders before the launch' }).first().waitFor();
      await check('snapshots');
    },
    { colorScheme, viewport: { width, height: 900 } },
  ),
);
