import { ascending, group, mean } from 'd3-array';
import type { Positions } from './force.ts';
import type { Edge, Network } from './network.ts';

/** CSS pixels between layers and between nodes of one, before the panel scales them. */
const gap = { x: 170, y: 64 };
const sweeps = 8;

/**
 * Nodes from left to right along the edges: each stands right of all that lead to it, edges that close a circle go
 * back. Nodes of a layer are ordered by the middle of their neighbours (Sugiyama et al., 1981).
 */
export function layoutLayered({ nodes, edges }: Network): Positions {
  const forward = withoutCircles(
    nodes.map(({ id }) => id),
    edges,
  );
  const depths = depthsOf(
    nodes.map(({ id }) => id),
    forward,
  );
  const layers = [...group(nodes, ({ id }) => depths.get(id) ?? 0)]
    .sort(([a], [b]) => a - b)
    .map(([, layer]) => layer.map(({ id }) => id));
  const ordered = untangle(layers, forward);
  return new Map(
    ordered.flatMap((layer, column) =>
      layer.map((id, row) => [
        id,
        { x: column * gap.x, y: (row - (layer.length - 1) / 2) * gap.y },
      ]),
    ),
  );
}

type Ends = Pick<Edge, 'source' | 'target'>;

/** The edges without those that lead back to a node that is being followed, and without loops. */
function withoutCircles(ids: readonly string[], edges: readonly Edge[]): readonly Ends[] {
  const leaving = group(
    edges.filter(({ source, target }) => source !== target),
    ({ source }) => source,
  );
  const entered = new Set(edges.map(({ target }) => target));
  const state = new Map<string, 'open' | 'done'>();
  const forward: Ends[] = [];
  // Where nothing leads to it is a beginning; a circle without one begins at its largest node.
  const starts = [...ids].sort((a, b) => Number(entered.has(a)) - Number(entered.has(b)));
  for (const start of starts) follow(start);
  return forward;

  /** Depth first with a stack of its own: a chain may be longer than calls can nest. */
  function follow(start: string): void {
    if (state.has(start)) return;
    const stack = [{ id: start, rest: [...(leaving.get(start) ?? [])] }];
    state.set(start, 'open');
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const edge = top.rest.shift();
      if (edge === undefined) {
        state.set(top.id, 'done');
        stack.pop();
        continue;
      }
      const seen = state.get(edge.target);
      if (seen === 'open') continue;
      forward.push(edge);
      if (seen === 'done') continue;
      state.set(edge.target, 'open');
      stack.push({ id: edge.target, rest: [...(leaving.get(edge.target) ?? [])] });
    }
  }
}

/** The longest way to each node. */
function depthsOf(ids: readonly string[], forward: readonly Ends[]): ReadonlyMap<string, number> {
  const depths = new Map(ids.map((id) => [id, 0]));
  const leaving = group(forward, ({ source }) => source);
  const waiting = new Map(ids.map((id) => [id, 0]));
  for (const { target } of forward) waiting.set(target, (waiting.get(target) ?? 0) + 1);
  const ready = ids.filter((id) => waiting.get(id) === 0);
  for (let id = ready.pop(); id !== undefined; id = ready.pop()) {
    for (const { target } of leaving.get(id) ?? []) {
      depths.set(target, Math.max(depths.get(target) ?? 0, (depths.get(id) ?? 0) + 1));
      const left = (waiting.get(target) ?? 0) - 1;
      waiting.set(target, left);
      if (left === 0) ready.push(target);
    }
  }
  return depths;
}

function untangle(layers: readonly string[][], forward: readonly Ends[]): readonly string[][] {
  const before = group(forward, ({ target }) => target);
  const after = group(forward, ({ source }) => source);
  let ordered = layers;
  for (let sweep = 0; sweep < sweeps; sweep++) {
    const places = new Map(
      ordered.flatMap((layer) => layer.map((id, row) => [id, row - (layer.length - 1) / 2])),
    );
    const isDown = sweep % 2 === 0;
    const middleOf = (id: string) => {
      const ends = isDown
        ? before.get(id)?.map(({ source }) => source)
        : after.get(id)?.map(({ target }) => target);
      return mean(ends ?? [], (end) => places.get(end)) ?? places.get(id) ?? 0;
    };
    ordered = ordered.map((layer) =>
      [...layer].sort((a, b) => ascending(middleOf(a), middleOf(b))),
    );
  }
  return ordered;
}
