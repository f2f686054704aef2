import type { Caller } from '../auth/permissions.ts';
import type { Workspace } from '../workspace/workspace.ts';
import type { QueryService } from './service.ts';

/** Of the dashboards there are when the server starts: those that somebody works on. */
const mostAtStart = 20;

const server: Caller = { name: 'server', permissions: new Set(['query:run']) };

/**
 * Anticipates dashboards before anybody opens them: the last changed ones at the start, then each that
 * changes. One at a time, so that what people ask meanwhile hardly waits. Returns what ends it.
 */
export function readAhead(workspace: Workspace, queries: QueryService): () => void {
  const waiting = new Set(lastChanged(workspace));
  let isReading = false;
  const read = async (): Promise<void> => {
    if (isReading) return;
    isReading = true;
    for (const path of waiting) {
      waiting.delete(path);
      const document = workspace.get('dashboard', path)?.document;
      if (document !== undefined) await queries.anticipate({ path, document, caller: server });
    }
    isReading = false;
  };
  const forget = workspace.onChange(({ kind, path }) => {
    if (kind !== 'dashboard') return;
    waiting.add(path);
    void read();
  });
  void read();
  return () => {
    forget();
    waiting.clear();
  };
}

function lastChanged(workspace: Workspace): string[] {
  return workspace
    .list('dashboard')
    .toSorted((a, b) => b.modifiedAtMs - a.modifiedAtMs)
    .slice(0, mostAtStart)
    .map(({ path }) => path);
}
