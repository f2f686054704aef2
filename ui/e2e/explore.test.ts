import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DashboardDocument } from '@heliostat/sdk';
import { expect, test } from 'vitest';
import { openPage } from './browser.ts';
import { useServer } from './server.ts';
import { violationsOf } from './violations.ts';

const { server, browser } = await useServer();

test('a table becomes a chart, a split, a link that shows the same, and a panel in a file', async () => {
  const { page, problems } = await openPage(browser);
  await page.goto(`${server.url}/`);
  await page.getByRole('link', { name: 'Explore' }).click();
  await page.getByLabel('Table', { exact: true }).selectOption('orders');
  const result = page.getByRole('region', { name: 'Result' });
  await result.getByText(/rows?, 2 fields/).waitFor();
  await result.getByRole('button', { name: /^Drawn as/ }).waitFor();

  await page.getByLabel('Group by a field').selectOption('country');
  await result.getByText(/rows?, 3 fields/).waitFor();
  await page.getByLabel('What is counted').selectOption({ label: 'Sum of' });
  await page.getByLabel('Of the field').selectOption('amount');
  await page.getByLabel('Name of the figure').fill('revenue');
  await page.getByLabel('Name of the figure').press('Enter');
  await page.waitForFunction(() => decodeURIComponent(location.hash).includes('AS+revenue'));

  await page.getByRole('button', { name: 'Split' }).click();
  const right = page.getByRole('region', { name: 'Query on the right' });
  await right.getByRole('button', { name: 'Table', exact: true }).click();
  await right.getByRole('region', { name: 'Data' }).getByText('DE').first().waitFor();

  const other = await openPage(browser);
  await other.page.goto(page.url());
  const again = other.page.getByRole('region', { name: 'Query on the right' });
  await again.getByRole('region', { name: 'Data' }).getByText('DE').first().waitFor();
  expect(await other.page.getByLabel('Name of the figure').first().inputValue()).toBe('revenue');
  await other.page.context().close();

  await page.getByRole('button', { name: 'Close the right side' }).click();
  await page.getByRole('button', { name: 'Add to a dashboard' }).click();
  await page.getByLabel('Title of the panel').fill('Revenue by country');
  await page.getByRole('list', { name: 'Dashboards' }).getByText('shop/overview').click();
  await page.getByRole('heading', { name: 'Revenue by country' }).waitFor();
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText('No changes').waitFor();
  const text = await readFile(join(server.workspace, 'shop/overview.dashboard.json'), 'utf8');
  const saved = JSON.parse(text) as DashboardDocument;
  expect(saved.queries?.['revenue-by-country']).toEqual({
    datasource: 'warehouse',
    sql: [
      'SELECT $__bucket(ts) AS t, country, sum(amount) AS revenue',
      'FROM orders',
      'WHERE $__time(ts) AND $__filters',
      'GROUP BY t, country',
      'ORDER BY t',
    ],
  });
  expect(saved.panels['revenue-by-country']).toMatchObject({
    title: 'Revenue by country',
    query: 'revenue-by-country',
  });
  expect(problems).toEqual([]);
  await page.context().close();
});

test('Explore begins with the tables, and with what was asked lately', async () => {
  const { page, problems } = await openPage(browser);
  await page.goto(`${server.url}/explore`);
  const start = page.getByRole('region', { name: 'Where to begin' });
  await start.getByRole('button', { name: /^orders .*rows, changed/ }).click();
  await page
    .getByRole('region', { name: 'Result' })
    .getByText(/rows?, 2 fields/)
    .waitFor();
  expect(await page.getByLabel('Table', { exact: true }).inputValue()).toBe('orders');
  await page.goto(`${server.url}/explore`);
  await start.getByRole('button', { name: /FROM orders/ }).click();
  await page
    .getByRole('region', { name: 'Result' })
    .getByText(/rows?, 2 fields/)
    .waitFor();
  expect(problems).toEqual([]);
  await page.context().close();
});

test('what was written by hand runs by key, shows its error at its place, and Back leads to the one before', async () => {
  const { page } = await openPage(browser);
  await page.goto(`${server.url}/explore`);
  await page.getByRole('button', { name: 'Code' }).click();
  const type = async (sql: string): Promise<void> => {
    await page.locator('.cm-content').click();
    await page.keyboard.press('Control+a');
    await page.keyboard.type(sql);
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+Enter');
  };
  await type('SELECT count() AS orders FROM orders');
  await page.getByText('1 row, 1 field', { exact: true }).waitFor();
  await page.keyboard.type(' where amount>1');
  await page.keyboard.press('Shift+Alt+F');
  await page.getByText('WHERE amount > 1').waitFor();
  await type('SELECT nothing FROM orders');
  await page.locator('.cm-lintRange-error').waitFor();
  await page.goBack();
  await page.getByText('1 row, 1 field', { exact: true }).waitFor();
  expect(await page.locator('.cm-content').innerText()).toContain('count() AS orders');

  await page.goto(`${server.url}/explore`);
  await page.getByRole('button', { name: 'Code' }).click();
  await page.setViewportSize({ width: 390, height: 844 });
  await type('SELECT nothing FROM orders');
  const said = await page.getByText('Nothing to draw').boundingBox();
  const result = await page.getByRole('region', { name: 'Result' }).boundingBox();
  expect(said!.y).toBeGreaterThan(result!.y);
  expect(said!.y).toBeLessThan(result!.y + result!.height);
  await page.context().close();
});

