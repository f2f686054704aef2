import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openPage, type WatchedPage } from './browser.ts';
import { closePage } from './close-page.ts';
import { useServer } from './server.ts';
import { violationsOf } from './violations.ts';

const { server, browser } = await useServer();
let watched: WatchedPage;
let page: Page;

const file = (path: string): string => join(server.workspace, `${path}.dashboard.json`);
const wiki = 'https://wiki.example/orders?$__range';

const original = await readFile(file('shop/overview'), 'utf8');
await writeFile(file('shop/second'), original.replace('Shop overview', 'Second'));

beforeEach(async () => {
  watched = await openPage(browser);
  page = watched.page;
});
afterEach(() => closePage(watched));

async function write(change: object): Promise<void> {
  const document = { ...(JSON.parse(original) as object), ...change };
  await writeFile(file('shop/overview'), `${JSON.stringify(document, null, 2)}\n`);
}

async function open(search = ''): Promise<void> {
  await page.goto(`${server.url}/d/shop/overview${search}`);
  await page.locator('[data-panel="total"] figure').first().waitFor();
}

async function menu(item: string): Promise<void> {
  await page.getByRole('button', { name: 'Menu of this dashboard' }).click();
  await page.getByRole('menuitem', { name: item }).click();
}

test('an earlier version is compared, restored as a draft, and saved', async () => {
  await open();
  await write({ title: 'Shop, renamed' });
  await page.getByRole('heading', { name: 'Shop, renamed', level: 1 }).waitFor();
  await menu('Versions');
  const dialog = page.getByRole('dialog', { name: 'Versions of Shop, renamed' });
  await dialog.getByText('title "Shop overview" → "Shop, renamed"').waitFor();
  expect(await violationsOf(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'As JSON' }).click();
  await dialog.getByText('+  "title": "Shop, renamed",').waitFor();
  await dialog.getByRole('button', { name: /^Restore/ }).click();
  const dock = page.getByRole('toolbar', { name: 'Editing' });
  await dock.getByRole('button', { name: '1 change' }).waitFor();
  await page.keyboard.press('Control+s');
  await page.keyboard.press('Control+s');
  await page.getByRole('heading', { name: 'Shop overview', level: 1 }).waitFor();
  await expect
    .poll(async () => JSON.parse(await readFile(file('shop/overview'), 'utf8')) as object)
    .toMatchObject({ title: 'Shop overview' });
});

test('links keep the time range and the variables', async () => {
  const links = [{ dashboard: 'shop/states', title: 'States' }, { tag: 'live' }, { url: wiki }];
  await write({ links });
  await open('?from=now-5m&to=now&var.country=DE');
  const nav = page.getByRole('navigation', { name: 'Links of this dashboard' });
  expect(await nav.getByRole('link', { name: 'wiki.example' }).getAttribute('href')).toBe(
    'https://wiki.example/orders?from=now-5m&to=now',
  );
  await nav.getByRole('link', { name: 'States' }).click();
  await page.waitForURL('**/d/shop/states?from=now-5m&to=now&var.country=DE*');
});

