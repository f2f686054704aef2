import { createHash } from 'node:crypto';
import type { Effects } from '../effects.ts';
import type { Workspace, WorkspaceFile } from '../workspace/workspace.ts';
import type { Annotations } from './annotations.ts';

/** A file that goes and an equal one that comes within this time are one that was moved. */
const togetherMs = 60_000;
/** A checkout may bring and take many at once. */
const maxTraces = 20_000;

interface FollowOptions {
  workspace: Pick<Workspace, 'get' | 'list' | 'onChange'>;
  annotations: Pick<Annotations, 'move'>;
  effects: Pick<Effects, 'now' | 'log'>;
}

interface Trace {
  type: 'added' | 'removed';
  path: string;
  content: string;
  atMs: number;
}

/**
 * Takes the annotations of a dashboard along when its file gets another path, whoever moves it: the user
 * interface, `mv`, or a pull. Those of a deleted one wait under its path, as its versions do. Returns what
 * stops it, when the last move is done.
 */
export function followMoves({
  workspace,
  annotations,
  effects,
}: FollowOptions): () => Promise<void> {
  const contents = new Map(workspace.list('dashboard').map((file) => [file.path, contentOf(file)]));
  let traces: Trace[] = [];
  let last: Promise<unknown> = Promise.resolve();

  const follow = (trace: Trace): void => {
    // What happens to a path makes void what happened to it before: it is there again, or gone again.
    traces = traces
      .filter(({ atMs, path }) => trace.atMs - atMs <= togetherMs && path !== trace.path)
      .slice(-maxTraces);
    const other = traces.findLast(
      ({ type, content }) => type !== trace.type && content === trace.content,
    );
    if (other === undefined) {
      traces.push(trace);
      return;
    }
    traces = traces.filter((one) => one !== other);
    const [from, to] = trace.type === 'removed' ? [trace, other] : [other, trace];
    last = last
      .then(() => annotations.move(from.path, to.path))
      .catch((error: unknown) =>
        effects.log.error(
          { from: from.path, to: to.path, error: String(error) },
          'annotations of a moved dashboard stay under its old path',
        ),
      );
  };

  const stop = workspace.onChange(({ type, kind, path }) => {
    if (kind !== 'dashboard') return;
    const file = workspace.get('dashboard', path);
    const content = file === undefined ? contents.get(path) : contentOf(file);
    if (file === undefined) contents.delete(path);
    else contents.set(path, contentOf(file));
    if (type !== 'changed' && content !== undefined)
      follow({ type, path, content, atMs: effects.now() });
  });
  return async () => {
    stop();
    await last;
  };
}

/** All but the title, which people give anew when they move a dashboard. */
function contentOf({ document, text }: WorkspaceFile<'dashboard'>): string {
  const content = document === undefined ? text : JSON.stringify({ ...document, title: '' });
  return createHash('sha256').update(content).digest('base64url');
}
