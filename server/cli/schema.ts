import { join } from 'node:path';
import { composeSchema } from '../workspace/json-schema.ts';
import { kindNames } from '../workspace/kinds.ts';
import { replaceAtomically } from '../workspace/write.ts';
import type { WorkspaceKind } from '../workspace/workspace.ts';
import { parseArguments, usageError } from './arguments.ts';
import type { CliEffects } from './main.ts';
import { openTarget, type Target } from './target.ts';

/** `heliostat schema`: prints the JSON Schema of a kind of file, or writes those of all kinds. */
export async function schema(arguments_: string[], effects: CliEffects): Promise<number> {
  const { values, positionals } = parseArguments('schema', arguments_, {
    out: { type: 'string' },
    workspace: { type: 'string' },
  });
  const [name = 'dashboard', ...others] = positionals;
  const kind = kindNames.find((known) => known === name);
  if (kind === undefined || others.length > 0)
    throw usageError('schema', `expected one of ${kindNames.join(', ')}, got ${name}`);
  const target = await openTarget(values.workspace, effects);
  if (values.out === undefined) effects.write(print(kind, target));
  else await writeAll(values.out, target);
  return 0;
}

async function writeAll(directory: string, target: Target): Promise<void> {
  for (const kind of kindNames) {
    const file = `${kind}.v1.json`;
    const place = { root: directory, file, shown: join(directory, file) };
    await replaceAtomically(place, print(kind, target));
  }
}

function print(kind: WorkspaceKind, { plugins, state }: Target): string {
  return `${JSON.stringify(composeSchema(kind, plugins, state.around.datasources), null, 2)}\n`;
}
