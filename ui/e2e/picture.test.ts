import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openPage, type WatchedPage } from './browser.ts';
import { closePage } from './close-page.ts';
import { useServer } from './server.ts';

let watched: WatchedPage;
let page: Page;

const { server, browser } = await useServer();

const [rows, inGrid] = [100, '[data-panel="numbers"] [role=grid]'];
await writeFile(
  join(server.workspace, 'shop/tall.dashboard.json'),
  JSON.stringify({
    ...{ kind: 'dashboard', format: 1, title: 'Tall', time: { from: 'now-15m' } },
    queries: {
      numbers: { datasource: 'warehouse', sql: `SELECT number FROM numbers(${rows})` },
    },
    panels: { numbers: { type: 'table', title: 'Numbers', query: 'numbers' } },
    layout: { rows: [{ height: 8, cells: [{ panel: 'numbers', span: 12 }] }] },
  }),
);

beforeEach(async () => {
  watched = await openPage(browser);
  page = watched.page;
  await page.goto(`${server.url}/d/shop/overview?refresh=off&var.country=DE&var.country=FR`);
  await page.locator('[data-panel="list"]').getByText('DE').first().waitFor();
  await page.locator('[data-panel="by-type"] canvas').first().waitFor();
});

afterEach(() => closePage(watched));

async function download(slug: string, format: 'SVG' | 'PNG'): Promise<Buffer> {
  await page.locator(`[data-panel="${slug}"] .panel-menu`).click();
  const waiting = page.waitForEvent('download');
  await page.getByRole('menuitem', { name: `Download ${format}` }).click();
  return readFile(await (await waiting).path());
}

/** The texts of an SVG as a browser reads them, and its size: null where it is not one. */
async function readSvg(svg: string) {
  return page.evaluate(async (text) => {
    const document = new DOMParser().parseFromString(text, 'image/svg+xml');
    if (document.querySelector('parsererror') !== null) return null;
    const image = new Image();
    image.src = URL.createObjectURL(new Blob([text], { type: 'image/svg+xml' }));
    await image.decode();
    const texts = [...document.querySelectorAll('text')].map((one) => one.textContent);
    return { texts, paths: document.querySelectorAll('path').length, width: image.naturalWidth };
  }, svg);
}

for (const slug of ['by-type', 'total', 'top', 'list'])
  test(`the SVG of ${slug} is vectors that any program reads, and says what it shows`, async () => {
    const svg = (await download(slug, 'SVG')).toString();
    const picture = await readSvg(svg);
    expect(picture?.width).toBeGreaterThan(100);
    expect(svg).not.toMatch(/<image|<foreignObject|var\(|oklch\(|class=|color-mix/);
    const title = await page.locator(`[data-panel="${slug}"] .heading`).innerText();
    const texts = picture?.texts ?? [];
    expect(texts).toContain(title.trim());
    expect(texts.at(1)).toBe('Last 15 minutes');
    expect(texts.find((text) => text.startsWith('Shop'))).toMatch(/DE, FR.* · shop\/overview · \d/);
  });

test('a canvas is drawn as paths: the line of every series, and its axes as text', async () => {
  const { paths, texts } = (await readSvg((await download('by-type', 'SVG')).toString())) ?? {};
  expect(paths).toBeGreaterThan(8);
  expect(texts).toEqual(expect.arrayContaining(['web', 'app', expect.stringMatching(/^\d+$/)]));
});

test('every cell of a table is text at its place', async () => {
  const { texts } = (await readSvg((await download('list', 'SVG')).toString())) ?? {};
  const cells = await page.locator('[data-panel="list"] [role=gridcell]').allInnerTexts();
  expect(cells.length).toBeGreaterThan(3);
  const bare = (text: string) => text.replaceAll(/\s/g, '');
  expect(texts?.map(bare)).toEqual(expect.arrayContaining(cells.map(bare)));
});

test('nothing of the pointer that asked for it is in the picture', async () => {
  const first = (await download('list', 'SVG')).toString();
  await page.mouse.move(5, 5);
  const again = (await download('list', 'SVG')).toString();
  const shapes = (svg: string) => svg.match(/<path/g)?.length;
  expect(shapes(first)).toBe(shapes(again));
  const row = page.locator('[data-panel="list"] [role=gridcell]').first();
  await row.hover();
  expect(await row.evaluate((one) => getComputedStyle(one).pointerEvents)).not.toBe('none');
});

test('what one must scroll for is not in the picture, which says how much that is', async () => {
  const whole = (await readSvg((await download('list', 'SVG')).toString()))?.texts ?? [];
  expect(whole.join()).not.toMatch(/shown/);
  await page.goto(`${server.url}/d/shop/tall?refresh=off`);
  await page.locator(`${inGrid} [role=gridcell]`).first().waitFor();
  await page.locator(inGrid).evaluate((grid) => grid.scrollTo(0, 400));
  await page.locator(`${inGrid} [aria-rowindex="20"]`).waitFor();
  const { texts = [] } = (await readSvg((await download('numbers', 'SVG')).toString())) ?? {};
  const cells = texts.filter((text) => /^\d+$/.test(text)).length;
  const left = Number(/^(\d+) of 100 rows are not shown$/m.exec(texts.join('\n'))?.[1]);
  // One at either end may be cut through.
  expect(cells).toBeGreaterThan(4);
  expect(Math.abs(rows - left - cells)).toBeLessThanOrEqual(2);
});
