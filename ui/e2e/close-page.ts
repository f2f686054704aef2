import { expect } from 'vitest';
import type { WatchedPage } from './browser.ts';

/** Ends a page in which nothing may have gone wrong. */
export async function closePage({ page, problems }: WatchedPage): Promise<void> {
  await page.context().close();
  expect(problems).toEqual([]);
}
