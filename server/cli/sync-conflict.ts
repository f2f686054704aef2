import { diffDashboards, diffTrees } from '@heliostat/sdk/diff';
import { formatDocument } from '../workspace/format.ts';
import { documentOf } from '../workspace/kinds.ts';
import { parseText } from '../workspace/parse.ts';
import { hasForm } from '../workspace/validate.ts';
import { isChangedHere, type Sync } from './sync.ts';

/** What was not done to it. */
type Left = 'pulled' | 'pushed';

/** A file that the server has otherwise than expected: who has changed it, what differs, what can be done. */
export async function tellConflict(sync: Sync, file: string, left: Left): Promise<false> {
  const { target, remote, effects, mine } = sync;
  const { text, etag } = await remote.read(file);
  const { why, advice } = explain(sync, file, etag);
  const lines = describe(sync, file, { from: text, to: mine.get(file) ?? '' });
  effects.writeError(
    `${target.shown(file)}: not ${left}: ${why}\n` +
      lines.map((line) => `  ${line}\n`).join('') +
      `  ${left === 'pulled' ? 'pull --force takes the version of the server' : advice}.\n`,
  );
  return false;
}

function explain(sync: Sync, file: string, etag: string): { why: string; advice: string } {
  const over = `push with --if-match and the etag above to write over it`;
  if (sync.ifMatch !== undefined)
    return {
      why: `the server's version is ${etag}, and not ${sync.ifMatch}`,
      advice: `pull first, or ${over}`,
    };
  if (!sync.common.has(file))
    return {
      why: `the server has another, which was never pulled, whose version is ${etag}`,
      advice: `pull --force takes it, or ${over}`,
    };
  if (!isChangedHere(sync, file))
    return {
      why: `changed on the server since it was pulled, not here; its version is ${etag}`,
      advice: `pull takes it, or ${over}`,
    };
  return {
    why: `changed here and on the server, whose version is ${etag}`,
    advice: `pull first, or ${over}`,
  };
}

/** Says of a file that cannot be read what it is, and that it was left alone; false where it can be. */
export function tellUnreadable(
  { unreadable, target, effects }: Sync,
  file: string,
  left: Left,
): boolean {
  const place = unreadable.get(file);
  if (place === undefined) return false;
  effects.writeError(`${target.shown(file)}:${place.replace(' ', ` not ${left}: `)}\n`);
  return true;
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
