import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'playwright-core';

const tabOpeningMs = 1000;

/** Sends a page that has shown nothing yet to a dashboard: milliseconds until its last panel was drawn. */
export async function measureFirstLoad(page: Page, url: string, panels: number): Promise<number> {
  await page.addInitScript(measureDrawing, panels);
  // What is measured is the page: not how long a browser takes to open a tab beside it.
  await sleep(tabOpeningMs);
  await page.goto(url);
  const drawn = await page.waitForFunction(
    () => performance.getEntriesByName('panels drawn')[0]?.duration,
    undefined,
    { timeout: 60_000, polling: 200 },
  );
  const drawnMs = await drawn.jsonValue();
  if (drawnMs === undefined) throw new Error('the panels were not drawn');
  return drawnMs;
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
    panel.querySelector('[aria-busy=true], figure:empty, .mount:empty') === null;
  const look = (): void => {
    const panels = [...document.querySelectorAll('[data-panel]')];
    const isQuiet = performance.now() - changedAt > quietMs;
    if (isQuiet && panels.length === count && panels.every(isDrawn))
      performance.measure('panels drawn', { start: 0, end: changedAt });
    else setTimeout(look, lookEveryMs);
  };
  setTimeout(look, quietMs);
}
