import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DashboardDocument } from '@heliostat/sdk';
import type { Locator, Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { openPage } from './browser.ts';
import { useServer } from './server.ts';

/** A second store, which a pipeline of its own fills. */
const archive = {
  'datasources.json': {
    kind: 'datasources',
    format: 1,
    datasources: {
      warehouse: { type: 'clickhouse', title: 'Warehouse' },
      archive: { type: 'clickhouse', title: 'Archive' },
    },
  },
  'shop/archive.pipeline.json': {
    kind: 'pipeline',
    format: 1,
    title: 'Archive',
    source: { stream: 'orders' },
    sinks: { orders: { from: 'source', datasource: 'archive', table: 'all_orders' } },
  },
};

interface Wanted {
  title: string;
  type: RegExp;
  sql: string;
  datasource?: string;
}

const here = 'WHERE $__time(ts) AND $__in(country, land) AND $__filters';
const wanted: readonly Wanted[] = [
  {
    title: 'Orders',
    type: /^Stat/,
    sql: `SELECT count() AS orders FROM orders ${here}`,
  },
  {
    title: 'Per minute',
    type: /^Time series/,
    sql: `SELECT $__bucket(ts) AS t, country, count() AS orders FROM orders ${here} GROUP BY t, country ORDER BY t`,
  },
  {
    title: 'Countries',
    type: /^Bars/,
    sql: `SELECT country, count() AS orders FROM orders ${here} GROUP BY country ORDER BY country`,
  },
  {
    title: 'Kinds',
    type: /^Pie/,
    sql: `SELECT type, count() AS orders FROM orders ${here} GROUP BY type ORDER BY type`,
  },
  {
    title: 'Amounts',
    type: /^Histogram/,
    sql: `SELECT amount FROM orders ${here}`,
  },
  {
    title: 'Latest',
    type: /^Table/,
    sql: `SELECT ts, country, type, amount FROM orders ${here} ORDER BY ts DESC LIMIT 50`,
  },
  {
    title: 'Archived',
    type: /^Gauge/,
    sql: 'SELECT count() AS archived FROM all_orders WHERE $__time(ts)',
    datasource: 'archive',
  },
  {
    title: 'Archived kinds',
    type: /^Leaderboard/,
    sql: 'SELECT type, count() AS orders FROM all_orders WHERE $__time(ts) AND $__filters GROUP BY type ORDER BY type',
    datasource: 'archive',
  },
];

const { server, browser } = await useServer();
for (const [file, document] of Object.entries(archive))
  await writeFile(join(server.workspace, file), JSON.stringify(document, null, 2));

const panel = (page: Page, slug: string): Locator => page.locator(`[data-panel="${slug}"]`);

async function write(page: Page, text: string): Promise<void> {
  // A new query is put together from choices; this one is written.
  await page.getByRole('button', { name: 'Code', exact: true }).click();
  await page.locator('.cm-content').click();
  await page.keyboard.press('Control+a');
  await page.keyboard.insertText(text);
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+Enter');
}

async function create(page: Page): Promise<void> {
  await page.goto(`${server.url}/dashboards`);
  await page.getByRole('button', { name: 'New', exact: true }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Title').fill('The shop');
  await dialog.getByLabel('Folder').fill('shop');
  await dialog.getByRole('button', { name: 'Create' }).click();
  await page.getByRole('toolbar', { name: 'Editing' }).waitFor();
}

async function addVariable(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Variables', exact: true }).click();
  const editor = page.getByRole('region', { name: 'Variables of the dashboard' });
  await editor.getByRole('button', { name: 'Add a variable' }).click();
  await page.getByRole('menuitem', { name: 'Values of a query' }).click();
  await editor.getByLabel('Name').fill('land');
  await editor.getByLabel('Name').press('Enter');
  await editor.locator('.cm-content').click();
  await page.keyboard.insertText('SELECT DISTINCT country FROM orders ORDER BY country');
  await page.keyboard.press('Escape');
  await editor.getByText('3 values').waitFor();
  await page.getByRole('button', { name: 'Back to all panels' }).click();
}

/** A panel over a query of its own. */
async function addPanel(page: Page, { title, type, sql, datasource }: Wanted): Promise<void> {
  await page.getByRole('button', { name: 'Add panel' }).click();
  const editor = page.getByRole('region', { name: /^Editor of/ });
  await editor.getByLabel('Title', { exact: true }).fill(title);
  await editor.getByLabel('From', { exact: true }).selectOption(datasource ?? 'warehouse');
  await write(page, sql);
  await page.getByText(/\d+ rows?, \d+ fields?/).waitFor();
  await page.getByRole('tab', { name: 'Type' }).click();
  await page.getByRole('button', { name: type }).first().click();
}

const done = (page: Page): Promise<void> =>
  page.getByRole('button', { name: 'Back to all panels' }).click();

test('a dashboard of eight panels over two datasources is built from nothing, and its file is what a careful person would write', async () => {
  const { page, problems } = await openPage(browser);
  await create(page);
  await addVariable(page);
  for (const one of wanted) {
    await addPanel(page, one);
    if (one.title === 'Orders') {
      await page.getByRole('tab', { name: 'Fields' }).click();
      await page.getByRole('button', { name: 'Add a rule' }).click();
      for (const [i, at] of [0, 500].entries()) {
        await page.getByRole('button', { name: 'Add a threshold' }).click();
        const input = page.getByLabel(`Threshold ${i + 1}: from`);
        await input.fill(String(at));
        await input.press('Enter');
      }
    }
    if (one.title === 'Countries') {
      await page.getByRole('tab', { name: 'Options' }).click();
      await page.getByLabel('When chosen').selectOption('filter');
    }
    await done(page);
  }
  await page.keyboard.press('Control+s');
  await page.getByRole('dialog').getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText('Saved', { exact: true }).last().waitFor();

  // A query that is still being written is refused, which the console tells.
  problems.length = 0;

  // As a viewer: the saved file, a choice of the variable, and a country clicked on.
  await page.goto(`${server.url}/d/shop/the-shop?from=now-30m&to=now`);
  await panel(page, 'orders').getByText('840').first().waitFor();
  await panel(page, 'archived').getByText('840').first().waitFor();
  await panel(page, 'orders').getByTitle('warning').waitFor();
  const variables = page.getByRole('group', { name: 'Variables', exact: true });
  await variables.getByRole('button', { name: /^land/ }).click();
  await page.getByRole('option', { name: 'FR', exact: true }).click();
  await expect.poll(() => panel(page, 'orders').innerText()).not.toContain('840');
  expect(new URL(page.url()).searchParams.getAll('var.land')).toEqual(['FR']);
  expect(await panel(page, 'archived').innerText()).toContain('840');
  await page.goBack();
  await panel(page, 'orders').getByText('840').first().waitFor();
  // The largest is DE.
  await panel(page, 'countries').locator('.hit').nth(2).click();
  await expect
    .poll(() => new URL(page.url()).searchParams.getAll('filter'))
    .toEqual([expect.stringMatching(/^country=(FR|US)$/)]);
  await panel(page, 'latest')
    .getByText('DE', { exact: true })
    .first()
    .waitFor({ state: 'detached' });
  await expect.poll(() => panel(page, 'orders').innerText()).not.toContain('840');
  expect(problems).toEqual([]);

  const file = join(server.workspace, 'shop/the-shop.dashboard.json');
  const text = await readFile(file, 'utf8');
  const saved = JSON.parse(text) as DashboardDocument;
  expect(text).toMatchSnapshot();
  expect(Object.keys(saved.panels)).toHaveLength(8);
  await page.context().close();
});

test('a first panel is called by what it shows, and a new dashboard begins at what there is', async () => {
  const { page, problems } = await openPage(browser);
  await page.goto(`${server.url}/dashboards`);
  await page.getByRole('button', { name: 'New', exact: true }).click();
  await page.getByRole('dialog').getByLabel('Title').fill('First');
  await page.getByRole('dialog').getByRole('button', { name: 'Create' }).click();
  await page.getByRole('button', { name: 'Add panel' }).click();
  const editor = page.getByRole('region', { name: /^Editor of/ });
  await editor.getByLabel('From', { exact: true }).selectOption('warehouse');
  await editor.getByLabel('Table', { exact: true }).selectOption('orders');
  await page.getByRole('heading', { name: 'Orders', exact: true }).first().waitFor();
  await editor.getByLabel('Group by a field').selectOption('country');
  await page.getByRole('heading', { name: 'Orders by country', exact: true }).first().waitFor();
  await page.getByText('Last hour').first().waitFor();

  await done(page);
  await page.keyboard.press('Control+s');
  await page.getByRole('dialog').getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText('Saved', { exact: true }).last().waitFor();
  const text = await readFile(join(server.workspace, 'first.dashboard.json'), 'utf8');
  const { time, panels, queries } = JSON.parse(text) as DashboardDocument;
  expect(time).toEqual({ from: 'now-1h', refresh: 'live' });
  expect(panels['orders-by-country']?.title).toBe('Orders by country');
  expect(Object.keys(queries ?? {})).toEqual(['orders-by-country']);

  // What somebody has named keeps its name.
  await page.goto(`${server.url}/d/first?edit=orders-by-country`);
  await editor.getByLabel('What is counted').selectOption({ label: 'Sum of' });
  await editor.getByLabel('Of the field').selectOption('amount');
  await page.getByText(/rows?, 3 fields/).waitFor();
  expect(await editor.getByLabel('Title', { exact: true }).inputValue()).toBe('Orders by country');
  expect(problems).toEqual([]);
  await page.context().close();
});
