import { basename } from 'node:path';
import { watch, type ChokidarOptions, type FSWatcher } from 'chokidar';
import type { Logger } from '@heliostat/sdk';
import { codeOf, isHidden } from './read.ts';

/** Milliseconds without a hint after which a look is worth it, and the longest a hint waits. */
const quietMs = 80;
const longestMs = 300;
/** How often to look where the system cannot watch (too many files, a network drive). */
const pollMs = 500;

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
 * rename, truncate and recreate, so the look at the disk is what counts.
 */
export async function watchDirectory(root: string, options: WatchOptions): Promise<Watch> {
  const { look, log, watchFiles = watch } = options;
  const schedule = buildSchedule(look, log);
  const watcher = watchFiles(root, {
    ignoreInitial: true,
    followSymlinks: false,
    ignored: (path) => path !== root && isHidden(basename(path)),
  });
  let poll: NodeJS.Timeout | undefined;
  watcher.on('all', schedule.hint);
  await new Promise<void>((resolve) => {
    watcher.on('ready', resolve);
    watcher.on('error', (error) => {
      resolve();
      // Each folder that cannot be watched says so; once is enough.
      if (poll !== undefined) return;
      log.warn({ code: codeOf(error) }, 'cannot watch all files: looking twice a second instead');
      poll = setInterval(schedule.hint, pollMs).unref();
    });
  });
  return {
    close: async () => {
      clearInterval(poll);
      await Promise.all([watcher.close(), schedule.close()]);
    },
  };
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
