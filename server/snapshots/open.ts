import { join } from 'node:path';
import type { Annotations } from '../annotations/annotations.ts';
import type { Effects } from '../effects.ts';
import { Limiter } from '../query/limiter.ts';
import type { QueryService } from '../query/service.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { freeze } from './freeze.ts';
import type { Snapshots } from './snapshots.ts';
import { SnapshotStore } from './store.ts';

export interface SnapshotsOptions {
  dataDirectory: string;
  queries: QueryService;
  workspace: Workspace;
  annotations: Annotations;
  effects: Effects;
  limits?: SnapshotLimits;
}

export interface SnapshotLimits {
  /** The results of one. */
  maxBytes: number;
  maxTotalBytes: number;
  maxCount: number;
}

const defaultLimits: SnapshotLimits = {
  maxBytes: 32 * 1024 * 1024,
  maxTotalBytes: 1024 * 1024 * 1024,
  maxCount: 1000,
};
const sweepEveryMs = 600_000;

/** Snapshots in `snapshots/` of the data directory; those that expired are deleted every ten minutes. */
export async function openSnapshots(options: SnapshotsOptions): Promise<Snapshots> {
  const { dataDirectory, effects, limits = defaultLimits, ...sources } = options;
  const directory = join(dataDirectory, 'snapshots');
  const { log } = effects;
  const now = () => effects.now();
  const store = await SnapshotStore.open({ directory, now, log, ...limits });
  // Each holds up to `maxBytes` in memory until it is written.
  const limiter = new Limiter({ total: 2, perCaller: 2, queue: 16 });
  const timer = setInterval(() => void store.sweep(), sweepEveryMs);
  timer.unref();
  return {
    async make(input, caller, signal) {
      const release = await limiter.acquire(caller.name, signal);
      try {
        const { maxBytes } = limits;
        const context = { ...sources, now, maxBytes };
        return await store.add(await freeze(input, { caller, signal }, context));
      } finally {
        release();
      }
    },
    get: (id) => store.get(id),
    results: (id) => store.results(id),
    list: async () => store.list(),
    revoke: (id) => store.revoke(id),
    close: () => clearInterval(timer),
  };
}
