import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openPage, type WatchedPage } from './browser.ts';
import { closePage } from './close-page.ts';
import { boxOf, drag, orderOf, saveDraft } from './edit-page.ts';
import { useServer } from './server.ts';
import { violationsOf } from './violations.ts';

let watched: WatchedPage;
let page: Page;

const file = (): string => join(server.workspace, 'shop/tabs.dashboard.json');

const { server, browser } = await useServer();
const original = await readFile(file(), 'utf8');

beforeEach(async () => {
  await writeFile(file(), original);
  watched = await openPage(browser);
  page = watched.page;
});

afterEach(() => closePage(watched));

const panel = (slug: string): Locator => page.locator(`[data-panel="${slug}"]`);
const grip = (slug: string): Locator => page.locator(`[data-grip="${slug}"]`);
const tab = (name: string): Locator => page.getByRole('tab', { name, exact: true });
const dock = (): Locator => page.getByRole('toolbar', { name: 'Editing' });
const param = (name: string): string | null => new URL(page.url()).searchParams.get(name);

async function open(search = ''): Promise<void> {
  await page.goto(`${server.url}/d/shop/tabs${search}`);
  if (search.includes('edit')) await dock().waitFor();
  else await panel('total').locator('figure').first().waitFor();
}

async function save(): Promise<unknown> {
  await saveDraft(page);
  return JSON.parse(await readFile(file(), 'utf8'));
}

