import { EventEmitter } from 'node:events';
import type { FSWatcher } from 'chokidar';
import { afterEach, expect, test, vi } from 'vitest';
import { silent } from './testing.ts';
import { watchDirectory, type Watch } from './watch.ts';

/** A watcher of a system that has no watches left: `fail` is what it says of each folder. */
class Exhausted extends EventEmitter {
  isClosed = false;

  fail(): void {
    this.emit('error', Object.assign(new Error('too many open files'), { code: 'EMFILE' }));
  }
  async close(): Promise<void> {
    this.isClosed = true;
  }
}

let watch: Watch | undefined;
afterEach(() => watch?.close());

test('where the system cannot watch, the disk is looked at again and again, and that is said once', async () => {
  const hints = new Exhausted();
  const warnings: object[] = [];
  let looks = 0;
  const opening = watchDirectory('/workspace', {
    look: async () => ++looks === 0,
    log: { ...silent, warn: (fields) => void warnings.push(fields) },
    watchFiles: () => hints as unknown as FSWatcher,
  });
  // It never says that it is ready.
  for (let folder = 0; folder < 3; folder++) hints.fail();
  watch = await opening;
  await vi.waitFor(() => expect(looks).toBeGreaterThan(2), { timeout: 20_000, interval: 50 });
  expect(warnings).toEqual([{ code: 'EMFILE' }]);

  await watch.close();
  expect(hints.isClosed).toBe(true);
  const seen = looks;
  hints.emit('all', 'change', '/workspace/one.dashboard.json');
  await new Promise((resolve) => setTimeout(resolve, 1200));
  expect(looks).toBe(seen);
});
