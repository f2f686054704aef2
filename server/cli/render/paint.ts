import { HeliostatError } from '@heliostat/sdk';
import type { Browser, Page } from 'playwright-core';

export type PictureFormat = 'png' | 'svg' | 'pdf';

export interface PictureSize {
  /** CSS pixels. */
  width: number;
  /** Of one panel; a dashboard is as high as it is. */
  height: number;
  paper: 'a4' | 'letter';
  isAcross: boolean;
  theme: 'light' | 'dark';
}

export interface PictureOrder {
  format: PictureFormat;
  size: PictureSize;
  panel: string | undefined;
  limitMs: number;
}

export interface Picture {
  bytes: Uint8Array;
  problems: readonly { panel: string; title: string; message: string }[];
}

/** What the page offers to whoever opens it with `?render`; see ui/src/picture/automation.ts. */
interface Offered {
  heliostatRender?: (request: object) => Promise<{ svg: string; problems: Picture['problems'] }>;
}

/** Pictures are for screens that show two pixels where CSS counts one. */
const deviceScaleFactor = 2;

/** Opens the page, waits until it says that every panel is drawn, and takes its picture. */
export async function paint(browser: Browser, url: string, order: PictureOrder): Promise<Picture> {
  const { size, panel, limitMs, format } = order;
  const page = await browser.newPage({
    viewport: { width: size.width, height: Math.max(800, size.height) },
    colorScheme: size.theme,
    deviceScaleFactor,
  });
  try {
    await open(page, url, limitMs);
    const request = {
      ...{ panel, limitMs, width: size.width, height: size.height },
      paper: format === 'pdf' ? (size.isAcross ? 'across' : 'upright') : undefined,
    };
    const { svg, problems } = await page.evaluate(async (asked) => {
      const { heliostatRender } = globalThis as Offered;
      return (await heliostatRender?.(asked)) ?? { svg: '', problems: [] };
    }, request);
    return { bytes: await take(page, svg, order), problems };
  } finally {
    await page.close();
  }
}

async function open(page: Page, url: string, limitMs: number): Promise<void> {
  const failures: string[] = [];
  page.on('pageerror', (error) => failures.push(error.message));
  try {
    await page.goto(url, { timeout: limitMs, waitUntil: 'commit' });
    await page.waitForFunction(() => 'heliostatRender' in globalThis, undefined, {
      timeout: limitMs,
    });
  } catch (cause) {
    const why = failures[0] ?? (await page.title().catch(() => ''));
    throw new HeliostatError('TIMEOUT', `the page did not open: ${why || url}`, {
      hint: 'Open it in a browser to see why; --timeout gives it more seconds.',
      cause,
    });
  }
}

async function take(page: Page, svg: string, { format, size }: PictureOrder): Promise<Uint8Array> {
  if (format === 'svg') return new TextEncoder().encode(`${svg}\n`);
  if (format === 'png') return await page.locator('[data-sheet]').screenshot({ type: 'png' });
  return await page.pdf({
    format: size.paper,
    landscape: size.isAcross,
    printBackground: true,
  });
}
