import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser } from 'playwright-core';
import { BarePage, type BareSize } from './bare-page.ts';

const tabOpeningMs = 1000;
const lookEveryMs = 500;
const looks = 120;

/** What is opened, with nothing cached. */
export interface FirstVisit {
  url: string;
  /** How many panels it has. */
  panels: number;
  size: BareSize;
}

/** Milliseconds from navigation until the last panel of a dashboard was drawn. Throws after a minute. */
export async function measureFirstLoad(browser: Browser, visit: FirstVisit): Promise<number> {
  const page = await BarePage.open(browser, visit.size);
  try {
    await page.addInitScript(measureDrawing, visit.panels);
    // What is measured is the page: not how long a browser takes to open a tab beside it.
    await sleep(tabOpeningMs);
    await page.goto(visit.url);
    return await readDrawn(page);
  } finally {
    await page.close();
  }
}

async function readDrawn(page: BarePage): Promise<number> {
  for (let look = 0; look < looks; look += 1) {
    await sleep(lookEveryMs);
    const drawnMs = await page.evaluate(
      `performance.getEntriesByName('panels drawn')[0]?.duration`,
    );
    if (typeof drawnMs === 'number') return drawnMs;
  }
  const text = await page.evaluate('document.body.innerText.slice(0, 2000)');
  throw new Error(`the panels were not drawn: ${String(text)}`);
}

/**
 * Runs in the page from its start: measures until the last change of the page, when so many panels are drawn. It
 * looks now and then, for to look at every frame makes the browser draw every frame.
 */
function measureDrawing(count: number): void {
  const quietMs = 500;
  const lookEveryMs = 100;
  let changedAt = 0;
  const watch = (): void =>
    new MutationObserver(() => (changedAt = performance.now())).observe(document.body, {
      ...{ subtree: true, childList: true, attributes: true },
    });
  document.addEventListener('DOMContentLoaded', watch);
  const isDrawn = (panel: Element): boolean =>
    panel.querySelector('[aria-busy=true], figure:empty, .mount:empty, [role=alert]') === null;
  const look = (): void => {
    const panels = [...document.querySelectorAll('[data-panel]')];
    const isQuiet = performance.now() - changedAt > quietMs;
    if (isQuiet && panels.length === count && panels.every(isDrawn))
      performance.measure('panels drawn', { start: 0, end: changedAt });
    else setTimeout(look, lookEveryMs);
  };
  setTimeout(look, quietMs);
}
