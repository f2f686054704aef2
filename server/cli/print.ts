import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { HeliostatError, toHeliostatError } from '@heliostat/sdk';
import { buildImporter } from '../plugins/import.ts';
import { formatDocument } from '../workspace/format.ts';
import { parseText } from '../workspace/parse.ts';
import { validateText } from '../workspace/validate.ts';
import { parseArguments, usageError } from './arguments.ts';
import type { CliEffects } from './main.ts';
import { openTarget } from './target.ts';
import { findUnsayable } from './unsayable.ts';

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
  const text = formatDocument('dashboard', toJson(document, path), around);
  effects.write(text);
  const issues = validateText({ kind: 'dashboard', path: 'printed' }, parseText(text), around);
  for (const { severity, path: at, message } of issues)
    effects.writeError(`${path}: ${severity} ${at === '' ? '' : `${at}: `}${message}\n`);
  return issues.some(({ severity }) => severity === 'error') ? 1 : 0;
}

/** What a module gives as a file can say it. Throws INVALID_FILE with the place of what none can. */
function toJson(document: object, path: string): unknown {
  const problem = findUnsayable(document);
  if (problem === undefined) return JSON.parse(JSON.stringify(document)) as unknown;
  throw new HeliostatError('INVALID_FILE', `${path}: ${problem}`, {
    hint: 'A dashboard is a file: texts, numbers, booleans, null, lists and plain objects.',
  });
}

async function importModule(path: string): Promise<Record<string, unknown>> {
  const stats = await stat(path).catch((cause: unknown) => {
    throw new HeliostatError('NOT_FOUND', `no such file: ${path}`, {
      hint: 'Give a module with export default defineDashboard({ … }).',
      cause,
    });
  });
  if (stats.isDirectory())
    throw new HeliostatError('INVALID_FILE', `${path}: a folder, not a module`, {
      hint: 'Give one file, with export default defineDashboard({ … }).',
    });
  try {
    return await buildImporter()(resolve(path));
  } catch (cause) {
    const { message } = toHeliostatError(cause);
    throw new HeliostatError('INVALID_FILE', `${path}: cannot be imported: ${message}`, { cause });
  }
}
