import { readFile } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import { HeliostatError, toHeliostatError, type ErrorCode } from '@heliostat/sdk';
import { parseText } from '../workspace/parse.ts';
import { toEtag } from '../workspace/state.ts';
import { replaceAtomically } from '../workspace/write.ts';
import type { WorkspaceFile } from '../workspace/workspace.ts';
import { parseArguments, usageError } from './arguments.ts';
import type { CliEffects } from './main.ts';
import { openRemote, type Remote } from './remote.ts';
import { openTarget, type Target } from './target.ts';

/** Which version of each file both sides had last; hidden, so that it is no file of the workspace. */
const memoryFile = '.heliostat-sync.json';

/** A workspace and a server that are to have the same dashboards. */
export interface Sync {
  target: Target;
  remote: Remote;
  /** Etags of the server by file. */
  theirs: ReadonlyMap<string, string>;
  /** Texts of the workspace by file. */
  mine: ReadonlyMap<string, string>;
  /** Where and why a file of the workspace cannot be read: its text is not what is on disk. */
  unreadable: ReadonlyMap<string, string>;
  /** Etags that both had last, by file. */
  common: Map<string, string>;
  isDryRun: boolean;
  isForced: boolean;
  ifMatch: string | undefined;
  effects: CliEffects;
}

/** Reads both sides, as far as the arguments choose them. */
export async function openSync(
  command: 'pull' | 'push',
  arguments_: string[],
  effects: CliEffects,
): Promise<Sync> {
  const { values, positionals } = parseArguments(command, arguments_, {
    url: { type: 'string', default: 'http://127.0.0.1:3300' },
    workspace: { type: 'string' },
    'dry-run': { type: 'boolean', default: false },
    force: { type: 'boolean', default: false },
    'if-match': { type: 'string' },
  });
  const ifMatch = readEtag(command, values['if-match']);
  const [chosen, ...others] = positionals;
  if (others.length > 0) throw usageError(command, 'expected one dashboard or folder');
  const target = await openTarget(values.workspace, effects);
  const remote = openRemote(values.url, effects);
  const local = target.state.list('dashboard');
  const listed = await remote.list();
  const isChosen = buildChoice(chosen, target, [
    ...listed.keys(),
    ...local.map(({ file }) => file),
  ]);
  const sync: Sync = {
    ...{ target, remote, effects },
    theirs: new Map([...listed].filter(([file]) => isChosen(file))),
    mine: new Map(local.filter(({ file }) => isChosen(file)).map(({ file, text }) => [file, text])),
    unreadable: new Map(local.filter(isUnreadable).map((file) => [file.file, placeOf(file)])),
    common: await readMemory(target.root, remote.url),
    ...{ isDryRun: values['dry-run'], isForced: values.force, ifMatch },
  };
  const files = new Set([...sync.theirs.keys(), ...sync.mine.keys()]);
  if (chosen !== undefined && files.size === 0)
    throw new HeliostatError('NOT_FOUND', `no dashboard or folder of that name: ${chosen}`, {
      hint: 'Give a path in the workspace, like social/overview or social, or a file of it.',
    });
  if (sync.ifMatch !== undefined && files.size !== 1)
    throw usageError(command, '--if-match goes with one dashboard');
  return sync;
}

/** Of a command that writes to the server. A shell takes the quotes of an etag for its own. */
function readEtag(command: 'pull' | 'push', given: string | undefined): string | undefined {
  if (given === undefined) return;
  if (command === 'pull') throw usageError(command, '--if-match goes with push');
  return /^(W\/)?"/.test(given) ? given : `"${given}"`;
}

/** What is told of a file is what was decoded: other bytes than those of UTF-8 are not in it. */
function isUnreadable({ text, etag }: WorkspaceFile): boolean {
  return text === '' || toEtag(text) !== etag;
}

