import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openPage } from './browser.ts';
import { pastOrders } from './orders.ts';
import { useServer } from './server.ts';

/** What makes a dashboard pleasant to use: each of it with the real server, by hand and by key. */

const dayMs = 86_400_000;
const lastOrders = Date.now() - 2 * dayMs;
const { server, browser } = await useServer({ orders: pastOrders(14, 60, lastOrders) });
const overview = `${server.url}/d/shop/overview`;

test('an empty panel leads to the newest rows there are, and Escape leads back', async () => {
  const { page, problems } = await openPage(browser);
  await page.goto(`${overview}?refresh=off`);
  const chart = page.locator('[data-panel=by-type]');
  await chart.getByRole('button', { name: 'Jump to last data' }).click();
  await chart.locator('canvas').first().waitFor();
  const { searchParams } = new URL(page.url());
  const [from, to] = ['from', 'to'].map((name) => Date.parse(searchParams.get(name) ?? ''));
  expect(to! - from!).toBe(15 * 60_000);
  expect(to).toBeGreaterThanOrEqual(lastOrders - 60_000);
  expect(to).toBeLessThan(lastOrders + 60_000);

  await page.locator('h1').click();
  await page.keyboard.press('Escape');
  await chart.getByText('No data').waitFor();
  await page.context().close();
  expect(problems).toEqual([]);
});

test('where there is no data at all, the button says so', async () => {
  const { page, problems } = await openPage(browser);
  await page.goto(`${server.url}/d/shop/states`);
  await page.locator('[data-panel=nothing]').getByText('Jump to last data').click();
  await page.getByText('There is no data to jump to').waitFor();
  await page.context().close();
  // The panel beside it has a query that is wrong.
  expect(problems.filter((problem) => !problem.includes('400'))).toEqual([]);
});

test('a slow query says how long it takes, is ended on the server by Cancel, and can be tried again', async () => {
  const { page, problems } = await openPage(browser);
  const cancelled = async (): Promise<number> => {
    const metrics = await (await fetch(`${server.url}/metrics`)).text();
    const line = /^heliostat_query_duration_seconds_count\{.*result="CANCELLED".*\} (\d+)/m.exec(
      metrics,
    );
    return Number(line?.[1] ?? 0);
  };
  const before = await cancelled();
  await page.goto(`${server.url}/d/shop/slow`);
  const panel = page.locator('[data-panel=endless]');
  await panel.getByText(/^\d+ s so far/).waitFor();
  await panel.getByRole('button', { name: 'Cancel' }).click();
  await panel.getByText('Cancelled', { exact: true }).waitFor();
  await expect.poll(cancelled).toBe(before + 1);

  await panel.getByRole('button', { name: 'Try again' }).click();
  await panel.getByText(/^\d+ s so far/).waitFor();
  await page.context().close();
  expect(problems).toEqual([]);
});

test('a list that is pasted chooses what is offered and names what is not', async () => {
  const { page, problems } = await openPage(browser);
  await page.goto(`${overview}?refresh=off&var.country=US`);
  await page.getByRole('button', { name: 'Country: US' }).click();
  const search = page.getByRole('combobox', { name: 'Search Country' });
  await search.focus();
  await page.evaluate(() => navigator.clipboard.writeText('de\nFR\nAtlantis\n'));
  await page.keyboard.press('ControlOrMeta+V');
  await page.getByText('2 chosen from the list. Not offered: Atlantis.').waitFor();
  expect(new URL(page.url()).searchParams.getAll('var.country')).toEqual(['US', 'DE', 'FR']);
  expect(await search.inputValue()).toBe('');

  await page.evaluate(() => navigator.clipboard.writeText('just words'));
  await page.keyboard.press('ControlOrMeta+V');
  await expect.poll(() => search.inputValue()).toBe('just words');
  await page.context().close();
  expect(problems).toEqual([]);
});

test('Shift and a click take all entries of a legend between two', async () => {
  const { page, problems } = await openPage(browser);
  const at = `from=${lastOrders - 14 * 60_000}&to=${lastOrders}`;
  await page.goto(`${overview}?${at}`);
  const legend = page.locator('[data-panel=by-type]').getByRole('toolbar');
  const pressed = () =>
    legend.getByRole('button').evaluateAll((all) => all.map((one) => one.ariaPressed));
  await legend.getByRole('button').nth(2).click();
  await expect.poll(pressed).toEqual(['false', 'false', 'true']);
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('Shift+Enter');
  await expect.poll(pressed).toEqual(['false', 'true', 'true']);
  await legend
    .getByRole('button')
    .nth(0)
    .click({ modifiers: ['Shift'] });
  await expect.poll(pressed).toEqual(['true', 'true', 'true']);
  await page.context().close();
  expect(problems).toEqual([]);
});

test('the inspector explains how a query is run, and copies a command that asks it', async () => {
  const { page, problems } = await openPage(browser);
  const at = `from=${lastOrders - 14 * 60_000}&to=${lastOrders}`;
  await page.goto(`${overview}?${at}&inspect=total&var.country=DE`);
  await page.getByRole('button', { name: 'Explain' }).click();
  await page.getByText('ReadFromMergeTree').waitFor();
  await page.getByRole('button', { name: 'Copy as curl' }).click();
  await page.getByText('Command copied').waitFor();
  const command = await page.evaluate(() => navigator.clipboard.readText());
  const csv = execFileSync('/bin/sh', ['-c', command], { encoding: 'utf8' });
  expect(csv.split('\r\n')[0]).toBe('t,orders');
  expect(csv.split('\r\n').length).toBeGreaterThan(3);
  await page.context().close();
  expect(problems).toEqual([]);
});

