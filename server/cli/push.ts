import { HeliostatError } from '@heliostat/sdk';
import { toEtag } from '../workspace/state.ts';
import type { CliEffects } from './main.ts';
import { tellConflict, tellUnreadable } from './sync-conflict.ts';
import { openSync, orTell, rememberAfter, writeHere, type Sync } from './sync.ts';

/**
 * `heliostat push`: dashboards of the workspace to a server. A version that nobody here has seen is not
 * written over. 1 when one of them is not there afterwards.
 */
export async function push(arguments_: string[], effects: CliEffects): Promise<number> {
  const sync = await openSync('push', arguments_, effects);
  let missed = 0;
  const pushAll = async () => {
    for (const file of sync.mine.keys()) if (!(await pushOrTell(sync, file))) missed++;
  };
  await rememberAfter(sync, pushAll);
  return missed > 0 ? 1 : 0;
}

/** One file that is refused is no reason to go without the others. */
function pushOrTell(sync: Sync, file: string): Promise<boolean> {
  return orTell(sync, async () => !tellUnreadable(sync, file, 'pushed') && pushFile(sync, file));
}

/** False where the server has a version that is not known here. */
async function pushFile(sync: Sync, file: string): Promise<boolean> {
  const { theirs, mine, common, effects } = sync;
  const etag = theirs.get(file);
  if (etag === toEtag(mine.get(file) ?? '')) {
    common.set(file, etag);
    return true;
  }
  if (etag === undefined && sync.ifMatch !== undefined) return tellGone(sync, file);
  const known = sync.ifMatch ?? (sync.isForced ? etag : common.get(file));
  if (etag !== undefined && etag !== known) return tellConflict(sync, file, 'pushed');
  if (!sync.isDryRun && !(await send(sync, file, etag))) return false;
  effects.write(`${etag === undefined ? 'new' : 'changed'} ${file}\n`);
  return true;
}

function tellGone({ target, effects }: Sync, file: string): false {
  effects.writeError(
    `${target.shown(file)}: not pushed: the server has no such dashboard\n` +
      '  push without --if-match makes a new one.\n',
  );
  return false;
}

async function send(sync: Sync, file: string, etag: string | undefined): Promise<boolean> {
  const { mine, common, remote } = sync;
  const text = mine.get(file) ?? '';
  try {
    const written = await remote.write(file, text, etag);
    common.set(file, written);
    if (written !== toEtag(text)) await takeOver(sync, file, written);
    return true;
  } catch (thrown) {
    // Somebody was faster than us since the list was read.
    const isLost = thrown instanceof HeliostatError && thrown.code === 'PRECONDITION_FAILED';
    if (isLost) return tellConflict(sync, file, 'pushed');
    throw thrown;
  }
}

/** The server writes the canonical form: here it is taken over, so that both have the same bytes. */
async function takeOver(sync: Sync, file: string, written: string): Promise<void> {
  const { text, etag } = await sync.remote.read(file);
  if (etag === written) await writeHere(sync, file, text);
}
