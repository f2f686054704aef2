import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openPage } from './browser.ts';
import { useServer } from './server.ts';

const { server, browser } = await useServer({ orders: [] });

test('while editing, what is far from the screen is a head alone; a key or the wheel that comes there completes it', async () => {
  const slugs = Array.from({ length: 60 }, (_, i) => `p${i}`);
  const many = {
    ...{ kind: 'dashboard', format: 1, title: 'Many' },
    queries: { one: { datasource: 'warehouse', sql: 'SELECT 1 AS one' } },
    panels: Object.fromEntries(slugs.map((slug) => [slug, { type: 'stat', query: 'one' }])),
    layout: { rows: slugs.map((panel) => ({ height: 6, cells: [{ panel, span: 24 }] })) },
  };
  await writeFile(join(server.workspace, 'many.dashboard.json'), JSON.stringify(many));
  const { page, problems } = await openPage(browser);
  await page.goto(`${server.url}/d/many?edit`);
  const panel = (slug: string) => page.locator(`[data-panel="${slug}"]`);
  await panel('p0').locator('figure').first().waitFor();

  expect(await page.locator('[data-grip]').count()).toBe(60);
  expect(await page.locator('[data-panel-body]').count()).toBeLessThan(15);
  expect(await panel('p59').getByRole('button', { name: 'Menu of p59' }).count()).toBe(0);

  await page.locator('[data-grip="p40"]').focus();
  await panel('p40').locator('figure').first().waitFor();
  expect(await page.evaluate(() => document.activeElement?.getAttribute('data-grip'))).toBe('p40');

  await page.mouse.wheel(0, 100_000);
  await panel('p59').getByRole('button', { name: 'Menu of p59' }).waitFor();
  expect(problems).toEqual([]);
  await page.context().close();
});
