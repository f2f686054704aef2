import { createHash } from 'node:crypto';
import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { HeliostatError, type Logger } from '@heliostat/sdk';
import type { Effects } from '../../effects.ts';
import { isDocumentPath } from '../kinds.ts';
import type { Workspace } from '../workspace.ts';
import { buildCommits } from './commits.ts';
import { buildGit } from './git.ts';
import { hashOf, openKept, type Kept } from './kept.ts';
import { findDeleted, mergeVersions } from './merge.ts';
import type { Versions } from './versions.ts';

const maxDeleted = 100;

export interface OpenOptions {
  workspace: Workspace;
  dataDirectory: string;
  effects: Pick<Effects, 'log' | 'now'>;
}

/**
 * Earlier texts of dashboards: the commits of the git repository in which the workspace lies, if it does,
 * and what the server has seen on disk that is in none of them.
 */
export async function openVersions(options: OpenOptions): Promise<Versions> {
  const { workspace, dataDirectory, effects } = options;
  const root = await realpath(workspace.directory);
  const kept = await openKept(keptDirectory(dataDirectory, root), { now: effects.now });
  const commits = buildCommits(buildGit(root, sayOnce(effects.log)));
  const recorder = startRecording(workspace, { kept, effects });

  return {
    async list(path, first) {
      if (!isDocumentPath('dashboard', path)) return [];
      await recorder.settled();
      const [committed, seen] = await Promise.all([
        commits.list(path, first),
        kept.list(path, first),
      ]);
      const text = workspace.get('dashboard', path)?.text;
      const current = text === undefined ? undefined : hashOf(text);
      return mergeVersions({ committed, seen }, { current, first });
    },
    async read(path, id) {
      const isPath = isDocumentPath('dashboard', path);
      const text = isPath
        ? ((await kept.read(path, id)) ?? (await commits.read(path, id)))
        : undefined;
      if (text === undefined) throw noVersion(path, id);
      return text;
    },
    async deleted() {
      await recorder.settled();
      const found = [...(await kept.deleted()), ...(await commits.deleted())];
      const present = workspace.list('dashboard');
      const paths = new Set(present.map(({ path }) => path));
      const hashes = new Set(present.map(({ text }) => hashOf(text)));
      return findDeleted(found, { paths, hashes }).slice(0, maxDeleted);
    },
    async close() {
      await recorder.stop();
      await kept.close();
    },
  };
}

/** One data directory may serve several workspaces, one after another. */
function keptDirectory(dataDirectory: string, root: string): string {
  const name = createHash('sha256').update(root).digest('hex').slice(0, 16);
  return join(dataDirectory, 'versions', name);
}

/** A folder in no repository, and a repository without commits, are as they should be. */
const isNoMistake = /^fatal: (?:not a git repository|your current branch '.*' does not have any)/;

/** Why there are no commits is worth a line, not one for each look. */
function sayOnce(log: Logger): (reason: string) => void {
  const said = new Set<string>();
  return (reason) => {
    if (said.has(reason) || said.size >= 20) return;
    said.add(reason);
    const level = isNoMistake.test(reason) ? 'info' : 'warn';
    log[level]({ reason }, 'versions of dashboards: without commits of git');
  };
}

function noVersion(path: string, id: string): HeliostatError {
  const [shownPath, shownId] = [path, id].map((text) => text.slice(0, 200));
  return new HeliostatError('NOT_FOUND', `${shownPath}: no version ${JSON.stringify(shownId)}`, {
    hint: 'Take an id from the list of its versions.',
  });
}

interface Recording {
  kept: Kept;
  effects: OpenOptions['effects'];
}

/** Takes down every text that comes onto the disk, and what changed while no server ran. */
function startRecording(workspace: Workspace, { kept, effects }: Recording) {
  let last: Promise<unknown> = Promise.resolve();
  const record = (path: string): void => {
    const file = workspace.get('dashboard', path);
    // A file that cannot be read has no text; one with another kind of name cannot be saved either.
    if (file?.text === '' || !isDocumentPath('dashboard', path)) return;
    const now = effects.now();
    const atMs = Math.min(file?.modifiedAtMs ?? now, now);
    last = last
      .then(() => kept.record(path, file?.text ?? null, atMs))
      .catch((error: unknown) =>
        effects.log.error({ path, error: String(error) }, 'a version of a dashboard was not kept'),
      );
  };
  const stop = workspace.onChange(({ kind, path }) => {
    if (kind === 'dashboard') record(path);
  });
  const present = workspace.list('dashboard').map(({ path }) => path);
  for (const path of new Set([...present, ...kept.present()])) record(path);
  return {
    settled: () => last,
    stop: async () => {
      stop();
      await last;
    },
  };
}