test('lines of a log are drawn as one, and as a table where that is wanted', async () => {
  const { page, problems } = await openPage(browser);
  await page.goto(`${server.url}/explore`);
  await page.getByRole('button', { name: 'Code' }).click();
  await page.locator('.cm-content').click();
  await page.keyboard.insertText(
    "SELECT ts, 'error' AS level, concat('order from ', country) AS message FROM orders WHERE $__time(ts) ORDER BY ts DESC LIMIT 20",
  );
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+Enter');
  const result = page.getByRole('region', { name: 'Result' });
  await result.getByRole('button', { name: 'Drawn as Logs' }).waitFor();
  await result
    .getByText(/^order from [A-Z]{2}/)
    .first()
    .waitFor();
  await result.getByText('error', { exact: true }).first().waitFor();
  await result.getByRole('button', { name: 'Drawn as Logs' }).click();
  await page.getByRole('menuitem', { name: 'Table', exact: true }).click();
  await result
    .getByRole('gridcell', { name: /^order from/ })
    .first()
    .waitFor();
  expect(problems).toEqual([]);
  await page.context().close();
});

test('Explore of a panel keeps its query and binds what is chosen; a broken link says so', async () => {
  const { page } = await openPage(browser);
  await page.goto(`${server.url}/d/shop/overview`);
  await page.locator('.panel-menu').first().click();
  await page.getByRole('menuitem', { name: /^Explore/ }).click();
  await page
    .getByRole('region', { name: 'Result' })
    .getByText(/ fields/)
    .waitFor();
  await page.goto(`${server.url}/explore#left={broken`);
  await page.getByText('This link cannot be read').waitFor();
  await page.getByRole('button', { name: 'Begin anew' }).click();
  await page.getByLabel('Table', { exact: true }).waitFor();
  await page.context().close();
});

test('a query from a dashboard brings the variables it mentions to a new one, once', async () => {
  const { page, problems } = await openPage(browser);
  const addAs = async (title: string): Promise<void> => {
    await page.goto(`${server.url}/d/shop/overview?var.country=DE`);
    await page.locator('.panel-menu').first().click();
    await page.getByRole('menuitem', { name: /^Explore/ }).click();
    await page.getByLabel('Values of variables').getByText('DE').waitFor();
    await page.getByRole('button', { name: 'Add to a dashboard' }).click();
    await page.getByLabel('Title of the panel').fill(title);
  };
  const save = async (): Promise<DashboardDocument> => {
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('No changes').waitFor();
    const text = await readFile(join(server.workspace, 'explored.dashboard.json'), 'utf8');
    return JSON.parse(text) as DashboardDocument;
  };
  await addAs('Sold');
  await page.getByRole('button', { name: 'New dashboard' }).click();
  await page.getByRole('dialog').getByLabel('Title').fill('Explored');
  await page.getByRole('dialog').getByRole('button', { name: 'Create' }).click();
  await page.getByRole('heading', { name: 'Sold' }).waitFor();
  const { variables, queries } = await save();
  expect(variables).toEqual({
    country: { type: 'list', label: 'Country', values: ['DE', 'FR', 'US'], multi: true },
    kind: { type: 'query', label: 'Kind', query: 'kinds', multi: true },
  });
  expect(Object.keys(queries ?? {})).toEqual(['kinds', 'sold']);

  await addAs('Sold again');
  await page.getByRole('button', { name: 'Explored explored' }).click();
  await page.getByRole('heading', { name: 'Sold again' }).waitFor();
  const again = await save();
  expect(again.variables).toEqual(variables);
  expect(Object.keys(again.panels)).toEqual(['sold', 'sold-again']);
  expect(problems).toEqual([]);
  await page.context().close();
});

test.each(['light', 'dark'] as const)(
  'axe finds nothing, %s, wide and narrow',
  async (colorScheme) => {
    const { page } = await openPage(browser, { colorScheme });
    await page.goto(`${server.url}/explore`);
    await page.getByRole('heading', { name: 'Begin with a table' }).waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await page.getByLabel('Table', { exact: true }).selectOption('orders');
    const result = page.getByRole('region', { name: 'Result' });
    await result.getByText(/ fields/).waitFor();
    await page.getByRole('button', { name: 'Filter', exact: true }).click();
    expect(await violationsOf(page)).toEqual([]);
    await page.setViewportSize({ width: 390, height: 844 });
    await page.getByText('Tables and fields').click();
    expect(await violationsOf(page)).toEqual([]);
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(width).toBeLessThanOrEqual(390);
    await page.context().close();
  },
);
