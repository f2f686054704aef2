/**
 * Three orders of names as one: what both sides have stands as the side that reordered it wants (mine,
 * where both did); what one side has alone stays behind its neighbour there. Every name of either side
 * is in the result once. The sides may be exchanged, unless both reordered.
 */
export function mergeOrder(
  base: readonly string[],
  mine: readonly string[],
  theirs: readonly string[],
): string[] {
  const inMine = new Set(mine);
  const inTheirs = new Set(theirs);
  const survivors = base.filter((name) => inMine.has(name) && inTheirs.has(name));
  const known = new Set(survivors);
  const isReordered = mine
    .filter((name) => known.has(name))
    .some((name, i) => name !== survivors[i]);
  const [leader, other] = isReordered ? [mine, inTheirs] : [theirs, inMine];
  const shared = unique(leader.filter((name) => other.has(name)));
  const mineRuns = runsAfter(mine, new Set(shared));
  const theirRuns = runsAfter(theirs, new Set(shared));
  return [undefined, ...shared].flatMap((name) => [
    ...(name === undefined ? [] : [name]),
    ...joinRuns(mineRuns.get(name) ?? [], theirRuns.get(name) ?? []),
  ]);
}

/** Names that still stand in the same order relative to one another: a longest such choice. */
export function keptInOrder(before: readonly string[], after: readonly string[]): Set<string> {
  const places = new Map(before.map((name, i) => [name, i]));
  const names = unique(after.filter((name) => places.has(name)));
  const at = names.map((name) => places.get(name) ?? 0);
  const lengths: number[] = [];
  const previous: number[] = [];
  for (const [i, place] of at.entries()) {
    lengths[i] = 1;
    previous[i] = -1;
    for (let j = 0; j < i; j++) {
      if ((at[j] ?? 0) >= place || (lengths[j] ?? 0) + 1 <= (lengths[i] ?? 0)) continue;
      lengths[i] = (lengths[j] ?? 0) + 1;
      previous[i] = j;
    }
  }
  const kept = new Set<string>();
  for (let i = lengths.indexOf(Math.max(...lengths)); i >= 0; i = previous[i] ?? -1)
    kept.add(names[i] ?? '');
  return kept;
}

/** How many lines of two texts differ. */
export function countChangedLines(before: readonly string[], after: readonly string[]): number {
  return Math.max(missing(before, after), missing(after, before));
}

function missing(lines: readonly string[], from: readonly string[]): number {
  const counts = new Map<string, number>();
  for (const line of from) counts.set(line, (counts.get(line) ?? 0) + 1);
  return lines.filter((line) => {
    const count = counts.get(line) ?? 0;
    counts.set(line, count - 1);
    return count <= 0;
  }).length;
}

/** What stands alone behind each shared name; undefined is the beginning. */
function runsAfter(
  names: readonly string[],
  shared: ReadonlySet<string>,
): Map<string | undefined, string[]> {
  const runs = new Map<string | undefined, string[]>();
  let anchor: string | undefined;
  for (const name of unique(names)) {
    if (shared.has(name)) anchor = name;
    else runs.set(anchor, [...(runs.get(anchor) ?? []), name]);
  }
  return runs;
}

/** Both added here: the order does not depend on who is who. */
function joinRuns(mine: readonly string[], theirs: readonly string[]): readonly string[] {
  const [first = ''] = mine;
  const [second = ''] = theirs;
  return first <= second ? [...mine, ...theirs] : [...theirs, ...mine];
}

function unique(names: readonly string[]): string[] {
  return [...new Set(names)];
}
