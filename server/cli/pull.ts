import { toEtag } from '../workspace/state.ts';
import type { CliEffects } from './main.ts';
import { mergeBoth } from './pull-merge.ts';
import { tellConflict, tellUnreadable } from './sync-conflict.ts';
import { isChangedHere, openSync, orTell, rememberAfter, writeHere, type Sync } from './sync.ts';

/**
 * `heliostat pull`: dashboards of a server into the workspace. What was changed here since the last pull or
 * push is not written over, and merged with what was changed there. 1 when both have changed the same, or
 * something cannot be had.
 */
export async function pull(arguments_: string[], effects: CliEffects): Promise<number> {
  const sync = await openSync('pull', arguments_, effects);
  let missed = 0;
  const pullAll = async () => {
    for (const file of sync.theirs.keys()) if (!(await pullOrTell(sync, file))) missed++;
  };
  await rememberAfter(sync, pullAll);
  return missed > 0 ? 1 : 0;
}

/** One file that cannot be had is no reason to go without the others. */
function pullOrTell(sync: Sync, file: string): Promise<boolean> {
  const isLeft = () => !sync.isForced && tellUnreadable(sync, file, 'pulled');
  return orTell(sync, async () => !isLeft() && pullFile(sync, file));
}

/** False where both sides have changed the same. */
async function pullFile(sync: Sync, file: string): Promise<boolean> {
  const { theirs, mine, common, target, effects } = sync;
  const etag = theirs.get(file) ?? '';
  const text = mine.get(file);
  if (text !== undefined && toEtag(text) === etag) common.set(file, etag);
  if (common.get(file) === etag && text !== undefined) return true;
  if (isChangedHere(sync, file) && !sync.isForced) return mergeFile(sync, file);
  if (!sync.isDryRun) {
    const read = await sync.remote.read(file);
    await writeHere(sync, file, read.text);
    common.set(file, read.etag);
  }
  effects.write(`${text === undefined ? 'new' : 'changed'} ${target.shown(file)}\n`);
  return true;
}

/** What both sides have changed, each another part; false where it is the same part. */
async function mergeFile(sync: Sync, file: string): Promise<boolean> {
  const { target, effects, common } = sync;
  const { text, etag } = await sync.remote.read(file);
  const merged = await mergeBoth(sync, file, text);
  if (merged === undefined) return tellConflict(sync, file, 'pulled');
  if (!sync.isDryRun) {
    await writeHere(sync, file, merged);
    common.set(file, etag);
  }
  effects.write(`merged ${target.shown(file)}\n`);
  return true;
}
