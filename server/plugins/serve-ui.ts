import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { HeliostatError, type Logger } from '@heliostat/sdk';
import type { PluginRegistry } from './registry.ts';
import { readUiPlugins } from './ui-plugins.ts';
import { spawnVite, type Vite } from './vite.ts';

/** The UI from its sources, for those who work on it or on a plugin. */
export interface ServedUi {
  /** Where the page is, without a slash at the end. */
  url: string;
  close(): Promise<void>;
}

const startWithinMs = 60_000;

/**
 * Has Vite serve the page with hot reload, the plugins from elsewhere in it; what it asks goes on to the
 * server at `url`. Throws UNAVAILABLE when Vite does not start.
 */
export async function serveUi(
  registry: PluginRegistry,
  url: string,
  log: Logger,
): Promise<ServedUi> {
  const flags = ['ui', '--host', '127.0.0.1', '--clearScreen', 'false'];
  // Vite takes the end of its input for ours unless CI says otherwise.
  const environment = { HELIOSTAT_SERVER: url, NODE_ENV: 'development', CI: '' };
  const vite = spawnVite(flags, await readUiPlugins(registry), environment);
  let isClosing = false;
  const ended = once(vite, 'close').then(() => {
    if (!isClosing)
      log.error({}, 'vite has ended: the page with hot reload is gone, restart to have it');
  });
  vite.stderr.pipe(process.stderr, { end: false });
  const close = async (): Promise<void> => {
    isClosing = true;
    vite.kill();
    await ended;
  };
  try {
    return { url: await readPageUrl(vite), close };
  } catch (thrown) {
    await close();
    throw thrown;
  }
}

/** What Vite says it listens on: 5173, or the next port that is free. */
async function readPageUrl(vite: Vite): Promise<string> {
  const late = setTimeout(() => vite.kill(), startWithinMs);
  try {
    for await (const line of createInterface(vite.stdout)) {
      const url = /Local: +(http:\/\/\S+?)\/?$/.exec(line)?.[1];
      if (url !== undefined) return url;
    }
  } finally {
    clearTimeout(late);
    vite.stdout.resume();
  }
  throw new HeliostatError('UNAVAILABLE', 'vite: ended before it served the page', {
    hint: 'Its last words are above; `npm ci` installs it, and start without --dev needs none of it.',
  });
}
