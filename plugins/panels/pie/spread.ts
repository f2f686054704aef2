/** Places that want to be at the same place move as one. */
interface Cluster {
  sum: number;
  count: number;
}

/**
 * Places at least `gap` apart in the given order, within `bounds`, as near to where they are wanted as
 * that allows (least squares: isotonic regression by pooling adjacent violators). `wanted` ascends;
 * the bounds have room for all.
 */
export function spread(
  wanted: readonly number[],
  gap: number,
  [low, high]: readonly [number, number],
): number[] {
  const clusters: Cluster[] = [];
  wanted.forEach((place, i) => {
    let last: Cluster = { sum: place - i * gap, count: 1 };
    let before = clusters.at(-1);
    while (before !== undefined && before.sum / before.count >= last.sum / last.count) {
      last = { sum: before.sum + last.sum, count: before.count + last.count };
      clusters.pop();
      before = clusters.at(-1);
    }
    clusters.push(last);
  });
  const end = Math.max(low, high - (wanted.length - 1) * gap);
  return clusters
    .flatMap(({ sum, count }) => new Array<number>(count).fill(sum / count))
    .map((place, i) => Math.max(low, Math.min(end, place)) + i * gap);
}
