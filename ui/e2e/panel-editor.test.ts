import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DashboardDocument } from '@heliostat/sdk';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { openPage } from './browser.ts';
import { useServer } from './server.ts';
import { violationsOf } from './violations.ts';

const sql =
  'SELECT country, count() AS orders FROM orders WHERE $__time(ts) GROUP BY country ORDER BY country';

const { server, browser } = await useServer();

async function type(page: Page, text: string): Promise<void> {
  // A new query is put together from choices; this one is written.
  await page.getByRole('button', { name: 'Code', exact: true }).click();
  await page.locator('.cm-content').click();
  await page.keyboard.press('Control+a');
  await page.keyboard.type(text);
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+Enter');
}

test('a panel is built from nothing, and the file is what a careful person would write', async () => {
  const { page } = await openPage(browser);
  await page.goto(`${server.url}/d/shop/overview?edit`);
  await page.getByRole('button', { name: 'Add panel' }).click();
  const editor = page.getByRole('region', { name: /^Editor of/ });
  await editor.getByLabel('Title', { exact: true }).fill('Orders by land');

  // Wrong first: the error stands at its place, and goes with its cause.
  await type(page, sql.replace('ORDER BY country', 'ORDER BY nothing'));
  await page.locator('.cm-lintRange-error').waitFor();
  await type(page, sql);
  await page.getByText('3 rows, 2 fields').waitFor();
  await page.getByRole('button', { name: /^Menu of query/ }).click();
  await page.getByRole('menuitem', { name: 'Rename' }).click();
  await page.getByLabel('Name of the query').fill('lands');
  await page.getByRole('button', { name: 'Rename' }).click();

  await page.getByRole('tab', { name: 'Type' }).click();
  await page.getByRole('button', { name: /^Bars/ }).click();
  await page.getByRole('tab', { name: 'Options' }).click();
  await page.getByLabel('Direction').selectOption('vertical');
  await page.getByLabel('Sort').selectOption('name');
  await page.getByRole('button', { name: 'Reset Sort' }).click();
  await page.getByRole('tab', { name: 'Fields' }).click();
  await page.getByRole('button', { name: 'Add a rule' }).click();
  await page.getByRole('button', { name: /^Unit/ }).click();
  await page.getByRole('option', { name: /Euro/ }).click();
  await page.getByRole('tab', { name: 'Transforms' }).click();
  await page.getByRole('button', { name: 'Add a step' }).click();
  await page.getByRole('menuitem', { name: /^Limit/ }).click();
  await page.getByLabel('Rows', { exact: true }).fill('2');
  await page.getByRole('region', { name: 'Out: lands' }).getByText('FR').waitFor();
  expect(await page.getByRole('region', { name: 'Out: lands' }).getByText('US').count()).toBe(0);
  expect(await violationsOf(page, '.editor')).toEqual([]);

  await page.getByRole('button', { name: 'Back to all panels' }).click();
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText('No changes').waitFor();
  const text = await readFile(join(server.workspace, 'shop/overview.dashboard.json'), 'utf8');
  const saved = JSON.parse(text) as DashboardDocument;
  expect(Object.values(saved.panels).at(-1)).toEqual({
    type: 'bars',
    title: 'Orders by land',
    query: 'lands',
    options: { direction: 'vertical' },
    fields: { '*': { unit: 'currency:EUR' } },
  });
  expect(saved.queries?.['lands']).toEqual({
    datasource: 'warehouse',
    sql,
    transforms: [{ use: 'limit', rows: 2 }],
  });
  await page.context().close();
});

test('another query is built in the place of one written by hand, which stays until that asks something', async () => {
  const { page, problems } = await openPage(browser);
  await page.goto(`${server.url}/d/shop/overview?edit=total`);
  await type(page, 'SELECT 1 + count() AS more FROM orders');
  await page.getByText('1 row, 1 field').waitFor();
  await page.getByRole('button', { name: 'Builder', exact: true }).click();
  await page.getByRole('button', { name: 'Build another one' }).click();
  const table = page.getByLabel('Table', { exact: true });
  await table.waitFor();
  await page.getByText('1 row, 1 field').waitFor();
  await table.selectOption('orders');
  await page.getByText(/rows, 2 fields/).waitFor();
  expect(problems).toEqual([]);
  await page.context().close();
});