/** `1:15 not valid UTF-8`. */
function placeOf({ issues: [first] }: WorkspaceFile): string {
  return first === undefined
    ? '1:1 cannot be read'
    : `${first.line}:${first.column} ${first.message}`;
}

/**
 * `engagement`, `engagement/overview` or `engagement/overview.dashboard.json`; where no file is called so, the
 * same as a path from the current folder.
 */
function buildChoice(
  chosen: string | undefined,
  { root }: Target,
  files: readonly string[],
): (file: string) => boolean {
  if (chosen === undefined) return () => true;
  const isNamed = named(chosen);
  if (files.some(isNamed)) return isNamed;
  const place = relative(root, resolve(chosen)).split(sep).join('/');
  return place === '' ? () => true : named(place);
}

function named(name: string): (file: string) => boolean {
  const path = name.replace(/\/$/, '').replace(/\.dashboard\.json$/, '');
  return (file) => file === `${path}.dashboard.json` || file.startsWith(`${path}/`);
}

/** Whether the workspace has changed a file since both sides had the same. */
export function isChangedHere({ mine, common }: Sync, file: string): boolean {
  const text = mine.get(file);
  return text !== undefined && toEtag(text) !== common.get(file);
}

/** Writes a file of the workspace; what cannot be written is named as a person here would. */
export function writeHere({ target }: Sync, file: string, text: string): Promise<void> {
  return replaceAtomically({ root: target.root, file, shown: target.shown(file) }, text);
}

/** What is only wrong with one file; whatever else stops a command would stop it at each. */
const ofFile: readonly ErrorCode[] = [
  'INVALID_FILE',
  'INVALID_REQUEST',
  'LIMIT_EXCEEDED',
  'NOT_FOUND',
  'PAYLOAD_TOO_LARGE',
];

/** Whether it was done; what is wrong with the one file is told. */
export async function orTell({ effects }: Sync, run: () => Promise<boolean>): Promise<boolean> {
  try {
    return await run();
  } catch (thrown) {
    const { code, message, hint } = toHeliostatError(thrown);
    if (!ofFile.includes(code)) throw thrown;
    effects.writeError(`${message}\n${hint === undefined ? '' : `  ${hint}\n`}`);
    return false;
  }
}

/** Does it, and remembers what both sides have then, also where it was stopped. */
export async function rememberAfter(sync: Sync, run: () => Promise<void>): Promise<void> {
  try {
    await run();
  } catch (thrown) {
    // Why it was stopped is worth more than what it could not remember.
    await saveMemory(sync).catch(() => undefined);
    throw thrown;
  }
  await saveMemory(sync);
}

async function saveMemory(sync: Sync): Promise<void> {
  const { target, remote, common, isDryRun } = sync;
  if (isDryRun) return;
  const text = memoryText(remote.url, common);
  const nothing = memoryText(remote.url, new Map());
  const before = await readFile(join(target.root, memoryFile), 'utf8').catch(() => nothing);
  if (text === before) return;
  try {
    await writeHere(sync, memoryFile, text);
  } catch (cause) {
    const { code, message, hint = '' } = toHeliostatError(cause);
    throw new HeliostatError(code, message, {
      hint: `${hint} The dashboards are where they should be, but which version both sides have is not remembered.`,
      cause,
    });
  }
}

function memoryText(url: string, common: ReadonlyMap<string, string>): string {
  const files = Object.fromEntries([...common].sort(([a], [b]) => (a < b ? -1 : 1)));
  return `${JSON.stringify({ url, files }, null, 2)}\n`;
}

async function readMemory(root: string, url: string): Promise<Map<string, string>> {
  const text = await readFile(join(root, memoryFile), 'utf8').catch(() => '{}');
  const { problems, value } = parseText(text);
  const memory = (problems.length > 0 ? null : value) as {
    url?: string;
    files?: Record<string, string>;
  } | null;
  // What another server had says nothing about this one.
  return new Map(memory?.url === url ? Object.entries(memory.files ?? {}) : []);
}
