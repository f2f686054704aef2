import type { FileIssue } from '../workspace/workspace.ts';

/** An issue as a person reads it, `file:line:column`, and a line end. */
export function toLine({ severity, file, line, column, path, message }: FileIssue): string {
  const place = path === '' ? '' : `${path}: `;
  return `${file}:${line}:${column} ${severity} ${place}${message}\n`;
}

export function isError({ severity }: FileIssue): boolean {
  return severity === 'error';
}
