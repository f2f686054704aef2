/** What has a place in a list under a heading. */
export type Group<Entry> = readonly [heading: string, entries: readonly Entry[]];

/** What fits, best first, in its group; the group with the best first. What fits alike keeps its order. */
export function orderGroups<Entry>(
  groups: readonly Group<Entry>[],
  fit: (entry: Entry) => number,
): readonly Group<Entry>[] {
  const scored = groups.map(([heading, entries]) => {
    const found = entries
      .map((entry) => ({ entry, score: fit(entry) }))
      .filter(({ score }) => score > 0)
      .toSorted((a, b) => b.score - a.score);
    return { heading, found, best: found[0]?.score ?? 0 };
  });
  return scored
    .filter(({ best }) => best > 0)
    .toSorted((a, b) => b.best - a.best)
    .map(({ heading, found }) => [heading, found.map(({ entry }) => entry)]);
}
