import { expect, test } from 'vitest';
import { openPage } from './browser.ts';
import { pastOrders } from './orders.ts';
import { useServer } from './server.ts';

const { server, browser } = await useServer({ orders: [] });

test('an empty dashboard says so and fills with the first events', async () => {
  const { page, problems } = await openPage(browser);
  await page.goto(`${server.url}/d/shop/overview`);
  const chart = page.locator('[data-panel=by-type]');
  await chart.getByText('No data').waitFor();
  await server.ingest('orders', pastOrders(14, 60));
  await chart.locator('canvas').first().waitFor();
  await expect
    .poll(() => page.locator('[data-panel=total]').innerText(), { timeout: 20_000 })
    .toMatch(/\d/);
  await page.context().close();
  expect(problems).toEqual([]);
});

test('without the server the data stays, dimmed, and the page says so', async () => {
  const { page } = await openPage(browser);
  await page.goto(`${server.url}/d/shop/overview`);
  const list = page.locator('[data-panel=list]');
  await expect.poll(() => list.innerText(), { timeout: 20_000 }).toContain('DE');
  await server.stop();
  await page.getByText('Disconnected, trying again').waitFor({ timeout: 30_000 });
  await list.getByText('offline').waitFor();
  expect(await list.innerText()).toContain('DE');
  await page.context().close();
});
