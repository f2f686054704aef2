import { HeliostatError } from '@heliostat/sdk';
import { documentOf, fileOf } from '../kinds.ts';
import type { Git } from './git.ts';
import type { SourceVersion, VersionSource } from './versions.ts';

const maxDeletions = 500;
/** Of the commits of one file, where one of them is looked for by its id. */
const maxCommits = 1000;
const maxMessageLength = 200;

const format = '--format=%H%x00%ct%x00%an%x00%s';
const raw = ['--raw', '--no-abbrev', '-z', '-M', '--no-ext-diff', '--no-textconv', format];

/** The commits that touched a dashboard's file, also under an earlier name. */
export function buildCommits(git: Git): VersionSource {
  const log = async (path: string, first: number): Promise<Commit[]> => {
    const limits = ['--follow', `--max-count=${first}`, '--diff-filter=AMRTD'];
    const output = await git(['log', ...limits, ...raw, '--', fileOf('dashboard', path)]);
    return output === undefined ? [] : parseLog(output);
  };

  return {
    list: async (path, first) => (await log(path, first)).flatMap(toVersion),
    read: async (path, id) => {
      if (!/^([0-9a-f]{40}|[0-9a-f]{64})$/.test(id)) return;
      // Only what is a version of this file: the repository may hold more than one may see here.
      const commit = (await log(path, maxCommits)).find((one) => one.id === id);
      const hash = commit?.files[0]?.hash;
      if (hash === undefined) return;
      const text = await git(['cat-file', 'blob', hash]);
      if (text === undefined) throw missing(path, id);
      return text.toString();
    },
    deleted: async () => {
      const limits = ['--relative', `--max-count=${maxDeletions}`, '--diff-filter=D'];
      const output = await git(['log', ...limits, ...raw, '--', '.']);
      return (output === undefined ? [] : parseLog(output)).flatMap(({ files, ...commit }) =>
        files.flatMap(({ name, hash }) => {
          const place = documentOf(name);
          return place?.kind === 'dashboard' ? [{ ...commit, path: place.path, hash }] : [];
        }),
      );
    },
  };
}

function missing(path: string, id: string): HeliostatError {
  return new HeliostatError('UNAVAILABLE', `${path}: git has not the text of commit ${id}`, {
    hint: 'A partial clone leaves texts out: get them with `git fetch --refetch --no-filter`. Else look with `git fsck`.',
  });
}

interface Commit extends Omit<SourceVersion, 'hash'> {
  files: readonly { name: string; hash: string; isDeletion: boolean }[];
}

/** A commit that took the file away is no text of it. */
function toVersion({ files: [file], ...commit }: Commit): SourceVersion[] {
  return file === undefined || file.isDeletion ? [] : [{ ...commit, hash: file.hash }];
}

/** NUL-separated: hash, seconds, author, subject; then for each file `:modes hashes status` and its names. */
function parseLog(output: Buffer): Commit[] {
  const words = output.toString().split('\0');
  const commits: Commit[] = [];
  for (let at = 0; at + 3 < words.length;) {
    const [id = '', seconds = '', author = '', message = ''] = words.slice(at, at + 4);
    const { files, next } = parseFiles(words, at + 4);
    const atMs = Number(seconds) * 1000;
    commits.push({ id, atMs, author, message: message.slice(0, maxMessageLength), files });
    at = next;
  }
  return commits;
}

function parseFiles(words: readonly string[], start: number) {
  const files: Commit['files'][number][] = [];
  let at = start;
  for (let match = rawLine(words[at]); match !== null; match = rawLine(words[at])) {
    const [, before = '', after = '', status = ''] = match;
    const isRename = status === 'R' || status === 'C';
    const isDeletion = status === 'D';
    const name = words[at + (isRename ? 2 : 1)] ?? '';
    files.push({ name, hash: isDeletion ? before : after, isDeletion });
    at += isRename ? 3 : 2;
  }
  return { files, next: at };
}

function rawLine(word: string | undefined): RegExpExecArray | null {
  return /^\n?:\d+ \d+ ([0-9a-f]+) ([0-9a-f]+) ([A-Z])\d*$/.exec(word ?? '');
}
