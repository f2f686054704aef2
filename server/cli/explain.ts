import { explainDocument } from '../workspace/format.ts';
import { documentOf } from '../workspace/kinds.ts';
import type { WorkspaceFile } from '../workspace/workspace.ts';
import { parseArguments, usageError } from './arguments.ts';
import { readJsonFile } from './json-file.ts';
import type { CliEffects } from './main.ts';
import { openTarget, type Target } from './target.ts';

/** `heliostat explain FILE`: the file with every default spelled out. */
export async function explain(arguments_: string[], effects: CliEffects): Promise<number> {
  const [path, ...others] = parseArguments('explain', arguments_, {}).positionals;
  if (path === undefined || others.length > 0) throw usageError('explain', 'expected one FILE');
  const target = await openTarget(path, effects);
  const { kind } = fileOf(target, path);
  effects.write(explainDocument(kind, await readJsonFile(path), target.state.around));
  return 0;
}

function fileOf({ state, file }: Target, path: string): WorkspaceFile {
  const identity = file === undefined ? undefined : documentOf(file);
  const found = identity && state.get(identity.kind, identity.path);
  if (found === undefined) throw usageError('explain', `a folder, not a file: ${path}`);
  return found;
}
