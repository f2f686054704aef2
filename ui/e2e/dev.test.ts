import { mkdtempSync, rmSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, expect, test } from 'vitest';
import { copyPlugins } from '../../server/testing/plugins-elsewhere.ts';
import { openPage } from './browser.ts';
import { useServer } from './server.ts';

const directory = mkdtempSync(join(tmpdir(), 'heliostat-elsewhere-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));
copyPlugins(directory);
const { server, browser } = await useServer({ flags: ['--plugins', directory, '--dev'] });
const dashboard = join(server.workspace, 'tallied.dashboard.json');
const component = join(directory, 'panels/tally/TallyPanel.svelte');

const tallied = {
  kind: 'dashboard',
  format: 1,
  title: 'Tallied',
  queries: { seven: { datasource: 'warehouse', sql: 'SELECT number FROM numbers(7)' } },
  panels: { seven: { type: 'tally', query: 'seven' } },
  layout: { rows: [{ height: 4, cells: [{ panel: 'seven', span: 24 }] }] },
};

/** Watchers of files take two changes within a moment for one. */
const restMs = 500;

async function change(path: string, from: string, to: string): Promise<void> {
  await sleep(restMs);
  const text = await readFile(path, 'utf8');
  expect(text).toContain(from);
  await writeFile(path, text.replace(from, to));
}

test('in development a change to a panel from elsewhere is in the open page, without a reload', async () => {
  await writeFile(dashboard, JSON.stringify(tallied));
  const { page } = await openPage(browser);
  await page.goto(`${server.pageUrl}/d/tallied`);
  await page.getByText('7 rows').waitFor({ timeout: 100_000 });
  await page.evaluate(() => document.body.setAttribute('data-kept', ''));

  await change(component, '${rows} ${props', '${rows} lovely ${props');
  await page.getByText('7 lovely rows').waitFor();
  expect(await page.locator('body[data-kept]').count()).toBe(1);

  // A mistake is shown with its place; mended, the panel is there again.
  await change(component, '>{text}</div>', '>{text</div>');
  const overlay = page.locator('vite-error-overlay');
  await overlay
    .getByText(/TallyPanel\.svelte/)
    .first()
    .waitFor();
  await change(component, '>{text</div>', '>{text}</div>');
  await overlay.waitFor({ state: 'detached' });
  await page.getByText('7 lovely rows').waitFor();
  await page.context().close();
});
