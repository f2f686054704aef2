import { isUtf8 } from 'node:buffer';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { HeliostatError } from '@heliostat/sdk';
import { diffDashboards, diffTrees, type DashboardChange } from '@heliostat/sdk/diff';
import { formatDocument } from '../workspace/format.ts';
import { documentOf } from '../workspace/kinds.ts';
import { parseBytes, parseText } from '../workspace/parse.ts';
import { positionAt } from '../workspace/positions.ts';
import { codeOf, listFiles, readPath } from '../workspace/read.ts';
import type { Surroundings } from '../workspace/shape.ts';
import { hasForm } from '../workspace/validate.ts';
import type { WorkspaceKind } from '../workspace/workspace.ts';
import { parseArguments, usageError } from './arguments.ts';
import type { CliEffects } from './main.ts';
import { isRevision, readRevision } from './revision.ts';
import { openTarget } from './target.ts';

/** What is said about one file. */
interface FileDiff {
  file: string;
  type: 'added' | 'removed' | 'changed';
  changes: readonly DashboardChange[];
}

/** One side of a comparison: texts by name; a single file has the empty name. */
interface Side {
  shown: string;
  isFile: boolean;
  texts: ReadonlyMap<string, string>;
}

/**
 * `heliostat diff A B`: what a person would say changed between two files, folders or revisions. 0 when
 * both say the same, 1 when they differ, 2 when they cannot be compared.
 */
export async function diff(arguments_: string[], effects: CliEffects): Promise<number> {
  const { values, positionals } = parseArguments('diff', arguments_, {
    json: { type: 'boolean', default: false },
  });
  const [a, b, ...others] = positionals;
  if (a === undefined || b === undefined || others.length > 0)
    throw usageError('diff', `expected two files or folders, got ${positionals.length}`);
  const [before, after] = [await readSide(a), await readSide(b)];
  if (before.isFile !== after.isFile)
    throw usageError('diff', `a file and a folder cannot be compared: ${a} ${b}`);
  const around = await surroundingsOf([b, a], effects);
  const found = compareSides(before, after, around);
  effects.write(values.json ? `${JSON.stringify(found, null, 2)}\n` : toText(found));
  return found.length > 0 ? 1 : 0;
}

async function readSide(path: string): Promise<Side> {
  const found = await stat(path).catch(codeOf);
  if (typeof found !== 'string') return readDisk(path, found.isDirectory());
  if (found !== 'ENOENT') throw cannotCompare(path, `cannot be read: ${found}`);
  if (!isRevision(path)) throw cannotCompare(path, 'no such file or folder');
  const texts = await readRevision(path, (name) => documentOf(name) !== undefined);
  return { shown: path, isFile: texts.has(''), texts };
}

async function readDisk(path: string, isFolder: boolean): Promise<Side> {
  const names = isFolder ? (await listFiles(path)).files : [''];
  const texts = new Map<string, string>();
  // One after another: of many at once the system opens only some.
  for (const name of names) {
    const { bytes, problem } = await readPath(join(path, name));
    if (bytes === undefined) throw cannotCompare(join(path, name), problem ?? 'cannot be read');
    texts.set(name, readText(bytes, join(path, name)));
  }
  return { shown: path, isFile: !isFolder, texts };
}

/** Two texts of other bytes than those of UTF-8 could look the same. */
function readText(bytes: Buffer, name: string): string {
  if (isUtf8(bytes)) return bytes.toString();
  const { text, problems } = parseBytes(bytes);
  const [{ offset, message } = { offset: 0, message: 'not valid UTF-8' }] = problems;
  const { line, column } = positionAt(text, offset);
  throw cannotCompare(`${name}:${line}:${column}`, message);
}

/** Plugins and bindings of the workspace that a side on disk lies in: they know the defaults. */
async function surroundingsOf(
  paths: readonly string[],
  effects: CliEffects,
): Promise<Surroundings> {
  for (const path of paths) {
    const stats = await stat(path).catch(() => undefined);
    const isWorkspace = stats?.isDirectory() === true || documentOf(nameOf(path)) !== undefined;
    if (stats !== undefined && isWorkspace) return (await openTarget(path, effects)).state.around;
  }
  return (await openTarget(undefined, effects)).state.around;
}

function compareSides(before: Side, after: Side, around: Surroundings): FileDiff[] {
  const names = [...new Set([...before.texts.keys(), ...after.texts.keys()])].sort();
  return names.flatMap((name): FileDiff[] => {
    const file = name === '' ? after.shown : name;
    const [from, to] = [before.texts.get(name), after.texts.get(name)];
    if (from === undefined) return [{ file, type: 'added', changes: [] }];
    if (to === undefined) return [{ file, type: 'removed', changes: [] }];
    if (from === to) return [];
    const changes = compareTexts(
      { name: shownName(before, name), text: from },
      { name: shownName(after, name), text: to },
      around,
    );
    return changes.length === 0 ? [] : [{ file, type: 'changed', changes }];
  });
}

interface NamedText {
  name: string;
  text: string;
}

function compareTexts(from: NamedText, to: NamedText, around: Surroundings): DashboardChange[] {
  const kind = documentOf(nameOf(to.name))?.kind ?? documentOf(nameOf(from.name))?.kind;
  const before = parse(from, kind, around);
  const after = parse(to, kind, around);
  return hasForm('dashboard', before) && hasForm('dashboard', after)
    ? diffDashboards(before, after)
    : diffTrees(before, after);
}

/** In canonical form, where a default that is spelled out is left out. */
function parse(
  { name, text }: NamedText,
  kind: WorkspaceKind | undefined,
  around: Surroundings,
): unknown {
  const { problems, value } = parseText(text);
  const [problem] = problems;
  if (problem === undefined)
    return kind === undefined ? value : JSON.parse(formatDocument(kind, value, around));
  const { line, column } = positionAt(text, problem.offset);
  throw cannotCompare(`${name}:${line}:${column}`, problem.message);
}

function shownName({ shown, isFile }: Side, name: string): string {
  if (isFile) return shown;
  return /[:/]$/.test(shown) ? `${shown}${name}` : `${shown}/${name}`;
}

/** `main:dashboards/datasources.json` → `datasources.json`: what says which kind of file it is. */
function nameOf(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf(':')) + 1);
}

function cannotCompare(what: string, reason: string): HeliostatError {
  return new HeliostatError('INVALID_OPTIONS', `${what}: ${reason}`, {
    hint: 'Give a file, a folder, or REVISION:PATH inside a git repository.',
  });
}

function toText(found: readonly FileDiff[]): string {
  return found
    .map(({ file, type, changes }) =>
      type === 'changed'
        ? `${file}\n${changes.map(({ text }) => `  ${text}\n`).join('')}`
        : `${file} ${type}\n`,
    )
    .join('');
}
