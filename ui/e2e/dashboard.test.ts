import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openPage, type WatchedPage } from './browser.ts';
import { closePage } from './close-page.ts';
import { freshOrders, pastOrders } from './orders.ts';
import { useServer } from './server.ts';

let watched: WatchedPage;
let page: Page;

const { server, browser } = await useServer({ orders: pastOrders(14, 120) });
const feeder = setInterval(() => {
  // A failed send shows as numbers that do not move.
  server.ingest('orders', freshOrders(5)).catch(() => undefined);
}, 250);

afterAll(() => {
  clearInterval(feeder);
});

beforeEach(async () => {
  watched = await openPage(browser);
  page = watched.page;
});

afterEach(() => closePage(watched));

const panel = (slug: string): Locator => page.locator(`[data-panel="${slug}"]`);
const figure = (slug: string): Locator => panel(slug).locator('figure').first();

async function open(search = ''): Promise<void> {
  await page.goto(`${server.url}/d/shop/overview${search}`);
  await figure('total').waitFor();
  await panel('by-type').locator('canvas').first().waitFor();
}

async function summary(slug: string): Promise<string> {
  return (await figure(slug).getAttribute('aria-label')) ?? '';
}

const param = (name: string): string | null => new URL(page.url()).searchParams.get(name);

describe('live', () => {
  test('numbers move by themselves and the badge says how fresh they are', async () => {
    await open();
    const before = await figure('total').innerText();
    await expect.poll(() => figure('total').innerText(), { timeout: 20_000 }).not.toBe(before);
    await panel('total')
      .getByText(/^live \d+(\.\d)? s$/)
      .waitFor();
  });

  test('a paused dashboard stands still and says how far behind it is', async () => {
    await open();
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.getByText(/ s behind$/).waitFor();
    await panel('total').getByText('paused').waitFor();
    const before = await figure('total').innerText();
    await server.ingest('orders', freshOrders(500));
    await page.waitForTimeout(1500);
    expect(await figure('total').innerText()).toBe(before);
    // By key: Space presses the button that has the focus, once.
    await page.getByRole('button', { name: 'Go on' }).press('Space');
    await expect.poll(() => figure('total').innerText(), { timeout: 20_000 }).not.toBe(before);
  });
});

describe('time', () => {
  test('a brush zooms, and Escape and Back return to the ranges before', async () => {
    await open();
    const plot = await panel('by-type').locator('canvas').first().boundingBox();
    if (plot === null) throw new Error('the chart has no box');
    const brush = async (from: number, to: number): Promise<void> => {
      const y = plot.y + plot.height / 3;
      await page.mouse.move(plot.x + plot.width * from, y);
      await page.mouse.down();
      await page.mouse.move(plot.x + plot.width * ((from + to) / 2), y, { steps: 4 });
      await page.mouse.move(plot.x + plot.width * to, y, { steps: 4 });
      await page.mouse.up();
    };
    await brush(0.3, 0.8);
    await expect.poll(() => param('from')).toMatch(/^\d{4}-\d\d-\d\dT.*Z$/);
    const first = page.url();
    await brush(0.4, 0.6);
    await expect.poll(() => page.url()).not.toBe(first);
    await page.mouse.move(5, 5);
    await page.keyboard.press('Escape');
    await expect.poll(() => page.url()).toBe(first);
    await page.goBack();
    await expect.poll(() => param('from')).toBeNull();
    await page.goForward();
    await expect.poll(() => page.url()).toBe(first);
  });

  test('a typed range is previewed, applied and remembered', async () => {
    await open();
    await page.getByRole('button', { name: /^Time range/ }).click();
    const box = page.getByRole('textbox', { name: 'Time range' });
    await box.fill('last 90 bananas');
    await page.getByText(/Try last 90m/).waitFor();
    await box.fill('last 90m');
    await page.locator('#range-preview').getByText('to', { exact: true }).waitFor();
    await box.press('Enter');
    await expect.poll(() => param('from')).toBe('now-90m');
    await page.getByRole('button', { name: 'Time range: Last 90 minutes' }).click();
    await page.getByText('Recent', { exact: true }).waitFor();
  });

  test('two days picked in the calendar, by pointer or by key, are a range', async () => {
    await open();
    await page.getByRole('button', { name: /^Time range/ }).click();
    await page.getByRole('button', { name: 'Calendar' }).click();
    const calendar = page.getByRole('application', { name: /^Days of the range/ });
    const day = (date: string): Locator =>
      calendar.locator(`.calendar-day[data-value="${date}"]:visible`);
    await calendar.getByRole('button', { name: 'Previous' }).click();
    const month = (
      await calendar.locator('[data-value$="-10"]:visible').first().getAttribute('data-value')
    )?.slice(0, 7);
    await day(`${month}-10`).click();
    await day(`${month}-11`).focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    const box = page.getByRole('textbox', { name: 'Time range' });
    await expect.poll(() => box.inputValue()).toBe(`${month}-10 to ${month}-12`);
    await page.getByRole('button', { name: 'Apply' }).click();
    await expect
      .poll(() => Date.parse(param('to') ?? '') - Date.parse(param('from') ?? ''))
      .toBe(3 * 86_400_000);
  });

  test('the keys of a range: out, earlier, absolute', async () => {
    await open();
    await page.keyboard.press('t');
    await page.keyboard.press('z');
    await expect.poll(() => param('from')).toMatch(/Z$/);
    const zoomed = Date.parse(param('to') ?? '') - Date.parse(param('from') ?? '');
    expect(zoomed / 60_000).toBeCloseTo(30, 0);
    const from = param('from');
    await page.keyboard.press('t');
    await page.keyboard.press('ArrowLeft');
    await expect.poll(() => Date.parse(param('from') ?? '')).toBeLessThan(Date.parse(from ?? ''));
  });
});

