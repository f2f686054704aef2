import { ascending, group, mean } from 'd3-array';

/** From one layer to the next. */
export type Step = readonly [from: string, to: string];

const sweeps = 12;

/**
 * Rows of the nodes of each layer, so that few steps cross and most are level: layers are ordered by the middle of
 * their neighbours (Sugiyama et al., 1981), then each node is drawn to that middle as far as its place in the order
 * and its size let it.
 */
export function untangle(
  layers: readonly (readonly string[])[],
  steps: readonly Step[],
  sizeOf: (id: string) => number,
): ReadonlyMap<string, number> {
  const before = group(steps, ([, to]) => to);
  const after = group(steps, ([from]) => from);
  const left = (id: string) => before.get(id)?.map(([from]) => from) ?? [];
  const right = (id: string) => after.get(id)?.map(([, to]) => to) ?? [];
  const ordered = layers.map((layer) => [...layer]);
  const rows = new Map(ordered.flatMap((layer) => settle(layer, () => 0, sizeOf)));
  for (let sweep = 0; sweep < sweeps; sweep++) {
    const isForth = sweep % 2 === 0;
    const middle = middles(rows, isForth ? left : right);
    // Each layer follows the one before it, which has just been ordered.
    for (const layer of isForth ? ordered : ordered.toReversed()) {
      layer.sort((a, b) => ascending(middle(a), middle(b)));
      for (const [id, row] of settle(layer, middle, sizeOf)) rows.set(id, row);
    }
  }
  const middle = middles(rows, (id) => [...left(id), ...right(id)]);
  for (let sweep = 0; sweep < sweeps; sweep++)
    for (const layer of ordered)
      for (const [id, row] of settle(layer, middle, sizeOf)) rows.set(id, row);
  return rows;
}

function middles(rows: ReadonlyMap<string, number>, near: (id: string) => readonly string[]) {
  return (id: string) => mean(near(id), (one) => rows.get(one)) ?? rows.get(id) ?? 0;
}

/** A run of nodes that touch. */
interface Block {
  ids: string[];
  /** Where it would be best, the mean of what its nodes want. */
  sum: number;
}

/**
 * The rows nearest to those that are wanted, in this order and without overlap: neighbours that would overlap become
 * a block, which goes to the mean of what they want (pool adjacent violators).
 */
function settle(
  layer: readonly string[],
  wanted: (id: string) => number,
  sizeOf: (id: string) => number,
): [string, number][] {
  const offsets = new Map<string, number>();
  let end = 0;
  for (const id of layer) {
    offsets.set(id, end + sizeOf(id) / 2);
    end += sizeOf(id);
  }
  const blocks: Block[] = [];
  for (const id of layer) {
    let block: Block = { ids: [id], sum: wanted(id) - (offsets.get(id) ?? 0) };
    for (let last = blocks.at(-1); last !== undefined; last = blocks.at(-1)) {
      if (last.sum / last.ids.length < block.sum / block.ids.length) break;
      blocks.pop();
      block = { ids: [...last.ids, ...block.ids], sum: last.sum + block.sum };
    }
    blocks.push(block);
  }
  return blocks.flatMap(({ ids, sum }) =>
    ids.map((id): [string, number] => [id, sum / ids.length + (offsets.get(id) ?? 0)]),
  );
}
