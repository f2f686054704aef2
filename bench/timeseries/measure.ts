import type { Browser, CDPSession, Page } from 'playwright-core';
import type { BuiltPage } from './build.ts';
import type { BenchCase, Library } from './cases.ts';
import type { BenchPage } from './page.ts';

/** Main-thread CPU in milliseconds; hover is per move. */
export interface Measured {
  /** The first chart of a page: code and all. */
  first: number;
  /** Another chart on the same page, as on a dashboard. */
  next: number;
  update: number;
  hover: number;
}

const updates = 7;
const moves = 60;

/** One fresh page: mounts the chart, replaces its data some times, moves the pointer over it. */
export async function measureOnce(
  browser: Browser,
  built: BuiltPage,
  { library, bench: chart }: { library: Library; bench: BenchCase },
): Promise<Measured> {
  const context = await browser.newContext({
    viewport: { width: 1040, height: 640 },
    deviceScaleFactor: chart.dpr,
  });
  try {
    const page = await context.newPage();
    await page.setContent('<!doctype html><html data-theme="light"><body></body></html>');
    await page.addStyleTag({ content: built.style });
    await page.addScriptTag({ content: built.script });
    const session = await context.newCDPSession(page);
    await session.send('Performance.enable');
    return await runSteps(page, session, { library, bench: chart });
  } finally {
    await context.close();
  }
}

/** In the page, where `page.ts` has put itself. */
declare const bench: BenchPage;

async function runSteps(
  page: Page,
  session: CDPSession,
  { library, bench: chart }: { library: Library; bench: BenchCase },
): Promise<Measured> {
  await page.evaluate((given) => bench.prepare(given), chart);
  await page.waitForTimeout(100);
  const first = await cpuOf(session, () => page.evaluate((name) => bench.mount(name), library));
  const next = await cpuOf(session, () => page.evaluate((name) => bench.mount(name), library));
  const rounds: number[] = [];
  for (let round = 1; round <= updates; round++)
    rounds.push(await cpuOf(session, () => page.evaluate((given) => bench.update(given), round)));
  const hover = await cpuOf(session, () => page.evaluate((count) => bench.hover(count), moves));
  return { first, next, update: median(rounds), hover: hover / moves };
}

/** CPU time that the page's main thread used during `action`. */
async function cpuOf(session: CDPSession, action: () => Promise<unknown>): Promise<number> {
  const before = await threadTime(session);
  await action();
  return (await threadTime(session)) - before;
}

async function threadTime(session: CDPSession): Promise<number> {
  const { metrics } = await session.send('Performance.getMetrics');
  const seconds = metrics.find((metric) => metric.name === 'ThreadTime')?.value;
  if (seconds === undefined) throw new Error('the browser does not report ThreadTime');
  return seconds * 1000;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? NaN;
}