describe('choosing', () => {
  test('a variable narrows every panel and is in the URL', async () => {
    await open();
    await expect.poll(() => panel('list').innerText()).toContain('FR');
    await page.getByRole('button', { name: 'Country: All' }).click();
    await page.getByRole('option', { name: 'DE' }).click();
    await page.keyboard.press('Escape');
    await expect.poll(() => param('var.country')).toBe('DE');
    await expect.poll(() => panel('list').innerText()).not.toContain('FR');
    await page.reload();
    await page.getByRole('button', { name: 'Country: DE' }).waitFor();
  });

  test('the options of a variable come from its query', async () => {
    await open();
    await page.getByRole('button', { name: 'Kind: All' }).click();
    await page.getByRole('option', { name: 'phone' }).waitFor();
    expect(await page.getByRole('option').allInnerTexts()).toEqual([
      expect.stringContaining('All'),
      'app',
      'phone',
      'web',
    ]);
  });

  test('a filter in the URL is a chip that can be removed', async () => {
    await open('?filter=country%3DFR');
    await expect.poll(() => panel('list').innerText()).not.toContain('DE');
    await page.getByRole('button', { name: 'Remove the filter country = FR' }).click();
    await expect.poll(() => param('filter')).toBeNull();
    await expect.poll(() => panel('list').innerText()).toContain('DE');
  });
});

describe('a legend', () => {
  const entry = (name: string): Locator =>
    panel('by-type').getByRole('toolbar', { name: 'Legend' }).getByRole('button', { name });

  test('what is isolated is in the URL, comes back with it, and Back shows all again', async () => {
    await open();
    await entry('web').click();
    await expect.poll(() => param('only.by-type')).toBe('web');
    await page.reload();
    await expect.poll(() => entry('app').getAttribute('aria-pressed')).toBe('false');
    expect(await entry('web').getAttribute('aria-pressed')).toBe('true');
    await entry('app').click({ modifiers: ['Control'] });
    await expect
      .poll(() => new URL(page.url()).searchParams.getAll('only.by-type'))
      .toEqual(['web', 'app']);
    await page.goBack();
    await page.goBack();
    await expect.poll(() => param('only.by-type')).toBeNull();
    await expect.poll(() => entry('app').getAttribute('aria-pressed')).toBe('true');
  });
});

test('Escape undoes a zoom, and keeps what was chosen since', async () => {
  await open();
  await page.keyboard.press('t');
  await page.keyboard.press('z');
  await expect.poll(() => param('from')).toMatch(/Z$/);
  const legend = panel('by-type').getByRole('toolbar', { name: 'Legend' });
  await legend.getByRole('button', { name: 'web' }).click();
  await expect.poll(() => param('only.by-type')).toBe('web');
  await page.getByRole('button', { name: 'Undo zoom' }).click();
  await expect.poll(() => param('from')).toBeNull();
  expect(param('only.by-type')).toBe('web');
});

describe('choosing a mark', () => {
  test('a bar becomes a filter for every panel, and gives it back', async () => {
    await open();
    await expect.poll(() => panel('list').innerText()).toContain('FR');
    const bar = panel('top').getByText('DE', { exact: true }).first();
    const box = await bar.boundingBox();
    if (box === null) throw new Error('the bar has no label');
    await page.mouse.click(box.x + box.width + 60, box.y + box.height / 2);
    await expect.poll(() => param('filter')).toBe('country=DE');
    await expect.poll(() => panel('list').innerText()).not.toContain('FR');
    await page.goBack();
    await expect.poll(() => panel('list').innerText()).toContain('FR');
  });
});

