import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { watch, type ChokidarOptions, type FSWatcher } from 'chokidar';
import type { Logger } from '@heliostat/sdk';
import { codeOf, isHidden } from './read.ts';

/** Milliseconds without a hint after which a look is worth it, and the longest a hint waits. */
const quietMs = 80;
const longestMs = 300;
/** How often to look where the system cannot watch (too many files, a network drive). */
const pollMs = 500;
/** How often to see whether the folder is still the one that is watched: no system tells when one above it moves. */
const guardMs = 1000;

interface WatchOptions {
  /** Looks at the disk; never runs twice at a time. Returns true when it wants to look again soon. */
  look: () => Promise<boolean>;
  log: Logger;
  /** What hears of changes; default chokidar. */
  watchFiles?: (root: string, options: ChokidarOptions) => Hints;
}

/** The part of a chokidar watcher that is used. */
type Hints = Pick<FSWatcher, 'on' | 'close'>;

export interface Watch {
  close(): Promise<void>;
}

/**
 * Looks at a folder soon after anything changes in it. What the watcher says is only a hint: editors
 * rename, truncate and recreate, so the look at the disk is what counts. A folder that goes and comes
 * back, or another one in its place, is watched anew.
 */
export async function watchDirectory(root: string, options: WatchOptions): Promise<Watch> {
  const { look, log } = options;
  const schedule = buildSchedule(look, log);
  let watched: string | undefined;
  const opening = openWatcher();
  watched = await readIdentity(root);
  let watcher = await opening;
  let renewal = Promise.resolve();
  const guard = setInterval(() => {
    renewal = renewal.then(renew);
  }, guardMs).unref();

  function openWatcher(): Promise<Watch> {
    const onRemoved = (): void => (watched = undefined);
    return openHints(root, { ...options, hint: schedule.hint, onRemoved });
  }
  async function renew(): Promise<void> {
    const present = await readIdentity(root);
    if (present === watched) return;
    watched = present;
    if (present !== undefined) {
      await watcher.close();
      watcher = await openWatcher();
    }
    schedule.hint();
  }

  return {
    close: async () => {
      clearInterval(guard);
      await renewal;
      await Promise.all([watcher.close(), schedule.close()]);
    },
  };
}

interface HintOptions extends WatchOptions {
  hint: () => void;
  /** The folder itself is gone: nothing more will be heard. */
  onRemoved: () => void;
}

/** Hints of what changes below a folder; from a timer where the system cannot watch. */
async function openHints(root: string, options: HintOptions): Promise<Watch> {
  const { hint, onRemoved, log, watchFiles = watch } = options;
  const watcher = watchFiles(root, {
    ignoreInitial: true,
    followSymlinks: false,
    ignored: (path) => path !== root && isHidden(basename(path)),
  });
  let poll: NodeJS.Timeout | undefined;
  watcher.on('all', (event, path) => {
    if (event === 'unlinkDir' && path === root) onRemoved();
    hint();
  });
  await new Promise<void>((resolve) => {
    watcher.on('ready', resolve);
    watcher.on('error', (error) => {
      resolve();
      // Each folder that cannot be watched says so; once is enough.
      if (poll !== undefined) return;
      log.warn({ code: codeOf(error) }, 'cannot watch all files: looking twice a second instead');
      poll = setInterval(hint, pollMs).unref();
    });
  });
  return {
    close: async () => {
      clearInterval(poll);
      await watcher.close();
    },
  };
}

/**
 * What tells a folder from another one with its name; undefined when there is none. The number of a folder
 * that was removed is given to the next one that is made, so its birth belongs to it.
 */
async function readIdentity(root: string): Promise<string | undefined> {
  const stats = await stat(root, { bigint: true }).catch(() => undefined);
  if (stats?.isDirectory() !== true) return undefined;
  return `${stats.dev} ${stats.ino} ${stats.birthtimeNs}`;
}

function buildSchedule(look: () => Promise<boolean>, log: Logger) {
  let timer: NodeJS.Timeout | undefined;
  let firstHintMs = 0;
  let running: Promise<void> | undefined;
  let closed = false;

  function hint(): void {
    if (closed) return;
    // performance.now(): how long to wait is no business of the wall clock.
    const nowMs = performance.now();
    if (timer === undefined) firstHintMs = nowMs;
    clearTimeout(timer);
    const waitMs = Math.max(0, Math.min(quietMs, firstHintMs + longestMs - nowMs));
    timer = setTimeout(run, waitMs);
  }

  function run(): void {
    timer = undefined;
    if (running !== undefined) {
      hint();
      return;
    }
    running = look()
      .then((again) => (again ? hint() : undefined))
      .catch((error: unknown) =>
        log.error({ error: String(error) }, 'looking at the workspace failed'),
      )
      .finally(() => (running = undefined));
  }

  async function close(): Promise<void> {
    closed = true;
    clearTimeout(timer);
    await running;
  }

  return { hint, close };
}