describe('tabs', () => {
  test('one is shown, the URL says which, and only its queries run', async () => {
    const asked: string[] = [];
    page.on('request', (request) => {
      if (request.url().endsWith('/api/v1/query')) asked.push(request.postData() ?? '');
    });
    await open();
    await panel('by-type').locator('canvas').first().waitFor();
    expect(await panel('top').count()).toBe(0);
    expect(asked.some((body) => body.includes('by-country'))).toBe(false);
    await tab('Types').focus();
    await page.keyboard.press('ArrowRight');
    await panel('top').locator('figure').first().waitFor();
    expect(await panel('by-type').count()).toBe(0);
    expect(param('tab')).toBe('Countries');
    expect(asked.some((body) => body.includes('by-country'))).toBe(true);
    await page.goBack();
    await panel('by-type').waitFor();
    expect(await tab('Types').getAttribute('aria-selected')).toBe('true');
  });

  test('a link to a panel finds it on any tab, and paper shows all tabs', async () => {
    await page.goto(`${server.url}/d/shop/tabs?panel=list`);
    await panel('list').getByText('DE', { exact: true }).waitFor();
    await open();
    await page.evaluate(() => window.dispatchEvent(new Event('beforeprint')));
    await page.getByRole('heading', { name: 'Countries', level: 2 }).waitFor();
    expect(await panel('list').count()).toBe(1);
    expect(await panel('by-type').count()).toBe(1);
    await page.evaluate(() => window.dispatchEvent(new Event('afterprint')));
    await expect.poll(() => panel('list').count()).toBe(0);
  });

  test('one is added, named, filled, moved and saved, and undo takes it back', async () => {
    await open('?edit');
    await page.getByRole('button', { name: 'Add a tab' }).click();
    const name = page.getByRole('textbox', { name: 'Name of the tab' });
    await name.fill('Money');
    await name.press('Enter');
    await tab('Money').waitFor();
    expect(param('tab')).toBe('Money');
    await grip('total').focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('PageDown');
    await page.keyboard.press('Escape');
    await expect.poll(() => orderOf(page)).toBe('total | ');
    await tab('Countries').click();
    await page.getByRole('button', { name: 'Menu of Countries', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Move to tab' }).hover();
    await page.getByRole('menuitem', { name: 'Money' }).click();
    await expect.poll(() => orderOf(page)).toBe('total | list');
    await tab('Money').focus();
    await page.keyboard.press('Shift+ArrowLeft');
    await expect
      .poll(() => page.getByRole('tab').allTextContents())
      .toEqual(['Types', 'Money', 'Countries']);
    expect(await save()).toMatchObject({
      layout: {
        rows: [
          {},
          { tab: 'Types' },
          { tab: 'Money', cells: [{ panel: 'list' }] },
          { tab: 'Countries', cells: [{ panel: 'top', span: 24 }] },
        ],
      },
    });
    for (let step = 0; step < 4; step++) await page.keyboard.press('Control+z');
    await expect
      .poll(() => page.getByRole('tab').allTextContents())
      .toEqual(['Types', 'Countries']);
  });

  test('a panel and a row are dragged onto a tab', async () => {
    await open('?edit');
    const countries = await boxOf(tab('Countries'));
    await drag(page, grip('by-type'), { x: countries.x + 20, y: countries.y + 16 });
    await expect.poll(() => orderOf(page)).toBe('total | top list | by-type');
    expect(await tab('Countries').getAttribute('aria-selected')).toBe('true');
    const types = await boxOf(tab('Types'));
    await drag(page, page.getByRole('button', { name: 'Move Where from' }), {
      x: types.x + 10,
      y: types.y + 16,
    });
    await expect.poll(() => orderOf(page)).toBe('total |  | top list');
    await page.keyboard.press('Control+s');
    await page.getByRole('dialog').getByText('moved to tab Types').waitFor();
  });

  test('one that is deleted leaves its rows to its neighbour, or takes them along', async () => {
    await open('?edit&tab=Countries');
    await page.getByRole('button', { name: 'Menu of tab Countries' }).click();
    await page.getByRole('menuitem', { name: 'Delete' }).click();
    await page.getByRole('button', { name: 'Keep the rows' }).click();
    await expect.poll(() => orderOf(page)).toBe('total | by-type | top list');
    await page.keyboard.press('Control+z');
    await tab('Countries').click();
    await page.keyboard.press('Delete');
    await page.getByRole('button', { name: 'Delete the rows too' }).click();
    await expect.poll(() => orderOf(page)).toBe('total | by-type');
    expect(await page.getByRole('tab').allTextContents()).toEqual(['Types']);
  });

  test.each(['light', 'dark'] as const)('axe finds nothing, in %s', async (theme) => {
    await page.emulateMedia({ colorScheme: theme });
    await open();
    await tab('Types').waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await open('?edit&tab=Countries');
    expect(await violationsOf(page)).toEqual([]);
  });
});

describe('stacks', () => {
  test('a panel dropped onto another is stacked, and taken out again', async () => {
    await open('?edit&tab=Countries');
    const top = await boxOf(panel('top'));
    await drag(page, grip('list'), { x: top.x + top.width / 2, y: top.y + top.height * 0.8 });
    await expect.poll(() => orderOf(page)).toBe('total | top+list');
    await page.getByRole('button', { name: 'Menu of Countries', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Up in the stack' }).click();
    await expect.poll(() => orderOf(page)).toBe('total | list+top');
    expect(await save()).toMatchObject({
      layout: { rows: [{}, {}, { cells: [{ stack: ['list', 'top'], span: 24 }] }] },
    });
    await page.getByRole('button', { name: 'Menu of Countries', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Take out of the stack' }).click();
    await expect.poll(() => orderOf(page)).toBe('total | top list');
  });

  test('by keyboard: S stacks, arrows order, and away from it', async () => {
    await open('?edit&tab=Countries');
    await grip('list').focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('s');
    await expect.poll(() => orderOf(page)).toBe('total | top+list');
    await page.keyboard.press('ArrowUp');
    await expect.poll(() => orderOf(page)).toBe('total | list+top');
    await page.getByText('1 of 2 in its stack').waitFor();
    await page.keyboard.press('ArrowUp');
    await expect.poll(() => orderOf(page)).toBe('total | list top');
    await page.keyboard.press('Escape');
    await expect.poll(() => orderOf(page)).toBe('total | top list');
    await dock().getByText('No changes').waitFor();
  });
});

describe('cross-filter', () => {
  test('a legend entry with Alt, and a name in a pinned tooltip, become filters', async () => {
    await open();
    const entry = panel('by-type').getByRole('toolbar').getByRole('button').first();
    const name = (await entry.locator('.name').textContent()) ?? '';
    await entry.click({ modifiers: ['Alt'] });
    await expect.poll(() => param('filter')).toBe(`type=${name}`);
    await entry.waitFor();
    // The same once more takes it back.
    await entry.click({ modifiers: ['Alt'] });
    await expect.poll(() => param('filter')).toBeNull();
    // The others are back.
    await panel('by-type').getByRole('toolbar').getByRole('button').nth(1).waitFor();
    await entry.click();
    await expect.poll(() => param('only.by-type')).toBe(name);
    expect(param('filter')).toBeNull();
    await page.goBack();
    const plot = await boxOf(panel('by-type').locator('canvas').first());
    await page.mouse.move(plot.x + plot.width * 0.5, plot.y + plot.height * 0.5);
    await page.mouse.click(plot.x + plot.width * 0.5, plot.y + plot.height * 0.5);
    const pinned = page.getByRole('dialog');
    const row = pinned.getByTitle('Filter by it').first();
    const pinnedName = (await row.textContent()) ?? '';
    await row.click();
    await pinned.waitFor({ state: 'detached' });
    await expect.poll(() => param('filter')).toBe(`type=${pinnedName}`);
  });

  test('bars dragged over are one filter, which every panel obeys; Escape takes it back', async () => {
    await open('?tab=Countries');
    const bars = panel('top').locator('.hit');
    await bars.nth(1).waitFor();
    const [first, second] = [await boxOf(bars.nth(0)), await boxOf(bars.nth(1))];
    await page.mouse.move(first.x + first.width / 2, first.y + first.height / 2);
    await page.mouse.down();
    await page.mouse.move(second.x + second.width / 2, second.y + second.height / 2, { steps: 6 });
    await page.mouse.up();
    await expect.poll(() => param('filter')).toMatch(/^country in \["[A-Z]+","[A-Z]+"\]$/);
    await expect.poll(() => bars.count()).toBe(2);
    await page.mouse.move(5, 400);
    await page.keyboard.press('Escape');
    await expect.poll(() => param('filter')).toBeNull();
  });
});

describe('the panel editor', () => {
  test('what choosing does: a link that shows where it leads', async () => {
    await open('?edit=list');
    await page.getByRole('tab', { name: 'Options' }).click();
    await page.getByRole('combobox', { name: 'When chosen' }).selectOption('link');
    const link = page.getByRole('textbox', { name: 'Link' });
    await link.fill('/d/shop/overview?var.country=');
    await page.getByRole('button', { name: '{country}', exact: true }).click();
    await page.getByText(/^\/d\/shop\/overview\?var\.country=[A-Z]+$/).waitFor();
    await link.fill('javascript:alert(1)');
    await page.getByText('Begin with http, https or a path').waitFor();
    await link.fill('/d/shop/overview?var.country={country}&$__range');
    await page.locator('summary', { hasText: 'More' }).click();
    await page.getByRole('textbox', { name: 'Min step' }).fill('10s');
    expect(await violationsOf(page)).toEqual([]);
    expect(await save()).toMatchObject({
      panels: {
        list: {
          onSelect: { type: 'link', url: '/d/shop/overview?var.country={country}&$__range' },
        },
      },
      queries: { 'by-country': { minStep: '10s' } },
    });
  });
});

describe('the palette', () => {
  test('finds panels on any tab, and in edit mode what can be done', async () => {
    await open();
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'Search' }).fill('Countries');
    await page.getByRole('option', { name: 'Countries', exact: true }).click();
    await panel('list').waitFor();
    expect(param('tab')).toBe('Countries');
    await open('?edit');
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'Search' }).fill('Add a tab');
    await page.getByRole('option', { name: 'Add a tab' }).click();
    await page.getByRole('textbox', { name: 'Name of the tab' }).waitFor();
  });
});

describe('by touch', () => {
  test('a panel is moved by a long press on its head, and a row made higher at its edge', async () => {
    await page.context().close();
    watched = await openPage(browser, { hasTouch: true, viewport: { width: 1024, height: 800 } });
    page = watched.page;
    await open('?edit&tab=Countries');
    const session = await page.context().newCDPSession(page);
    const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', x = 0, y = 0): Promise<unknown> =>
      session.send('Input.dispatchTouchEvent', {
        type,
        touchPoints: type === 'touchEnd' ? [] : [{ x, y }],
      });
    const list = await boxOf(panel('list'));
    const top = await boxOf(panel('top'));
    await touch('touchStart', list.x + list.width / 2, list.y + 14);
    await page.waitForTimeout(700);
    for (const share of [0.3, 0.6, 1])
      await touch(
        'touchMove',
        list.x + list.width / 2 + (top.x + 30 - list.x - list.width / 2) * share,
        top.y + 100,
      );
    await page.waitForTimeout(100);
    await touch('touchEnd');
    await expect.poll(() => orderOf(page)).toBe('total | list top');
    const before = await boxOf(panel('top'));
    const edge = await boxOf(page.locator('[data-edit-row="2"] .handle.height'));
    const [x, y] = [edge.x + edge.width / 2, edge.y + edge.height / 2];
    await touch('touchStart', x, y);
    for (const by of [20, 40, 78]) await touch('touchMove', x, y + by);
    await touch('touchEnd');
    await expect.poll(async () => (await boxOf(panel('top'))).height).toBe(before.height + 76);
  });
});
