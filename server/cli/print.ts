import { access } from 'node:fs/promises';
import { resolve } from 'node:path';
import { HeliostatError } from '@heliostat/sdk';
import { buildImporter } from '../plugins/import.ts';
import { formatDocument } from '../workspace/format.ts';
import { parseText } from '../workspace/parse.ts';
import { validateText } from '../workspace/validate.ts';
import { parseArguments, usageError } from './arguments.ts';
import type { CliEffects } from './main.ts';
import { openTarget } from './target.ts';

/**
 * `heliostat print FILE.ts`: the dashboard that a module exports by default, as the file it stands for. 1
 * when it is not valid, with what is wrong; it is printed all the same.
 */
export async function print(arguments_: string[], effects: CliEffects): Promise<number> {
  const { values, positionals } = parseArguments('print', arguments_, {
    workspace: { type: 'string' },
  });
  const [path, ...others] = positionals;
  if (path === undefined || others.length > 0) throw usageError('print', 'expected one FILE.ts');
  const { default: document } = await importModule(path);
  if (typeof document !== 'object' || document === null)
    throw new HeliostatError('INVALID_FILE', `${path}: no dashboard as its default export`, {
      hint: 'Write export default defineDashboard({ … }).',
    });
  const { around } = (await openTarget(values.workspace, effects)).state;
  const text = formatDocument('dashboard', document, around);
  effects.write(text);
  const issues = validateText({ kind: 'dashboard', path: 'printed' }, parseText(text), around);
  for (const { severity, path, message } of issues)
    effects.writeError(`${severity} ${path}: ${message}\n`);
  return issues.some(({ severity }) => severity === 'error') ? 1 : 0;
}

async function importModule(path: string): Promise<Record<string, unknown>> {
  await access(path).catch((cause: unknown) => {
    throw new HeliostatError('NOT_FOUND', `no such file: ${path}`, { cause });
  });
  try {
    return await buildImporter()(resolve(path));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new HeliostatError('INVALID_FILE', `${path}: cannot be imported: ${reason}`, { cause });
  }
}
