import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { HeliostatError } from '@heliostat/sdk';
import { diffDashboards, diffTrees } from '@heliostat/sdk/diff';
import { formatDocument } from '../workspace/format.ts';
import { documentOf } from '../workspace/kinds.ts';
import { parseText } from '../workspace/parse.ts';
import { toEtag } from '../workspace/state.ts';
import { hasForm } from '../workspace/validate.ts';
import { writeAtomically } from '../workspace/write.ts';
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
  const [chosen, ...others] = positionals;
  if (others.length > 0) throw usageError(command, 'expected one dashboard or folder');
  const target = await openTarget(values.workspace, effects);
  const remote = openRemote(values.url, effects);
  const isChosen = buildChoice(chosen);
  const local = target.state.list('dashboard').map(({ file, text }) => [file, text] as const);
  const sync: Sync = {
    ...{ target, remote, effects },
    theirs: new Map([...(await remote.list())].filter(([file]) => isChosen(file))),
    mine: new Map(local.filter(([file]) => isChosen(file))),
    common: await readMemory(target.root, remote.url),
    ...{ isDryRun: values['dry-run'], isForced: values.force, ifMatch: values['if-match'] },
  };
  const files = new Set([...sync.theirs.keys(), ...sync.mine.keys()]);
  if (chosen !== undefined && files.size === 0)
    throw new HeliostatError('NOT_FOUND', `no dashboard or folder of that name: ${chosen}`);
  if (sync.ifMatch !== undefined && files.size !== 1)
    throw usageError(command, '--if-match goes with one dashboard');
  return sync;
}

/** `engagement`, `engagement/overview` or `engagement/overview.dashboard.json`. */
function buildChoice(chosen: string | undefined): (file: string) => boolean {
  if (chosen === undefined) return () => true;
  const path = chosen.replace(/\/$/, '').replace(/\.dashboard\.json$/, '');
  return (file) => file === `${path}.dashboard.json` || file.startsWith(`${path}/`);
}

/** Whether the workspace has changed a file since both sides had the same. */
export function isChangedHere({ mine, common }: Sync, file: string): boolean {
  const text = mine.get(file);
  return text !== undefined && toEtag(text) !== common.get(file);
}

/** Both sides have changed a file: what differs, and what can be done. */
export async function tellConflict(sync: Sync, file: string, advice: string): Promise<void> {
  const { text, etag } = await sync.remote.read(file);
  const lines = describe(sync, file, { from: text, to: sync.mine.get(file) ?? '' });
  sync.effects.writeError(
    `${file}: changed here and on the server, whose version is ${etag}\n` +
      lines.map((line) => `  ${line}\n`).join('') +
      `  ${advice}\n`,
  );
}

function describe({ target }: Sync, file: string, { from, to }: { from: string; to: string }) {
  const [before, after] = [from, to].map((text): unknown => {
    const { problems, value } = parseText(text);
    const kind = documentOf(file)?.kind;
    if (problems.length > 0 || kind === undefined) return text;
    return JSON.parse(formatDocument(kind, value, target.state.around));
  });
  const changes =
    hasForm('dashboard', before) && hasForm('dashboard', after)
      ? diffDashboards(before, after)
      : diffTrees(before, after);
  return changes.map(({ text }) => `here: ${text}`);
}

/** Remembers what both sides have now. */
export async function saveMemory({ target, remote, common, isDryRun }: Sync): Promise<void> {
  if (isDryRun) return;
  const files = Object.fromEntries([...common].sort(([a], [b]) => (a < b ? -1 : 1)));
  const text = `${JSON.stringify({ url: remote.url, files }, null, 2)}\n`;
  await writeAtomically(target.root, memoryFile, text);
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
