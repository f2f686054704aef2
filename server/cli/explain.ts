import { HeliostatError } from '@heliostat/sdk';
import { explainDocument } from '../workspace/format.ts';
import { documentOf } from '../workspace/kinds.ts';
import { parseText } from '../workspace/parse.ts';
import { positionAt } from '../workspace/positions.ts';
import type { WorkspaceFile } from '../workspace/workspace.ts';
import { parseArguments, usageError } from './arguments.ts';
import type { CliEffects } from './main.ts';
import { openTarget, type Target } from './target.ts';

/** `heliostat explain FILE`: the file with every default spelled out. */
export async function explain(arguments_: string[], effects: CliEffects): Promise<number> {
  const [path, ...others] = parseArguments('explain', arguments_, {}).positionals;
  if (path === undefined || others.length > 0) throw usageError('explain', 'expected one FILE');
  const target = await openTarget(path, effects);
  const { kind, text } = fileOf(target, path);
  const { problems, value } = parseText(text);
  const [problem] = problems;
  if (problem !== undefined) {
    const { line, column } = positionAt(text, problem.offset);
    throw new HeliostatError('INVALID_FILE', `${path}:${line}:${column}: ${problem.message}`);
  }
  effects.write(explainDocument(kind, value, target.state.around));
  return 0;
}

function fileOf({ state, file }: Target, path: string): WorkspaceFile {
  const identity = file === undefined ? undefined : documentOf(file);
  const found = identity && state.get(identity.kind, identity.path);
  if (found === undefined) throw usageError('explain', `a folder, not a file: ${path}`);
  return found;
}
