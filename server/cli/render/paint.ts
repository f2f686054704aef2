import { HeliostatError } from '@heliostat/sdk';
import { deferred } from '../../query/deferred.ts';
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

/** For laying out and tracing, after the panels have had their own limit. */
const layoutMs = 20_000;

/** Pictures are for screens that show two pixels where CSS counts one. */
const deviceScaleFactor = 2;

/**
 * Opens the page, waits until it says that every panel is drawn, and takes its picture. Throws TIMEOUT; the
 * page goes with its browser.
 */
export async function paint(browser: Browser, url: string, order: PictureOrder): Promise<Picture> {
  const { size, limitMs } = order;
  const page = await browser.newPage({
    viewport: { width: size.width, height: Math.max(800, size.height) },
    colorScheme: size.theme,
    deviceScaleFactor,
  });
  await open(page, url, limitMs);
  return await within(limitMs + layoutMs, () => draw(page, order));
}

async function draw(page: Page, order: PictureOrder): Promise<Picture> {
  const { size, panel, limitMs, format } = order;
  const request = {
    ...{ panel, limitMs, width: size.width, height: size.height },
    paper: format === 'pdf' ? (size.isAcross ? 'across' : 'upright') : undefined,
  };
  const { svg, problems } = await page.evaluate(async (asked) => {
    const { heliostatRender } = globalThis as Offered;
    return (await heliostatRender?.(asked)) ?? { svg: '', problems: [] };
  }, request);
  return { bytes: await take(page, svg, order), problems };
}

/** A page that is busy hears no question and answers none: whoever waits for it needs an end of its own. */
async function within(limitMs: number, run: () => Promise<Picture>): Promise<Picture> {
  const late = deferred<never>();
  const timer = setTimeout(() => late.reject(unfinished(' in time')), limitMs);
  try {
    return await Promise.race([run(), late.promise]);
  } catch (thrown) {
    if (thrown instanceof HeliostatError) throw thrown;
    const [reason = ''] = String(thrown).split('\n');
    throw unfinished(`: ${reason}`, thrown);
  } finally {
    clearTimeout(timer);
  }
}

function unfinished(how: string, cause?: unknown): HeliostatError {
  return new HeliostatError('TIMEOUT', `the page did not draw its picture${how}`, {
    hint: 'Open it in a browser to see why; --timeout gives it more seconds.',
    cause,
  });
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
    // Nothing more is asked of the page: one that is busy would never answer.
    throw new HeliostatError('TIMEOUT', `the page did not open: ${failures[0] ?? url}`, {
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