test('a unit is chosen far down the page, and that stays where it is', async () => {
  const { page, problems } = await openPage(browser, { viewport: { width: 1200, height: 420 } });
  await page.goto(`${server.url}/d/shop/overview?edit=total`);
  await page.getByRole('tab', { name: 'Fields' }).click();
  await page.getByRole('button', { name: 'Add a rule' }).click();
  const unit = page.getByRole('button', { name: /^Unit/ });
  await unit.evaluate((button) => button.scrollIntoView({ block: 'center' }));
  const before = await page.evaluate(() => window.scrollY);
  expect(before).toBeGreaterThan(0);
  await unit.click();
  await page.getByRole('combobox', { name: 'Unit' }).waitFor();
  await page.keyboard.type('Eur');
  // By key: a click of the driver's scrolls the page itself when what floats still moves.
  await page.getByRole('option', { name: /Euro/, selected: true }).waitFor();
  await page.keyboard.press('Enter');
  expect(await page.evaluate(() => window.scrollY)).toBe(before);
  await page.getByRole('button', { name: 'Unit: currency:EUR' }).waitFor();
  expect(problems).toEqual([]);
  await page.context().close();
});

/** Presses Tab until what has the focus is called so. */
async function tabTo(page: Page, name: string): Promise<void> {
  const focused = page.locator(':focus');
  for (let press = 0; press < 60; press++) {
    await page.keyboard.press('Tab');
    const label = await focused.evaluateAll(([element]) => {
      const labels = (element as HTMLInputElement | undefined)?.labels;
      return element?.getAttribute('aria-label') ?? labels?.[0]?.innerText ?? element?.textContent;
    });
    if (label?.trim() === name) return;
  }
  throw new Error(`Tab never comes to “${name}”`);
}

/** Goes down the list that has the focus; typed letters are begun anew where a busy page takes a second between them. */
async function chooseByKey(page: Page, text: string): Promise<void> {
  const list = page.locator('select:focus');
  for (let press = 0; press < 40; press++) {
    await page.keyboard.press('ArrowDown');
    if ((await list.evaluate((one: HTMLSelectElement) => one.selectedOptions[0]?.text)) === text)
      return;
  }
  throw new Error(`no key comes to “${text}”`);
}

test('without a mouse a panel is added, built, followed by its type, named and moved', async () => {
  const { page, problems } = await openPage(browser);
  await page.goto(`${server.url}/d/shop/tabs?edit`);
  await page.getByRole('toolbar', { name: 'Editing' }).waitFor();
  await page.keyboard.press('p');
  await page.keyboard.press('n');
  const editor = page.getByRole('region', { name: /^Editor of/ });
  await editor.getByLabel('Table', { exact: true }).waitFor();

  // A name typed before the tables are there would be of none.
  await editor.getByRole('option', { name: 'orders', exact: true }).waitFor({ state: 'attached' });
  await tabTo(page, 'Table');
  await page.keyboard.type('orders');
  await page.getByText(/rows?, 2 fields/).waitFor();
  expect(
    await editor.getByLabel('Table', { exact: true }).evaluate((one) => one.matches(':focus')),
  ).toBe(true);
  await expect.poll(() => editor.locator('[data-panel] canvas').count()).toBeGreaterThan(0);

  await tabTo(page, 'What is counted');
  await chooseByKey(page, 'Sum of');
  await editor.getByLabel('Of the field').waitFor();
  await tabTo(page, 'Filter');
  await page.keyboard.press('Enter');
  const value = editor.getByLabel('Value', { exact: true });
  await expect.poll(() => value.evaluate((one) => one.matches(':focus'))).toBe(true);
  await page.keyboard.type('DE');
  await page.keyboard.press('Enter');

  await editor.getByRole('tab', { name: 'Query' }).waitFor();
  await tabTo(page, 'Title');
  await page.keyboard.press('Control+a');
  await page.keyboard.type('Revenue');
  await page.keyboard.press('Shift+Tab');
  for (let press = 0; press < 80; press++) {
    const isBack = await page.locator(':focus').filter({ hasText: 'Back to all panels' }).count();
    if (isBack === 1) break;
    await page.keyboard.press('Shift+Tab');
  }
  await page.keyboard.press('Enter');

  const grip = page.locator('[data-grip="new-panel"]');
  await expect.poll(() => grip.evaluate((one) => one.matches(':focus'))).toBe(true);
  await page.keyboard.press('Enter');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Control+s');
  await page.getByRole('dialog').getByRole('button', { name: 'Save', exact: true }).press('Enter');
  await page.getByText('No changes').waitFor();
  const text = await readFile(join(server.workspace, 'shop/tabs.dashboard.json'), 'utf8');
  const saved = JSON.parse(text) as DashboardDocument;
  expect(saved.panels['revenue']).toMatchObject({ title: 'Revenue', query: 'revenue' });
  expect(saved.queries?.['revenue']).toMatchObject({
    sql: expect.arrayContaining([expect.stringContaining("= 'DE'")]) as unknown,
  });
  expect(problems).toEqual([]);
  await page.context().close();
});
