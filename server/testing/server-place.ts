import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect } from 'vitest';
import { countOrders } from './order-client.ts';
import { startServer, until, type ServerProcess, type StartOptions } from './start-server.ts';

const fixture = join(import.meta.dirname, 'fixtures/workspace');

/** A folder for each test of a file, with a workspace of orders and a data directory in it. */
export interface ServerPlace {
  readonly directory: string;
  readonly workspace: string;
  readonly data: string;
  /** Starts a server there; what still runs after the test is killed. */
  start(options?: Pick<StartOptions, 'flags' | 'environment'>): Promise<ServerProcess>;
}

/** Registers the making and the removing of the folder with vitest. */
export function useServerPlace(): ServerPlace {
  let directory = '';
  let running: ServerProcess | undefined;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'heliostat-start-'));
    cpSync(fixture, join(directory, 'workspace'), { recursive: true });
  });
  afterEach(async () => {
    if (running?.isRunning() === true) await running.kill();
    rmSync(directory, { recursive: true, force: true });
  });
  return {
    get directory() {
      return directory;
    },
    get workspace() {
      return join(directory, 'workspace');
    },
    get data() {
      return join(directory, 'data');
    },
    async start(options = { flags: ['--log-level', 'warn'] }) {
      running = await startServer({ workspace: this.workspace, data: this.data, ...options });
      return running;
    },
  };
}

/** Waits until both tables hold what was acknowledged; then nothing may be missing or twice. */
export async function expectExactly(server: ServerProcess, ids: number): Promise<void> {
  await until(`${ids} orders in both tables`, async () => {
    const { rows, inWindows } = await countOrders(server.url);
    return rows >= ids && inWindows >= ids;
  });
  expect(await countOrders(server.url)).toEqual({ rows: ids, ids, inWindows: ids });
}