test('a dashboard is moved, copied, deleted, and had back', async () => {
  await open();
  await menu('Duplicate');
  await page.getByLabel('Name of the file').fill('copy');
  await page.getByRole('button', { name: 'Duplicate', exact: true }).click();
  await page.waitForURL('**/d/shop/copy');
  await menu('Rename or move');
  await page.getByLabel('Title').fill('Moved');
  await page.getByLabel('Folder').fill('archive');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.waitForURL('**/d/archive/copy');
  await page.getByRole('heading', { name: 'Moved', level: 1 }).waitFor();
  await expect(readFile(file('shop/copy'))).rejects.toThrow('ENOENT');
  // Who moved it knows that the old file is gone.
  expect(await page.getByText('The file of this dashboard was removed').count()).toBe(0);

  await page.goto(`${server.url}/dashboards`);
  await page.getByRole('button', { name: 'What to do with Moved' }).click();
  await page.getByRole('menuitem', { name: 'Delete' }).click();
  await page.getByRole('button', { name: 'Delete', exact: true }).click();
  await page.getByRole('link', { name: 'Moved' }).waitFor({ state: 'detached' });
  await page.getByRole('button', { name: /^Deleted \(/ }).click();
  await page.getByRole('button', { name: 'Restore archive/copy' }).click();
  await page.waitForURL('**/d/archive/copy');
  expect(JSON.parse(await readFile(file('archive/copy'), 'utf8'))).toMatchObject({
    title: 'Moved',
  });
});

test('kiosk shows the dashboard alone, also after a filter; Escape leaves', async () => {
  await open();
  await page.keyboard.press('d');
  await page.keyboard.press('k');
  await page.waitForURL('**/d/shop/overview?kiosk');
  expect(await page.getByRole('navigation', { name: 'Pages' }).count()).toBe(0);
  expect(await page.getByRole('button', { name: 'Edit', exact: true }).count()).toBe(0);
  await page.mouse.move(200, 300);
  await page.mouse.move(220, 300);
  expect(await violationsOf(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await page.waitForURL('**/d/shop/overview');
  await page.getByRole('navigation', { name: 'Pages' }).waitFor();
});

/** What a viewer sees of a chart: heights on the screen, and how fine its canvas is. */
const measured = () =>
  page.locator('[data-panel="by-type"]').evaluate((panel) => {
    const height = (element: Element | null) => element?.getBoundingClientRect().height ?? 0;
    const canvas = panel.querySelector('canvas');
    return {
      title: height(panel.querySelector('.heading')),
      entry: height(panel.querySelector('[role="toolbar"] .name')),
      panel: height(panel),
      pixels: (canvas?.width ?? 0) / (canvas?.getBoundingClientRect().width ?? 1),
    };
  });

test('on a wall all text is larger by one factor, and what is drawn stays sharp and where the pointer is', async () => {
  await page.setViewportSize({ width: 1920, height: 1080 });
  await open();
  const entry = page.locator('[data-panel="by-type"] [role="toolbar"] .name').first();
  await entry.waitFor();
  const near = await measured();
  await open('?kiosk');
  await entry.waitFor();
  const far = await measured();
  expect(far.title / near.title).toBeCloseTo(1.6, 1);
  expect(far.entry / near.entry).toBeCloseTo(1.6, 1);
  expect(far.panel / near.panel).toBeCloseTo(1.28, 1);
  expect([near.pixels, far.pixels].map((ratio) => ratio.toFixed(2))).toEqual(['1.00', '1.00']);

  const more = page.getByRole('button', { name: 'Menu of Orders by type' });
  const opacity = () => more.evaluate((button) => getComputedStyle(button).opacity);
  expect(await opacity()).toBe('0');
  const chart = page.locator('[data-panel="by-type"] [role="application"]');
  const box = (await chart.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
  const x = box.x + box.width / 2;
  await page.mouse.move(x - 40, box.y + box.height / 2);
  await page.mouse.move(x, box.y + box.height / 2);
  await expect.poll(opacity).toBe('1');
  const hair = async () => (await chart.locator('.hairs .line').boundingBox())?.x ?? 0;
  // It snaps to the nearest point, which is a few pixels away at most.
  await expect.poll(async () => Math.abs((await hair()) - x)).toBeLessThan(box.width / 20);
});

test('on a wall what floats is as large as the rest, and what only a hand can use waits for one', async () => {
  await page.setViewportSize({ width: 1920, height: 1080 });
  const { panels } = JSON.parse(original) as { panels: Record<string, object> };
  const byType = { ...panels['by-type'], description: 'What sells.' };
  await write({ panels: { ...panels, 'by-type': byType } });
  await open('?kiosk');
  const chart = page.locator('[data-panel="by-type"] [role="application"]');
  await chart.waitFor();
  const opacityOf = (selector: string) =>
    page
      .locator(selector)
      .first()
      .evaluate((mark) => getComputedStyle(mark).opacity);
  expect(await opacityOf('.panel-about')).toBe('0');
  expect(await opacityOf('h2 .mark')).toBe('0');

  const box = (await chart.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
  const pointer = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  await page.mouse.move(pointer.x - 20, pointer.y);
  await page.mouse.move(pointer.x, pointer.y);
  const tip = page.locator('[role="tooltip"]');
  await tip.waitFor();
  // They go again where the hand rests, which it does while a busy machine looks.
  await expect
    .poll(async () => {
      await page.mouse.move(pointer.x - 1, pointer.y);
      await page.mouse.move(pointer.x, pointer.y);
      return Promise.all(['.panel-about', 'h2 .mark'].map(opacityOf));
    })
    .toEqual(['1', '1']);
  const place = (await tip.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
  const gap = Math.max(place.x - pointer.x, pointer.x - place.x - place.width);
  expect(gap).toBeGreaterThan(0);
  expect(gap).toBeLessThan(box.width / 10);
  const zoomOf = (element: Element) => element.currentCSSZoom;
  expect(await tip.evaluate(zoomOf)).toBeCloseTo(1.6);
  await page.getByRole('button', { name: 'Menu of Orders by type' }).click();
  expect(await page.getByRole('menu').evaluate(zoomOf)).toBeCloseTo(1.6);
});

test('on a wall dialogs are as large as the rest, and whole on the screen', async () => {
  const screen = { width: 1920, height: 1080 };
  await page.setViewportSize(screen);
  const look = async (name: string) => {
    const dialog = page.getByRole('dialog', { name });
    await dialog.waitFor();
    await expect.poll(() => dialog.evaluate((one) => one.getAnimations().length)).toBe(0);
    const { x, y, width, height } = (await dialog.boundingBox()) ?? { ...screen, x: 0, y: 0 };
    return {
      zoom: await dialog.evaluate((one) => one.currentCSSZoom.toFixed(1)),
      isWhole: x >= 0 && y >= 0 && x + width <= screen.width && y + height <= screen.height,
    };
  };
  const whole = { zoom: '1.6', isWhole: true };
  await open('?kiosk&inspect=by-type');
  expect(await look('Orders by type')).toEqual(whole);
  await open('?kiosk');
  for (const [keys, name] of [
    ['Shift+?', 'Keys'],
    ['Control+k', 'Search and commands'],
  ] as const) {
    await page.keyboard.press(keys);
    expect(await look(name)).toEqual(whole);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  }
  await page.keyboard.press('p');
  await page.keyboard.press('s');
  expect(await look('Share “Shop overview”')).toEqual(whole);
});

test.each(['light', 'dark'] as const)(
  'a playlist is put together and advances, %s',
  async (scheme) => {
    await page.emulateMedia({ colorScheme: scheme });
    await page.goto(`${server.url}/playlist?d=shop/overview&every=5s&edit`);
    await page.getByLabel('Add a dashboard').selectOption('shop/second');
    await page
      .getByRole('button', { name: /^Remove/ })
      .nth(1)
      .waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await page.getByRole('link', { name: 'Start' }).click();
    await page.waitForURL('**/playlist?d=shop/overview&d=shop/second&every=5s');
    const shown = page.locator('[data-playing] h1');
    await expect.poll(() => shown.textContent()).toBe('Shop overview');
    await expect.poll(() => shown.textContent(), { timeout: 15_000 }).not.toBe('Shop overview');
    await page.keyboard.press('Space');
    await page.getByText('Paused', { exact: true }).waitFor();
    await page.keyboard.press('ArrowLeft');
    await expect.poll(() => shown.textContent()).toBe('Shop overview');
    await page.keyboard.press('Escape');
    await page.waitForURL('**/playlist?d=shop/overview&d=shop/second&every=5s&edit');
  },
);

test('of hundreds of dashboards the page holds those that somebody has come to', async () => {
  const folder = join(server.workspace, 'many');
  await mkdir(folder);
  const names = Array.from({ length: 250 }, (_, i) => `board-${i}`);
  const board = { kind: 'dashboard', format: 1, panels: {}, layout: { rows: [] } };
  for (const name of names)
    await writeFile(file(`many/${name}`), JSON.stringify({ ...board, title: name }));
  const known = async (): Promise<number> => {
    const answer = await fetch(`${server.url}/api/v1/dashboards?folder=many`);
    return ((await answer.json()) as unknown[]).length;
  };
  await expect.poll(known, { timeout: 15_000 }).toBe(names.length);
  await page.goto(`${server.url}/dashboards?q=board-`);
  const found = page.locator('main li');
  await page.getByRole('button', { name: 'Show more (150 left)' }).waitFor();
  expect(await found.count()).toBe(100);
  expect(await violationsOf(page)).toEqual([]);

  await found.last().scrollIntoViewIfNeeded();
  await page.getByRole('button', { name: 'Show more (50 left)' }).waitFor();
  await found.last().scrollIntoViewIfNeeded();
  await expect.poll(() => found.count()).toBe(250);

  await page.keyboard.press('Control+k');
  const palette = page.getByRole('dialog');
  await palette.getByPlaceholder('Search dashboards').fill('board-249');
  const ofFolder = palette.getByRole('option').filter({ hasText: 'many/board-' });
  await expect.poll(() => ofFolder.allInnerTexts()).toEqual([expect.stringContaining('249')]);
  await rm(folder, { recursive: true });
});
