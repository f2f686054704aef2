import { HeliostatError } from '@heliostat/sdk';
import type { Effects } from '../effects.ts';
import type { PluginRegistry } from '../plugins/registry.ts';
import { buildLook } from './look.ts';
import { openDirectory } from './read.ts';
import { removeDocument, saveDocument } from './save.ts';
import { WorkspaceState } from './state.ts';
import { watchDirectory } from './watch.ts';
import type { Workspace, WorkspaceChange } from './workspace.ts';

export interface OpenOptions {
  directory: string;
  plugins: PluginRegistry;
  effects: Pick<Effects, 'log'>;
}

/** Loads and watches a workspace. Throws HeliostatError NOT_FOUND when the folder cannot be read. */
export async function openWorkspace(options: OpenOptions): Promise<Workspace> {
  const { log } = options.effects;
  const root = await openDirectory(options.directory);
  const state = new WorkspaceState(options.plugins);
  const listeners = new Set<(change: WorkspaceChange) => void>();
  const look = buildLook(root, state);
  const exclusive = buildExclusive();

  function tell(changes: readonly WorkspaceChange[]): void {
    for (const change of changes) for (const listener of listeners) notify(listener, change);
  }
  function notify(listener: (change: WorkspaceChange) => void, change: WorkspaceChange): void {
    try {
      listener(change);
    } catch (error) {
      log.error({ ...change, error: String(error) }, 'a listener of the workspace failed');
    }
  }
  async function lookAndTell(): Promise<boolean> {
    const { changes, again } = await exclusive(() => look());
    tell(changes);
    return again;
  }

  // Watching starts before the first look, so that nothing written in between is missed.
  const watch = await watchDirectory(root, { look: lookAndTell, log });
  await exclusive(() => look({ settled: true }));

  return {
    directory: options.directory,
    get: (kind, path) => state.get(kind, path),
    list: (kind) => state.list(kind),
    parse: (kind, text) => state.parse(kind, text),
    issues: () => state.issues(),
    save: async (change) => {
      tell(await exclusive(() => saveDocument(change, { root, state })));
      return found(state.get(change.kind, change.path), change.path);
    },
    remove: async (change) => tell(await exclusive(() => removeDocument(change, { root, state }))),
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: async () => {
      listeners.clear();
      await watch.close();
    },
  };
}

/** Runs one task at a time, in the order they were asked for. */
function buildExclusive() {
  let last: Promise<unknown> = Promise.resolve();
  return <T>(task: () => Promise<T>): Promise<T> => {
    const next = last.then(task, task);
    last = next.catch(() => undefined);
    return next;
  };
}

function found<T>(file: T | undefined, path: string): T {
  if (file !== undefined) return file;
  throw new HeliostatError('NOT_FOUND', `${path}: removed while it was saved`);
}
