import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openPage, type WatchedPage } from './browser.ts';
import { closePage } from './close-page.ts';
import { boxOf, drag, orderOf } from './edit-page.ts';
import { useServer } from './server.ts';

/** Several panels at once, rows that are folded, and what is told of a draft before it is saved. */
const { server, browser } = await useServer();
let watched: WatchedPage;
let page: Page;

beforeEach(async () => {
  watched = await openPage(browser);
  page = watched.page;
});
afterEach(() => closePage(watched));

const panel = (slug: string): Locator => page.locator(`[data-panel="${slug}"]`);
const grip = (slug: string): Locator => page.locator(`[data-grip="${slug}"]`);
const dock = (): Locator => page.getByRole('toolbar', { name: 'Editing' });

async function edit(): Promise<void> {
  await page.goto(`${server.url}/d/shop/overview?edit`);
  await dock().waitFor();
  await grip('list').waitFor();
}

/** Which panels are selected, in the order of the page. */
const selected = (): Promise<(string | null)[]> =>
  page
    .locator('[data-grip][aria-pressed=true]')
    .evaluateAll((grips) => grips.map((one) => one.getAttribute('data-grip')));

test('panels are selected one by one, as a range and all, by pointer and by key', async () => {
  await edit();
  await grip('by-type').click();
  await grip('list').click({ modifiers: ['Shift'] });
  expect(await selected()).toEqual(['by-type', 'top', 'list']);
  await grip('top').click({ modifiers: ['ControlOrMeta'] });
  expect(await selected()).toEqual(['by-type', 'list']);
  await grip('total').focus();
  await page.keyboard.press('Space');
  expect(await selected()).toEqual(['total', 'by-type', 'list']);
  await page.keyboard.press('Escape');
  expect(await selected()).toEqual([]);
  await page.keyboard.press('Control+a');
  expect(await selected()).toEqual(['total', 'by-type', 'top', 'list']);
});

test('those that are selected are moved, copied, pasted and deleted together, each as one step', async () => {
  await edit();
  await grip('total').click();
  await grip('by-type').click({ modifiers: ['ControlOrMeta'] });
  const list = await boxOf(panel('list'));
  await drag(page, grip('total'), { x: list.x + list.width - 20, y: list.y + list.height / 2 });
  await expect.poll(() => orderOf(page)).toBe(' | top list total by-type');
  await page.keyboard.press('Control+z');
  await expect.poll(() => orderOf(page)).toBe('total by-type | top list');

  await page.keyboard.press('Control+c');
  await page.getByText('2 panels copied').waitFor();
  await page.keyboard.press('Control+v');
  await expect.poll(() => orderOf(page)).toContain('total-2');
  await expect.poll(() => orderOf(page)).toContain('by-type-2');
  expect(await selected()).toEqual(['total-2', 'by-type-2']);
  await page.keyboard.press('Delete');
  await expect.poll(() => orderOf(page)).toBe('total by-type | top list');
  await page.keyboard.press('Control+z');
  await page.keyboard.press('Control+z');
  await dock().getByText('No changes').waitFor();
});

test('before it is saved a draft is told in words, and line by line', async () => {
  await edit();
  await grip('total').focus();
  await page.keyboard.press('F2');
  await page.getByRole('textbox', { name: 'Title of the panel' }).fill('Sales');
  await page.keyboard.press('Enter');
  await grip('list').focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Control+s');
  const dialog = page.getByRole('dialog', { name: 'Save these changes?' });
  await dialog.getByText(/Orders → Sales|"Orders" → "Sales"/).waitFor();
  await dialog.getByText(/moved to row/).waitFor();
  await dialog.getByRole('button', { name: 'As JSON' }).click();
  const lines = await dialog.getByRole('region', { name: 'Changed lines' }).innerText();
  expect(lines).toMatch(/^-\s+"title": "Orders",$/m);
  expect(lines).toMatch(/^\+\s+"title": "Sales",$/m);
  await dialog.getByRole('button', { name: 'Go on editing' }).click();
  await dialog.waitFor({ state: 'detached' });
  await panel('total').getByRole('heading', { name: 'Sales' }).waitFor();
});

test('a row is folded by pointer and by key, which is in the URL and in no file', async () => {
  const file = join(server.workspace, 'shop/overview.dashboard.json');
  const before = await readFile(file, 'utf8');
  await page.goto(`${server.url}/d/shop/overview`);
  await panel('list').waitFor();
  const title = page.getByRole('button', { name: /^Where from/ });
  await title.click();
  await panel('list').waitFor({ state: 'detached' });
  expect(await title.getAttribute('aria-expanded')).toBe('false');
  await title.getByText('2 panels').waitFor();
  expect(new URL(page.url()).searchParams.getAll('folded')).toEqual(['Where from']);
  await page.reload();
  await panel('total').waitFor();
  expect(await panel('list').count()).toBe(0);
  await title.focus();
  await page.keyboard.press('Enter');
  await panel('list').waitFor();
  expect(new URL(page.url()).searchParams.has('folded')).toBe(false);
  expect(await readFile(file, 'utf8')).toBe(before);
});
