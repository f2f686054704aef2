import { Value } from '@sinclair/typebox/value';
import { parseTree } from 'jsonc-parser';
import { withDefaults, type TObject } from '@heliostat/sdk';
import { checkOptions, formatPath } from '@heliostat/sdk/check';
import { fileOf, isDocumentPath, kinds } from './kinds.ts';
import { migrateDocument } from './migrate.ts';
import type { ParsedText, Problem } from './parse.ts';
import { offsetInString, offsetOf, positionAt, type KeyPath } from './positions.ts';
import { checkReferences } from './references.ts';
import { shapeOf, type Surroundings } from './shape.ts';
import type { FileIssue, WorkspaceKind, WorkspaceKinds } from './workspace.ts';

/** Something wrong at a place of a document. */
export interface Finding {
  path: KeyPath;
  message: string;
  severity?: 'error' | 'warning';
  /** Show it at the key instead of the value. */
  at?: 'key';
  /** Show it so many characters into the value, which is a text. */
  character?: number;
}

/** Which document a text is, or would be. */
export interface Identity {
  kind: WorkspaceKind;
  path: string;
}

/** Everything wrong with a file, in the order of the text: syntax, or schema and references. */
export function validateText(
  identity: Identity,
  parsed: ParsedText,
  around: Surroundings,
): FileIssue[] {
  const file = fileOf(identity.kind, identity.path);
  const issues = parsed.problems.map((problem) => toIssue(file, parsed.text, problem));
  if (!isDocumentPath(identity.kind, identity.path)) issues.push(nameIssue(file));
  if (parsed.problems.length > 0) return issues;
  const findings = validateDocument(identity, parsed.value, around);
  return [...issues, ...locate(file, parsed.text, findings)].sort(byPosition);
}

/** Whether a parsed value has the form of its kind, whatever plugins and other files say. */
export function hasForm<Kind extends WorkspaceKind>(
  kind: Kind,
  value: unknown,
): value is WorkspaceKinds[Kind] {
  return Value.Check(kinds[kind].schema, value);
}

function validateDocument(identity: Identity, written: unknown, around: Surroundings): Finding[] {
  const { kind } = identity;
  const { document: value, findings: older } = migrateDocument(kind, written, around);
  const shape = shapeOf(kind, value, around);
  const findings = [...older, ...checkShape(shape, value)];
  // The rules of a policy need nothing of each other.
  if (kind === 'policy' || hasForm(kind, value))
    findings.push(...checkReferences(identity, value, around));
  return findings;
}

function checkShape(shape: TObject, value: unknown): Finding[] {
  return checkOptions(shape, withDefaults(shape, value))
    .filter(({ path }) => !isInterpolated(value, path))
    .map(({ path, message }) => ({
      path,
      message,
      ...(message.startsWith('unknown key') && { at: 'key' as const }),
    }));
}

/** `${PORT}` in `datasources.json` becomes a value of the right type only when the server starts. */
function isInterpolated(value: unknown, path: KeyPath): boolean {
  if (path[0] !== 'datasources' || path[2] !== 'settings') return false;
  const at = path.reduce<unknown>(
    (inner, key) => (inner as Record<string | number, unknown> | undefined)?.[key],
    value,
  );
  return typeof at === 'string' && /\$\{[A-Za-z_][A-Za-z0-9_]*\}/.test(at);
}

/** Findings with their line and column. */
export function locate(file: string, text: string, findings: readonly Finding[]): FileIssue[] {
  // Trees are large, so they are not kept: a text is parsed again when something is wrong in it.
  const tree = findings.length > 0 ? parseTree(text) : undefined;
  return findings.map(({ path, message, severity = 'error', at, character }) => {
    const offset = tree === undefined ? 0 : offsetOf(tree, path, at);
    const shown = character === undefined ? offset : offsetInString(text, offset, character);
    return { severity, file, ...positionAt(text, shown), path: formatPath(path), message };
  });
}

function toIssue(file: string, text: string, { offset, message }: Problem): FileIssue {
  return { severity: 'error', file, ...positionAt(text, offset), path: '', message };
}

function nameIssue(file: string): FileIssue {
  const message = `file name: expected lower-case letters, digits and dashes, like engagement/overview, and nothing that Windows reserves, like con or nul`;
  return { severity: 'error', file, line: 1, column: 1, path: '', message };
}

function byPosition(a: FileIssue, b: FileIssue): number {
  return a.line - b.line || a.column - b.column;
}
