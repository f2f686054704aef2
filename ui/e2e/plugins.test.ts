import { mkdtempSync, rmSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DashboardDocument } from '@heliostat/sdk';
import type { Page } from 'playwright-core';
import { afterAll, expect, test } from 'vitest';
import { copyPlugins } from '../../server/testing/plugins-elsewhere.ts';
import { openPage } from './browser.ts';
import { useServer } from './server.ts';

const directory = mkdtempSync(join(tmpdir(), 'heliostat-elsewhere-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));
copyPlugins(directory);
const { server, browser } = await useServer({ flags: ['--plugins', directory] });
const datasources = join(server.workspace, 'datasources.json');
const document = JSON.parse(await readFile(datasources, 'utf8')) as { datasources: object };
await writeFile(
  datasources,
  JSON.stringify({
    ...document,
    datasources: { ...document.datasources, books: { type: 'ledger', title: 'Books' } },
  }),
);

/** With the builder that the plugin lends: in the one and the other place the same steps. */
async function buildQuery(page: Page): Promise<void> {
  await page.getByLabel('Table', { exact: true }).selectOption('sales');
  await page.getByText('1 row, 1 field').waitFor();
  await page.getByLabel('Group by a field').selectOption('shop');
  await page.getByLabel('What is counted').selectOption({ label: 'Sum of' });
  await page.getByLabel('Of the field').selectOption('amount');
  await page.getByText('2 rows, 2 fields').waitFor();
}

test('in Explore a datasource from elsewhere has its own builder, completion and layout', async () => {
  const { page, problems } = await openPage(browser);
  await page.goto(`${server.url}/explore`);
  await page.getByLabel('Datasource').selectOption('books');
  await buildQuery(page);
  // What is built is asked when it rests: not while something else is being typed.
  await page.waitForFunction(() => decodeURIComponent(location.hash).includes('sum'));

  await page.getByRole('button', { name: 'Code', exact: true }).click();
  const code = page.locator('.cm-content');
  expect(await code.innerText()).toBe('sum amount of sales by shop');
  await code.click();
  await page.keyboard.press('Control+a');
  await page.keyboard.type('count   of sa');
  const offered = page.locator('.cm-tooltip-autocomplete li');
  await expect.poll(() => offered.allInnerTexts()).toEqual(['salesbook']);
  await offered.click();
  await page.keyboard.press('Shift+Alt+F');
  await expect.poll(() => code.innerText()).toBe('count of sales');
  await page.keyboard.press('Control+Enter');
  await page.getByText('1 row, 1 field').waitFor();
  expect(problems).toEqual([]);
  await page.context().close();
});

test('in the panel editor it has them too, and a panel from elsewhere draws what it answers', async () => {
  const { page, problems } = await openPage(browser);
  await page.goto(`${server.url}/d/shop/overview?edit`);
  await page.getByRole('button', { name: 'Add panel' }).click();
  const editor = page.getByRole('region', { name: /^Editor of/ });
  await editor.getByLabel('From', { exact: true }).selectOption('books');
  await buildQuery(page);
  await page.getByRole('tab', { name: 'Type' }).click();
  await page.getByRole('button', { name: /^Tally/ }).click();
  await page.getByRole('tab', { name: 'Options' }).click();
  await page.getByLabel('Word').fill('shops');
  await editor.getByText('2 shops').first().waitFor();
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText('No changes').waitFor();

  const text = await readFile(join(server.workspace, 'shop/overview.dashboard.json'), 'utf8');
  const { panels, queries } = JSON.parse(text) as DashboardDocument;
  const panel = Object.values(panels).find(({ type }) => type === 'tally');
  expect(panel).toMatchObject({ type: 'tally', options: { word: 'shops' } });
  expect(queries?.[String(panel?.query)]).toEqual({
    datasource: 'books',
    ask: 'sum amount of sales by shop',
  });

  await page.goto(`${server.url}/d/shop/overview`);
  await page.getByText('2 shops').waitFor();
  expect(problems).toEqual([]);
  await page.context().close();
});
