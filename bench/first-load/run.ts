import { cp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser } from 'playwright-core';
import { openBrowser } from '../../ui/e2e/browser.ts';
import { measureFirstLoad } from '../../ui/e2e/first-load.ts';
import { pastOrders } from '../../ui/e2e/orders.ts';
import { wallOfAllTypes, wallSize } from '../../ui/e2e/wall.ts';
import { withDirectory } from '../harness/directory.ts';
import { Server } from '../harness/server.ts';
import { quantile } from '../harness/statistics.ts';
import { toTable } from '../harness/table.ts';

const visits = Number(process.env['BENCH_FIRST_LOAD_VISITS'] ?? 10);
/** A server that has just started and taken orders is busy for a moment; its visitors come later. */
const restMs = 3000;
const fixtures = join(import.meta.dirname, '../../ui/e2e/fixtures/workspace');
const wall = wallOfAllTypes();

/** From navigation to the last panel of a dashboard with one of every type, each visit with nothing cached. */
export async function run(): Promise<string> {
  return await withDirectory(async (directory) => {
    const workspace = join(directory, 'workspace');
    await cp(fixtures, workspace, { recursive: true });
    await writeFile(join(workspace, 'shop/wall.dashboard.json'), JSON.stringify(wall));
    const server = new Server({ dataDirectory: join(directory, 'data'), workspace });
    const browser = await openBrowser();
    try {
      const url = await server.url();
      await ingest(url);
      await sleep(restMs);
      return await measure(browser, `${url}/d/shop/wall?refresh=off`);
    } finally {
      await browser.close();
      await server.stop();
    }
  });
}

async function ingest(url: string): Promise<void> {
  const response = await fetch(`${url}/ingest/v1/orders`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(pastOrders(6, 3000)),
  });
  if (!response.ok) throw new Error(`orders: ${response.status} ${await response.text()}`);
}

async function measure(browser: Browser, url: string): Promise<string> {
  const visit = { url, panels: Object.keys(wall.panels).length, size: wallSize };
  const first = await measureFirstLoad(browser, visit);
  const others: number[] = [];
  for (let i = 0; i < visits; i++) others.push(await measureFirstLoad(browser, visit));
  const median = quantile(others, 0.5);
  return toTable(
    ['to the last panel, ms', 'first visit', 'median', 'fastest', 'slowest'],
    [
      [
        `${visit.panels} panels, ${visits} visits after the first`,
        ...[first, median, quantile(others, 0), quantile(others, 1)].map(Math.round),
      ],
    ],
  );
}
