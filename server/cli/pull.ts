import { toEtag } from '../workspace/state.ts';
import { writeAtomically } from '../workspace/write.ts';
import type { CliEffects } from './main.ts';
import { isChangedHere, openSync, saveMemory, tellConflict, type Sync } from './sync.ts';

/**
 * `heliostat pull`: dashboards of a server into the workspace. What was changed here since the last pull or
 * push is not written over. 1 when something is changed on both sides.
 */
export async function pull(arguments_: string[], effects: CliEffects): Promise<number> {
  const sync = await openSync('pull', arguments_, effects);
  let conflicts = 0;
  for (const file of sync.theirs.keys()) if (!(await pullFile(sync, file))) conflicts++;
  await saveMemory(sync);
  return conflicts > 0 ? 1 : 0;
}

/** False where both sides have changed the file. */
async function pullFile(sync: Sync, file: string): Promise<boolean> {
  const { theirs, mine, common, target, effects } = sync;
  const etag = theirs.get(file) ?? '';
  const text = mine.get(file);
  if (text !== undefined && toEtag(text) === etag) common.set(file, etag);
  if (common.get(file) === etag && text !== undefined) return true;
  if (isChangedHere(sync, file) && !sync.isForced) {
    await tellConflict(sync, file, 'pull --force takes the version of the server.');
    return false;
  }
  effects.write(`${text === undefined ? 'new' : 'changed'} ${target.shown(file)}\n`);
  if (sync.isDryRun) return true;
  const read = await sync.remote.read(file);
  await writeAtomically(target.root, file, read.text);
  common.set(file, read.etag);
  return true;
}
