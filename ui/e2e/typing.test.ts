import type { Locator, Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { openPage } from './browser.ts';
import { closePage } from './close-page.ts';
import { boxOf } from './edit-page.ts';
import { useServer } from './server.ts';

/** Who has just added something goes on typing; what is drawn stays in sight meanwhile. */

const { server, browser } = await useServer();

const hasFocus = (locator: Locator): Promise<void> =>
  expect.poll(() => locator.evaluate((one) => one === document.activeElement)).toBe(true);

const editorOf = (page: Page): Locator => page.getByRole('region', { name: /^Editor of/ });

test('what is typed while the dialog for a new dashboard is on its way is its title', async () => {
  const watched = await openPage(browser);
  const { page } = watched;
  let arrive = (): void => {};
  const arrived = new Promise<void>((resolve) => (arrive = resolve));
  await page.route('**/NewDashboard-*.js', async (route) => {
    await arrived;
    await route.continue();
  });
  await page.goto(`${server.url}/dashboards`);
  await page.getByRole('button', { name: 'New', exact: true }).click();
  await page.keyboard.type('Sh');
  arrive();
  const title = page.getByRole('dialog').getByLabel('Title');
  await title.waitFor();
  expect(await title.inputValue()).toBe('Sh');
  await page.keyboard.type('op');
  await expect.poll(() => title.inputValue()).toBe('Shop');
  await closePage(watched);
});

test('a new dashboard is begun from the search too', async () => {
  const watched = await openPage(browser);
  const { page } = watched;
  await page.goto(`${server.url}/d/shop/overview`);
  await page.getByRole('heading', { name: 'Orders by type' }).waitFor();
  await page.keyboard.press('Control+k');
  await page.keyboard.type('new dash');
  await page.getByRole('option', { name: 'New dashboard' }).waitFor();
  await page.keyboard.press('Enter');
  const title = page.getByRole('dialog').getByLabel('Title');
  await hasFocus(title);
  await page.keyboard.type('Shop');
  expect(await title.inputValue()).toBe('Shop');
  await page.keyboard.press('Escape');
  await expect.poll(() => page.getByRole('dialog').count()).toBe(0);
  await closePage(watched);
});

test('a variable that is added is named, gets its query, and the keys go on from where one was', async () => {
  const watched = await openPage(browser);
  const { page } = watched;
  await page.goto(`${server.url}/d/shop/overview?edit`);
  const open = page.getByRole('button', { name: 'Variables', exact: true });
  await open.click();
  const editor = page.getByRole('region', { name: 'Variables of the dashboard' });
  await hasFocus(editor.getByRole('button', { name: 'Back to all panels' }));
  await editor.getByRole('button', { name: 'Add a variable' }).click();
  await page.getByRole('menuitem', { name: 'Values of a query' }).click();
  const name = editor.getByLabel('Name');
  await hasFocus(name);
  await page.keyboard.type('land');
  await page.keyboard.press('Enter');
  await editor.getByRole('button', { name: 'Move land' }).waitFor();
  await hasFocus(name);
  expect(await editor.getByLabel('Query', { exact: true }).inputValue()).toBe('land');
  await page.keyboard.press('Tab');
  await hasFocus(editor.getByLabel('Type', { exact: true }));
  expect(await editor.locator('.problem').count()).toBe(0);
  await editor.getByRole('button', { name: 'Back to all panels' }).press('Enter');
  await hasFocus(open);
  // Nothing was asked before there was something to ask.
  await closePage(watched);
});

test('a filter, a step, a rule, a threshold and a mapping that are added have the focus', async () => {
  const watched = await openPage(browser);
  const { page } = watched;
  await page.goto(`${server.url}/d/shop/overview?edit`);
  await page.getByRole('button', { name: 'Add panel' }).click();
  const editor = editorOf(page);
  await editor.getByLabel('Table', { exact: true }).selectOption('orders');
  await editor.getByLabel('Group by a field').selectOption('country');
  await page.getByText(/rows?, 3 fields/).waitFor();
  await editor.getByRole('button', { name: 'Filter', exact: true }).click();
  await page.keyboard.type('DE');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Filter', exact: true }).waitFor();
  await hasFocus(editor.getByLabel('Value', { exact: true }));

  await page.getByRole('tab', { name: 'Transforms' }).click();
  await page.getByRole('button', { name: 'Add a step' }).click();
  await page.getByRole('menuitem', { name: /^Top N/ }).click();
  const by = editor.getByLabel('By', { exact: true });
  await hasFocus(by);
  expect(await by.inputValue()).toBe('country');
  expect(await editor.getByLabel('Of', { exact: true }).inputValue()).toBe('count');

  await page.getByRole('tab', { name: 'Fields' }).click();
  await page.getByRole('button', { name: 'Add a rule' }).click();
  await hasFocus(editor.getByLabel('Which fields the rule is for'));
  await page.getByRole('button', { name: 'Add a threshold' }).click();
  await page.keyboard.type('200');
  expect(await editor.getByLabel('Threshold 1: from').inputValue()).toBe('200');
  await page.getByRole('button', { name: 'Add a mapping' }).click();
  await page.keyboard.type('DE');
  expect(await editor.getByLabel('Mapping 1: value').inputValue()).toBe('DE');
  await closePage(watched);
});

test('far down the forms what is drawn is in sight, and covers nothing that has the focus', async () => {
  const watched = await openPage(browser);
  const { page } = watched;
  await page.goto(`${server.url}/d/shop/overview?edit=total`);
  const editor = editorOf(page);
  await editor.getByRole('tab', { name: 'Fields' }).click();
  await editor.getByRole('button', { name: 'Add a rule' }).click();
  await editor.getByRole('button', { name: 'Add a threshold' }).click();
  await page.evaluate(() => {
    window.scrollTo({ top: document.body.scrollHeight });
  });
  await expect.poll(() => page.evaluate(() => window.scrollY)).toBeGreaterThan(100);
  const drawn = await boxOf(editor.locator('[data-panel]'));
  expect(drawn.y).toBeGreaterThan(44);
  expect(drawn.y + drawn.height).toBeLessThan(900);

  const more = editor.getByText('More', { exact: true });
  await more.focus();
  const box = await boxOf(more);
  const top = await page.evaluate(
    ({ x, y }) => document.elementFromPoint(x, y)?.textContent.trim(),
    { x: box.x + 4, y: box.y + box.height / 2 },
  );
  expect(top).toBe('More');
  await closePage(watched);
});
