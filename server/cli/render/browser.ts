import { existsSync } from 'node:fs';
import type { Browser } from 'playwright-core';
import { HeliostatError } from '@heliostat/sdk';
import type { CliEffects } from '../main.ts';

export type { Browser };

const places = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/** Nothing but what we ask for goes over the network. */
const quiet = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Playwright would end the process at once, with our server still open. */
const ours = { handleSIGINT: false, handleSIGTERM: false, handleSIGHUP: false };

/** A headless Chromium of this machine, closed when we are stopped. Throws UNAVAILABLE where there is none. */
export async function openBrowser({ environment, signal }: CliEffects): Promise<Browser> {
  const { chromium } = await import('playwright-core').catch((cause: unknown) => {
    throw new HeliostatError('UNAVAILABLE', 'render needs playwright-core', {
      hint: 'Install it with npm install playwright-core.',
      cause,
    });
  });
  const executablePath = findChromium(environment['CHROME_PATH'], chromium.executablePath());
  try {
    const browser = await chromium.launch({ executablePath, args: quiet, ...ours });
    const close = () => void browser.close().catch(() => undefined);
    if (signal.aborted) close();
    else signal.addEventListener('abort', close, { once: true });
    return browser;
  } catch (cause) {
    const [reason = ''] = String(cause).split('\n');
    throw new HeliostatError('UNAVAILABLE', `the browser did not start: ${reason}`, {
      hint: `Is ${executablePath} a Chromium? CHROME_PATH names another one.`,
      cause,
    });
  }
}

function findChromium(given: string | undefined, bundled: string): string {
  const found = given ?? [...places, bundled].find((place) => existsSync(place));
  if (found !== undefined && existsSync(found)) return found;
  throw new HeliostatError(
    'UNAVAILABLE',
    given === undefined ? 'no Chromium was found' : `CHROME_PATH: no such file: ${given}`,
    { hint: 'Install Chromium (Debian: apt-get install chromium), or set CHROME_PATH.' },
  );
}
