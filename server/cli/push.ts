import { HeliostatError } from '@heliostat/sdk';
import { toEtag } from '../workspace/state.ts';
import { writeAtomically } from '../workspace/write.ts';
import type { CliEffects } from './main.ts';
import { openSync, saveMemory, tellConflict, type Sync } from './sync.ts';

/**
 * `heliostat push`: dashboards of the workspace to a server. A version that nobody here has seen is not
 * written over. 1 when something is changed on both sides.
 */
export async function push(arguments_: string[], effects: CliEffects): Promise<number> {
  const sync = await openSync('push', arguments_, effects);
  let conflicts = 0;
  try {
    for (const file of sync.mine.keys()) if (!(await pushFile(sync, file))) conflicts++;
  } finally {
    await saveMemory(sync);
  }
  return conflicts > 0 ? 1 : 0;
}

/** False where the server has a version that is not known here. */
async function pushFile(sync: Sync, file: string): Promise<boolean> {
  const { theirs, mine, common, effects } = sync;
  const text = mine.get(file) ?? '';
  const etag = theirs.get(file);
  if (etag === toEtag(text)) {
    common.set(file, etag);
    return true;
  }
  const known = sync.ifMatch ?? (sync.isForced ? etag : common.get(file));
  if (etag !== undefined && etag !== known) return conflict(sync, file);
  effects.write(`${etag === undefined ? 'new' : 'changed'} ${file}\n`);
  return sync.isDryRun || send(sync, file, etag);
}

async function send(sync: Sync, file: string, etag: string | undefined): Promise<boolean> {
  const { mine, common, remote, target } = sync;
  const text = mine.get(file) ?? '';
  try {
    const written = await remote.write(file, text, etag);
    common.set(file, written);
    // The server writes the canonical form: here it is taken over, so that both have the same bytes.
    if (written !== toEtag(text))
      await writeAtomically(target.root, file, (await remote.read(file)).text);
    return true;
  } catch (thrown) {
    // Somebody was faster than us since the list was read.
    const isLost = thrown instanceof HeliostatError && thrown.code === 'PRECONDITION_FAILED';
    if (isLost) return conflict(sync, file);
    throw thrown;
  }
}

async function conflict(sync: Sync, file: string): Promise<false> {
  const advice = 'pull first, or push with --if-match and the etag above to write over it.';
  await tellConflict(sync, file, advice);
  return false;
}
