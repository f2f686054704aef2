import type { Edge, Network } from './network.ts';

/** A node or an edge; an edge was reached from one of its ends. */
export type Mark =
  { kind: 'node'; id: string } | { kind: 'edge'; id: string; from: 'source' | 'target' };

/**
 * Where a key leads: right along the busiest edge that leaves a node and on to where it ends, left against the
 * edges, up and down through the nodes by size or through the other edges of the node an edge was reached from.
 * Undefined for other keys and without nodes.
 */
export function walk(network: Network, mark: Mark | undefined, key: string): Mark | undefined {
  const { nodes } = network;
  const [first] = nodes;
  const arrow = arrows.get(key);
  if (first === undefined || (arrow === undefined && key !== 'Home' && key !== 'End')) return;
  if (key === 'Home' || mark === undefined) return { kind: 'node', id: first.id };
  if (arrow === undefined) return { kind: 'node', id: nodes.at(-1)?.id ?? first.id };
  const { step, isAlong } = arrow;
  if (mark.kind === 'edge') return fromEdge(network, mark, arrow);
  return isAlong ? leave(network, mark, step) : { kind: 'node', id: next(nodes, mark.id, step) };
}

/** To one of its ends, or to the next one of those it was reached among; one that is gone, to the first node. */
function fromEdge(
  { nodes, edges }: Network,
  mark: Extract<Mark, { kind: 'edge' }>,
  { step, isAlong }: Arrow,
): Mark {
  const edge = edges.find(({ id }) => id === mark.id);
  if (edge === undefined) return { kind: 'node', id: nodes[0]?.id ?? '' };
  if (isAlong) return { kind: 'node', id: step > 0 ? edge.target : edge.source };
  const siblings = edges.filter((other) => other[mark.from] === edge[mark.from]);
  return { ...mark, id: next(siblings, mark.id, step) };
}

interface Arrow {
  step: 1 | -1;
  /** Along the edges. */
  isAlong: boolean;
}

const arrows = new Map<string, Arrow>([
  ['ArrowRight', { step: 1, isAlong: true }],
  ['ArrowLeft', { step: -1, isAlong: true }],
  ['ArrowDown', { step: 1, isAlong: false }],
  ['ArrowUp', { step: -1, isAlong: false }],
]);

/** Edges are in the order of their size: the first one is the busiest. A node without any is the end. */
function leave({ edges }: Network, mark: Mark, step: 1 | -1): Mark {
  const from = step > 0 ? 'source' : 'target';
  const edge = edges.find((one) => one[from] === mark.id);
  return edge === undefined ? mark : { kind: 'edge', id: edge.id, from };
}

function next(ordered: readonly { id: string }[], id: string, step: 1 | -1): string {
  const at = ordered.findIndex((one) => one.id === id);
  return ordered[Math.max(0, Math.min(ordered.length - 1, at + step))]?.id ?? id;
}

/** What a mark has to do with: a node with its edges and their other ends, an edge with both ends. */
export function neighbourhood({ edges }: Network, mark: Mark): ReadonlySet<string> {
  const touches = ({ id, source, target }: Edge) =>
    mark.kind === 'edge' ? id === mark.id : source === mark.id || target === mark.id;
  const near = new Set<string>([mark.id]);
  for (const edge of edges)
    if (touches(edge)) for (const id of [edge.id, edge.source, edge.target]) near.add(id);
  return near;
}
