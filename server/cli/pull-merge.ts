import type { DashboardDocument } from '@heliostat/sdk';
import { mergeDashboards } from '@heliostat/sdk/merge';
import { formatDocument } from '../workspace/format.ts';
import { parseText } from '../workspace/parse.ts';
import { toEtag } from '../workspace/state.ts';
import { hasForm } from '../workspace/validate.ts';
import type { Sync } from './sync.ts';

/**
 * The changes of both sides as one text, canonical. Undefined where both have changed the same, or where the
 * server does not remember any more what both had.
 */
export async function mergeBoth(
  sync: Sync,
  file: string,
  theirs: string,
): Promise<string | undefined> {
  const [base, mine, other] = [
    await readCommon(sync, file, theirs),
    sync.mine.get(file),
    theirs,
  ].map(parseDashboard);
  if (base === undefined || mine === undefined || other === undefined) return;
  const { document, conflicts } = mergeDashboards(base, mine, other);
  if (conflicts.length > 0) return;
  return formatDocument('dashboard', document, sync.target.state.around);
}

/** The text that both sides had last. */
async function readCommon(sync: Sync, file: string, theirs: string): Promise<string | undefined> {
  const etag = sync.common.get(file);
  // Nothing has changed there: it only never was written here.
  if (etag === undefined || toEtag(theirs) === etag) return;
  return sync.remote.readVersion(file, etag);
}

function parseDashboard(text: string | undefined): DashboardDocument | undefined {
  if (text === undefined) return;
  const { problems, value } = parseText(text);
  return problems.length === 0 && hasForm('dashboard', value) ? value : undefined;
}
