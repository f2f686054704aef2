import { toHeliostatError } from '@heliostat/sdk';
import { formatDocument } from '../workspace/format.ts';
import { kindNames } from '../workspace/kinds.ts';
import { parseText } from '../workspace/parse.ts';
import { toEtag } from '../workspace/state.ts';
import { replaceAtomically } from '../workspace/write.ts';
import type { WorkspaceFile } from '../workspace/workspace.ts';
import { onePath, parseArguments } from './arguments.ts';
import type { CliEffects } from './main.ts';
import { openTarget, type Target } from './target.ts';

/**
 * `heliostat fmt`: writes files in their canonical form and lists those it changed. With `--check` it
 * only lists them. 1 when a file is no JSON or cannot be written, or with `--check` when there is one to change; else 0.
 */
export async function fmt(arguments_: string[], effects: CliEffects): Promise<number> {
  const { path, isCheck } = parseFlags(arguments_);
  const target = await openTarget(path, effects);
  let failed = false;
  for (const file of filesOf(target)) {
    const text = toCanonical(file, target);
    if (text === file.text) continue;
    const complaint =
      text === undefined
        ? toComplaint(file, target)
        : isCheck
          ? undefined
          : await write(file.file, text, target);
    failed ||= isCheck || complaint !== undefined;
    if (complaint !== undefined) effects.writeError(complaint);
    else effects.write(`${target.shown(file.file)}\n`);
  }
  return failed ? 1 : 0;
}

/** One file that cannot be written is no reason to go without the others: what is wrong with it. */
async function write(
  file: string,
  text: string,
  { root, shown }: Target,
): Promise<string | undefined> {
  try {
    await replaceAtomically({ root, file, shown: shown(file) }, text);
    return undefined;
  } catch (thrown) {
    const { message, hint = '' } = toHeliostatError(thrown);
    return `${message}\n  ${hint}\n`;
  }
}

function parseFlags(arguments_: string[]) {
  const { values, positionals } = parseArguments('fmt', arguments_, {
    check: { type: 'boolean', default: false },
  });
  return { path: onePath('fmt', positionals), isCheck: values.check };
}

function filesOf({ state, file }: Target): WorkspaceFile[] {
  return kindNames
    .flatMap((kind): readonly WorkspaceFile[] => state.list(kind))
    .filter((document) => file === undefined || document.file === file);
}

/** Undefined when the file is no JSON in UTF-8: what cannot be read is never written. */
function toCanonical({ kind, text, etag }: WorkspaceFile, { state }: Target): string | undefined {
  if (toEtag(text) !== etag) return undefined;
  const { problems, value } = parseText(text);
  return problems.length > 0 ? undefined : formatDocument(kind, value, state.around);
}

function toComplaint({ file, issues: [first] }: WorkspaceFile, { shown }: Target): string {
  const place = first === undefined ? '' : `:${first.line}:${first.column}`;
  return `${shown(file)}${place} not formatted: ${first?.message ?? 'cannot be read'}\n`;
}