test('the palette searches only commands, panels or tags behind a sign', async () => {
  const { page, problems } = await openPage(browser);
  await page.goto(overview);
  await page.locator('[data-panel=by-type]').waitFor();
  await page.keyboard.press('Control+k');
  const search = page.getByRole('combobox', { name: 'Search' });
  const options = () => page.getByRole('option').allInnerTexts();
  const headings = () => page.locator('.command-palette .menu-heading:visible').allInnerTexts();
  await search.fill('@');
  await expect
    .poll(options)
    .toEqual(['Orders', 'Orders by type', 'Orders by country', 'Countries']);
  await search.fill('#shop');
  await expect.poll(headings).toEqual(['#shop']);
  await expect.poll(async () => (await options()).join()).toContain('Shop overview');
  await page.getByRole('button', { name: '> Commands' }).click();
  expect(await search.inputValue()).toBe('>');
  await expect.poll(headings).not.toContain('Dashboards');
  await search.fill('> kiosk');
  await page.keyboard.press('Enter');
  await expect.poll(() => new URL(page.url()).searchParams.has('kiosk')).toBe(true);
  await page.context().close();
  expect(problems).toEqual([]);
});

test('by key a panel is embedded, loses its legend, and tells what another one points at', async () => {
  const { page, problems } = await openPage(browser);
  const at = `from=${lastOrders - 14 * 60_000}&to=${lastOrders}`;
  await page.goto(`${overview}?${at}`);
  const chart = page.locator('[data-panel=by-type]');
  await chart.getByRole('application').hover();
  await page.keyboard.press('p');
  await page.keyboard.press('l');
  await chart.getByRole('toolbar').waitFor({ state: 'detached' });
  await page.keyboard.press('p');
  await page.keyboard.press('l');
  await chart.getByRole('toolbar').waitFor();
  await page.locator('[data-panel=list]').hover();
  await page.keyboard.press('p');
  await page.keyboard.press('l');
  await page.getByText('This panel has no legend').waitFor();

  for (const mode of ['tooltip', 'off', 'crosshair', 'tooltip']) {
    await page.keyboard.press('Control+o');
    await page.getByText(`Shared cursor: ${mode}`).last().waitFor();
  }
  await page.reload();
  await chart.getByRole('application').hover();
  await page.keyboard.press('Control+o');
  await page.getByText('Shared cursor: off').waitFor();
  await page.keyboard.press('p');
  await page.keyboard.press('e');
  await page.getByRole('tab', { name: 'Embed', selected: true }).waitFor();
  await page.context().close();
  expect(problems).toEqual([]);
});

test('on a phone the range stands whole on the line of what refreshes it, and a legend is pressed by a finger', async () => {
  const { page, problems } = await openPage(browser, {
    hasTouch: true,
    isMobile: true,
    viewport: { width: 390, height: 844 },
  });
  const [from, to] = [lastOrders - 40 * dayMs, lastOrders].map((ms) => new Date(ms).toISOString());
  await page.goto(`${overview}?from=${from}&to=${to}&refresh=live`);
  const range = page.getByRole('button', { name: /^Time range/ });
  const head = page.locator('header', { has: page.getByRole('heading', { level: 1 }) });
  await head.waitFor();
  const isCut = await range
    .locator('span')
    .evaluate(
      (text) => text.scrollWidth > text.clientWidth || text.scrollHeight > text.clientHeight,
    );
  expect(isCut).toBe(false);
  const [title, own, refresh] = await Promise.all(
    [head, range, page.getByRole('button', { name: 'Refresh: live' })].map((part) =>
      part.boundingBox(),
    ),
  );
  expect(Math.abs(own!.y - refresh!.y)).toBeLessThan(2);
  expect(title!.height).toBeLessThan(2 * 40 + 20);

  const entries = page.locator('[data-panel=by-type]').getByRole('toolbar', { name: 'Legend' });
  await entries.getByRole('button').nth(1).waitFor();
  for (const entry of await entries.getByRole('button').all()) {
    const box = await entry.boundingBox();
    expect(box!.height).toBeGreaterThanOrEqual(40);
    expect(box!.width).toBeGreaterThanOrEqual(40);
  }
  expect(problems).toEqual([]);
  await page.context().close();
});

test('a list that goes on below its panel fades out there, and not at its end', async () => {
  const rows = (count: number) => ({
    datasource: 'warehouse',
    sql: `SELECT number AS n FROM numbers(${count})`,
  });
  const document = {
    ...{ kind: 'dashboard', format: 1, title: 'Lists' },
    queries: { many: rows(200), few: rows(2) },
    panels: Object.fromEntries(
      ['many', 'few'].map((query) => [query, { type: 'table', title: query, query }]),
    ),
    layout: {
      rows: [{ height: 6, cells: ['many', 'few'].map((panel) => ({ panel, span: 12 })) }],
    },
  };
  await writeFile(
    join(server.workspace, 'shop/lists.dashboard.json'),
    JSON.stringify(document, null, 2),
  );
  const { page, problems } = await openPage(browser);
  await page.goto(`${server.url}/d/shop/lists`);
  const fadeOf = async (panel: string) => {
    const list = page.locator(`[data-panel=${panel}] [data-scrolls]`);
    await list.waitFor();
    return list.evaluate((one) => getComputedStyle(one).getPropertyValue('--fade'));
  };
  expect([await fadeOf('many'), await fadeOf('few')]).toEqual(['16px', '0px']);
  await page.locator('[data-panel=many] [data-scrolls]').evaluate((list) => {
    list.scrollTop = list.scrollHeight;
  });
  await expect.poll(() => fadeOf('many')).toBe('0px');
  await page.context().close();
  expect(problems).toEqual([]);
});