describe('a menu', () => {
  // What opens is loaded with the first use, and takes the place of the button: nobody should notice.
  test('by key: the focus is on its first choice, and back on its button after Escape', async () => {
    await open();
    const button = page.getByRole('button', { name: 'Menu of Orders by type' });
    for (const key of ['Enter', 'Space', 'ArrowDown']) {
      await button.focus();
      await page.keyboard.press(key);
      const first = page.getByRole('menuitem').first();
      await first.waitFor();
      await expect.poll(() => first.evaluate((item) => item === document.activeElement)).toBe(true);
      await page.keyboard.press('Escape');
      await first.waitFor({ state: 'detached' });
      await expect
        .poll(() => button.evaluate((item) => item === document.activeElement))
        .toBe(true);
    }
  });

  test('by pointer: a second press closes it', async () => {
    await open();
    const button = page.getByRole('button', { name: /^Time range/ });
    const popup = page.getByRole('dialog', { name: 'Time range' });
    await button.click();
    await popup.waitFor();
    await button.click();
    await popup.waitFor({ state: 'detached' });
    await button.click();
    await popup.waitFor();
  });

  test('whose code does not come says so, and is there when it comes', async () => {
    await open();
    const button = page.getByRole('button', { name: 'Menu of this dashboard' });
    await page.route(/assets\/(MenuOpen|floating)/, (route) => route.abort());
    await button.click();
    await page.getByText('This could not be loaded').waitFor();
    expect(await button.getAttribute('aria-expanded')).toBe('false');
    watched.problems.length = 0;
    await page.unroute(/assets\/(MenuOpen|floating)/);
    await button.click();
    await page.getByRole('menuitem', { name: 'Versions' }).waitFor();
  });
});

describe('one panel', () => {
  test('the inspector shows the statement, its parameters and its figures', async () => {
    await open();
    await panel('by-type').hover();
    await page.keyboard.press('i');
    const drawer = page.getByRole('dialog');
    await drawer.getByText(/SELECT.*toStartOfInterval/).waitFor();
    await drawer.getByText('Bound parameters').waitFor();
    await drawer.getByText('Rows read').waitFor();
    await drawer.getByRole('tab', { name: 'Data' }).click();
    await drawer.getByRole('columnheader', { name: /^orders/ }).waitFor();
    await drawer.getByRole('tab', { name: 'JSON' }).click();
    await drawer.getByText('"type": "timeseries"').waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(() => param('inspect')).toBeNull();
  });

  test('CSV holds the rows that are shown', async () => {
    await open();
    await expect.poll(() => panel('list').innerText()).toContain('DE');
    await panel('list').getByRole('button', { name: 'Menu of Countries' }).click();
    const waiting = page.waitForEvent('download');
    await page.getByRole('menuitem', { name: 'Download CSV' }).click();
    const file = await waiting;
    expect(file.suggestedFilename()).toMatch(/^countries-.*\.csv$/);
    const lines = (await readFile(await file.path(), 'utf8')).trim().split('\r\n');
    expect(lines[0]).toBe('country,orders,revenue');
    expect(lines).toHaveLength(4);
  });

  test('PNG is a picture of twice the size', async () => {
    await open();
    await panel('by-type')
      .getByRole('button', { name: /^Menu of/ })
      .click();
    const waiting = page.waitForEvent('download');
    await page.getByRole('menuitem', { name: 'Download PNG' }).click();
    const bytes = await readFile(await (await waiting).path());
    expect(bytes.subarray(1, 4).toString()).toBe('PNG');
    const box = await figure('by-type').boundingBox();
    expect(bytes.readUInt32BE(16)).toBe(Math.ceil(((box?.width ?? 0) + 24) * 2));
  });

  test('v shows one panel alone and v again all of them', async () => {
    await open();
    await panel('top').hover();
    await page.keyboard.press('v');
    await expect.poll(() => param('panel')).toBe('top');
    await expect.poll(() => page.locator('[data-panel]').count()).toBe(1);
    await page.keyboard.press('v');
    await expect.poll(() => page.locator('[data-panel]').count()).toBe(4);
  });

  test('every chart says in words what it shows', async () => {
    await open();
    await expect.poll(() => summary('by-type')).toMatch(/3 series/);
    for (const slug of ['total', 'top', 'list'])
      await expect.poll(() => summary(slug)).toMatch(/\d/);
  });
});

describe('the file', () => {
  const file = (): string => join(server.workspace, 'shop/overview.dashboard.json');

  test('what is saved on disk is on the screen, with the view as it was', async () => {
    const original = await readFile(file(), 'utf8');
    await open('?from=now-5m&to=now');
    const savedAt = Date.now();
    await writeFile(file(), original.replace('"Orders by country"', '"Orders per country"'));
    await page.getByRole('heading', { name: 'Orders per country' }).waitFor();
    console.info(`saved file on the screen after ${Date.now() - savedAt} ms`);
    expect(param('from')).toBe('now-5m');
    await writeFile(file(), original);
    await page.getByRole('heading', { name: 'Orders by country' }).waitFor();
  });

  test('a broken file keeps its last good version, with line and column', async () => {
    const original = await readFile(file(), 'utf8');
    await open();
    await writeFile(file(), original.replace('"span": 18', '"span": 180'));
    const banner = page.getByRole('alert').filter({ hasText: 'The file on disk has errors.' });
    await banner.waitFor();
    expect(await banner.innerText()).toMatch(/shop\/overview\.dashboard\.json:\d+:\d+/);
    expect(await page.locator('[data-panel]').count()).toBe(4);
    await writeFile(file(), original);
    await banner.waitFor({ state: 'detached' });
  });
});
