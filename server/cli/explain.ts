import { explainDocument } from '../workspace/format.ts';
import { documentOf } from '../workspace/kinds.ts';
import type { WorkspaceFile } from '../workspace/workspace.ts';
import { parseArguments, usageError } from './arguments.ts';
import { isError, toLine } from './issue-line.ts';
import { readJsonFile } from './json-file.ts';
import type { CliEffects } from './main.ts';
import { openTarget, type Target } from './target.ts';

/**
 * `heliostat explain FILE`: the file with every default spelled out. 1 when something is wrong in it, and what
 * that is: it is printed all the same, without the defaults that nobody knows.
 */
export async function explain(arguments_: string[], effects: CliEffects): Promise<number> {
  const [path, ...others] = parseArguments('explain', arguments_, {}).positionals;
  if (path === undefined || others.length > 0) throw usageError('explain', 'expected one FILE');
  const target = await openTarget(path, effects);
  const { kind, issues } = fileOf(target, path);
  effects.write(explainDocument(kind, await readJsonFile(path), target.state.around));
  for (const issue of issues)
    effects.writeError(toLine({ ...issue, file: target.shown(issue.file) }));
  if (!issues.some(isError)) return 0;
  effects.writeError(`${path}: what is wrong is not spelled out: mend it, and explain it again\n`);
  return 1;
}

function fileOf({ state, file }: Target, path: string): WorkspaceFile {
  const identity = file === undefined ? undefined : documentOf(file);
  const found = identity && state.get(identity.kind, identity.path);
  if (found === undefined) throw usageError('explain', `a folder, not a file: ${path}`);
  return found;
}
