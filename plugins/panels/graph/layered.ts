import { group } from 'd3-array';
import type { Layout, Point } from './force.ts';
import { depthsOf, withoutCircles, type Link } from './layers.ts';
import type { Network } from './network.ts';
import { untangle, type Step } from './untangle.ts';

/** CSS pixels between layers and between nodes of one, before the panel scales them. */
const gap = { x: 170, y: 64 };
/** The room of an edge that passes a layer, as a share of a node's. */
const bendSize = 0.45;
/** Edges beyond this many bends go straight, the smallest. */
const maxBends = 2000;

/**
 * Nodes from left to right along the edges: each stands right of all that lead to it, edges that close a circle go
 * back. An edge over several layers has a place of its own in each, so that it passes between nodes, not behind them.
 */
export function layoutLayered({ nodes, edges }: Network): Layout {
  const ids = nodes.map(({ id }) => id);
  const forward = withoutCircles(ids, edges);
  const depths = depthsOf(ids, forward);
  const chains = toChains(forward, depths);
  const depthOf = new Map(depths);
  for (const { bends, start } of chains) bends.forEach((id, i) => depthOf.set(id, start + 1 + i));
  const layers = [...group(depthOf.keys(), (id) => depthOf.get(id) ?? 0)]
    .sort(([a], [b]) => a - b)
    .map(([, layer]) => layer);
  const rows = untangle(layers, chains.flatMap(toSteps), (id) => (depths.has(id) ? 1 : bendSize));
  const place = (id: string): Point => ({
    x: (depthOf.get(id) ?? 0) * gap.x,
    y: (rows.get(id) ?? 0) * gap.y,
  });
  return {
    positions: new Map(ids.map((id) => [id, place(id)])),
    ways: new Map(chains.map(({ link, bends }) => [link.id, bends.map(place)])),
    ...(layers.length > 1 && { ends: new Set(layers.at(-1)) }),
  };
}

/** An edge, and the places it passes on its way. */
interface Chain {
  link: Link;
  /** Depth of its source. */
  start: number;
  /** Ids of its places, layer by layer. */
  bends: readonly string[];
}

function toChains(forward: readonly Link[], depths: ReadonlyMap<string, number>): Chain[] {
  let left = maxBends;
  return forward.map((link) => {
    const start = depths.get(link.source) ?? 0;
    const count = (depths.get(link.target) ?? 0) - start - 1;
    const has = count <= left;
    if (has) left -= count;
    const bends = Array.from({ length: has ? count : 0 }, (_, i) => `${link.id}\u0000${i}`);
    return { link, start, bends };
  });
}

function toSteps({ link, bends }: Chain): Step[] {
  const stops = [link.source, ...bends, link.target];
  return stops.slice(1).map((to, i) => [stops[i] ?? '', to]);
}
