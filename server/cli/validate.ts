import { checkPipelines } from '../streams/pipeline/check.ts';
import { checkPolicies } from '../workspace/policies.ts';
import { byPlace } from '../workspace/state.ts';
import type { FileIssue } from '../workspace/workspace.ts';
import { onePath, parseArguments, usageError } from './arguments.ts';
import { isError, toLine } from './issue-line.ts';
import type { CliEffects } from './main.ts';
import { openTarget } from './target.ts';

const formats: Readonly<Record<string, (issues: readonly FileIssue[], checked: string) => string>> =
  {
    text: (issues, checked) => issues.map(toLine).join('') + toSummary(issues, checked),
    json: (issues) => `${JSON.stringify(issues, null, 2)}\n`,
    github: (issues) => issues.map(toAnnotation).join(''),
  };

/** `heliostat validate`: prints what is wrong, sorted by place. 1 when there are errors, else 0. */
export async function validate(arguments_: string[], effects: CliEffects): Promise<number> {
  const { path, format } = parseFlags(arguments_);
  const target = await openTarget(path, effects);
  const issues = [
    ...target.state.issues(),
    ...checkPipelines(target),
    ...checkPolicies(target.state),
  ]
    .sort(byPlace)
    .filter(({ file }) => target.file === undefined || file === target.file)
    .map((issue) => ({ ...issue, file: target.shown(issue.file) }));
  effects.write(format(issues, target.shown(target.file ?? '') || '.'));
  return issues.some(isError) ? 1 : 0;
}

function parseFlags(arguments_: string[]) {
  const { values, positionals } = parseArguments('validate', arguments_, {
    format: { type: 'string', default: 'text' },
  });
  const format = Object.hasOwn(formats, values.format) ? formats[values.format] : undefined;
  if (format === undefined) {
    const known = Object.keys(formats).join(', ');
    throw usageError('validate', `--format: expected one of ${known}, got ${values.format}`);
  }
  return { path: onePath('validate', positionals), format };
}

function toSummary(issues: readonly FileIssue[], checked: string): string {
  const errors = issues.filter(isError).length;
  if (issues.length === 0) return `no problems in ${checked}\n`;
  return `${count(errors, 'error')}, ${count(issues.length - errors, 'warning')}\n`;
}

function count(n: number, word: string): string {
  return `${n} ${word}${n === 1 ? '' : 's'}`;
}

/** https://docs.github.com/actions/reference/workflow-commands: `%` and line ends are escaped. */
function toAnnotation({ severity, file, line, column, path, message }: FileIssue): string {
  const text = path === '' ? message : `${path}: ${message}`;
  const place = `file=${escapeProperty(file)},line=${line},col=${column}`;
  return `::${severity} ${place}::${escapeText(text)}\n`;
}

function escapeText(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeText(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
