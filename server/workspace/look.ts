import { listFiles, readStamp, readWorkspaceFile, type FileRead, type Listing } from './read.ts';
import type { WorkspaceState } from './state.ts';
import type { WorkspaceChange } from './workspace.ts';
import { parseBytes } from './parse.ts';

interface Look {
  changes: WorkspaceChange[];
  /** True when something looked half-done: look again soon. */
  again: boolean;
}

/** How many files are read at a time, far below the limit of open files. */
const parallelReads = 32;

/**
 * A function that compares the disk with the state and takes in what changed. A file that is gone or
 * broken is believed only when it is the same at the next look: editors delete, truncate and write.
 */
export function buildLook(root: string, state: WorkspaceState) {
  let doubted = new Map<string, string | undefined>();

  return async ({ settled = false } = {}): Promise<Look> => {
    const listing = await listFiles(root);
    state.setProblems(listing.problems);
    const reads = await readChanged(root, listing, state.stamps());
    const doubtful = settled ? [] : [...reads].filter(([, read]) => isDoubtful(read));
    const before = doubted;
    doubted = new Map();
    for (const [file, read] of doubtful) {
      if (before.has(file) && before.get(file) === read?.stamp) continue;
      doubted.set(file, read?.stamp);
      reads.delete(file);
    }
    return { changes: state.update(reads), again: doubted.size > 0 };
  };
}

async function readChanged(
  root: string,
  { files, unread }: Listing,
  known: ReadonlyMap<string, string>,
): Promise<Map<string, FileRead | undefined>> {
  const reads = new Map<string, FileRead | undefined>();
  const present = new Set(files);
  for (const file of known.keys())
    if (!present.has(file) && !unread.some((folder) => liesIn(folder, file)))
      reads.set(file, undefined);
  for (let start = 0; start < files.length; start += parallelReads) {
    await Promise.all(
      files.slice(start, start + parallelReads).map(async (file) => {
        const stamp = await readStamp(root, file);
        if (stamp !== undefined && stamp === known.get(file)) return;
        const read = await readWorkspaceFile(root, file);
        if (read !== undefined || known.has(file)) reads.set(file, read);
      }),
    );
  }
  return reads;
}

/** The root's own name is empty. */
function liesIn(folder: string, file: string): boolean {
  return folder === '' || file.startsWith(`${folder}/`);
}

function isDoubtful(read: FileRead | undefined): boolean {
  if (read?.bytes === undefined) return true;
  return parseBytes(read.bytes).problems.length > 0;
}
