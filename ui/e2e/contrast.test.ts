import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { openPage } from './browser.ts';
import { pastOrders } from './orders.ts';
import { useServer } from './server.ts';

/** What is different in a part of the time: asked by hand and by key, answered with filters to choose. */

const minuteMs = 60_000;
const now = Math.floor(Date.now() / minuteMs) * minuteMs;
const [from, to] = [now - 15 * minuteMs, now];
/** For one minute the app sold in one country what nobody sold there before. */
const burstAt = now - 6 * minuteMs;
const burst = Array.from({ length: 240 }, (_, i) => ({
  ...{ ts: burstAt + i * 250, country: 'JP', type: 'app', amount: 7 },
}));
const { server, browser } = await useServer({
  orders: [...pastOrders(15, 60, now), ...burst],
});
const overview = `${server.url}/d/shop/overview?refresh=off&from=${new Date(from).toISOString()}&to=${new Date(to).toISOString()}`;

async function openChart(page: Page) {
  await page.goto(overview);
  const plot = page.locator('[data-panel=by-type] [role=application]');
  await plot.locator('canvas').first().waitFor();
  await page.locator('[data-panel=by-type] [aria-busy=true]').waitFor({ state: 'detached' });
  return plot;
}

test('a part that is dragged over with Alt shows what it has more of, and one click filters by it', async () => {
  const { page, problems } = await openPage(browser);
  const plot = await openChart(page);
  const box = (await plot.boundingBox())!;
  const xOf = (time: number) => box.x + 30 + ((time - from) / (to - from)) * (box.width - 60);
  await page.keyboard.down('Alt');
  await page.mouse.move(xOf(burstAt - minuteMs), box.y + 60);
  await page.mouse.down();
  await page.mouse.move(xOf(burstAt + 2 * minuteMs), box.y + 60, { steps: 5 });
  await page.mouse.up();
  await page.keyboard.up('Alt');

  const drawer = page.getByRole('dialog', { name: /^What is different in/ });
  const country = drawer.getByRole('region', { name: 'country' });
  await country.getByText('JP', { exact: true }).waitFor();
  expect(await country.getByRole('listitem').first().innerText()).toMatch(
    /^JP\s+\d+(\.\d)?% instead of 0%/,
  );
  await country.getByRole('button', { name: 'Only country JP' }).click();
  await drawer.waitFor({ state: 'detached' });
  expect(new URL(page.url()).searchParams.getAll('filter')).toEqual(['country=JP']);
  await page.context().close();
  expect(problems).toEqual([]);
});

test('the bucket under the cursor is asked of by key, the pinned one by its button', async () => {
  const { page, problems } = await openPage(browser);
  const plot = await openChart(page);
  await plot.focus();
  await plot.press('Home');
  await plot.press('w');
  const drawer = page.getByRole('dialog', { name: /^What is different in/ });
  await drawer.getByText('in the rest of the range').waitFor();
  await page.keyboard.press('Escape');
  await drawer.waitFor({ state: 'detached' });

  await plot.focus();
  await plot.press('End');
  await plot.press('Enter');
  await page.getByRole('button', { name: 'What differs?' }).click();
  await drawer.getByText('in the rest of the range').waitFor();
  await page.context().close();
  expect(problems).toEqual([]);
});

test('where all rows of the range are in the part, it says that there is nothing to compare', async () => {
  const { page, problems } = await openPage(browser);
  const plot = await openChart(page);
  const box = (await plot.boundingBox())!;
  await page.keyboard.down('Alt');
  await page.mouse.move(box.x + box.width - 40, box.y + 60);
  await page.mouse.down();
  await page.mouse.move(box.x - 400, box.y + 60, { steps: 3 });
  await page.mouse.move(box.x - 400, box.y + 61);
  await page.mouse.up();
  await page.keyboard.up('Alt');
  await page.getByRole('dialog').getByText('0 in the rest of the range').waitFor();
  await page.getByRole('dialog').getByText('All rows of the range are in this part').waitFor();
  await page.context().close();
  expect(problems).toEqual([]);
});
