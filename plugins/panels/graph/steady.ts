import { layoutForce, type Layout, type Positions } from './force.ts';
import { layoutLayered } from './layered.ts';
import type { Network } from './network.ts';
import type { Options } from './options.ts';

/** Nodes that went away and are still remembered, so that they come back to their place. */
const maxRemembered = 2000;

/**
 * The layout of a network that changes as it lives: nodes keep their places, and while they and their edges are the
 * same nothing is computed.
 */
export function steadyLayout(): (network: Network, kind: Options['layout']) => Layout {
  let last: { key: string; kind: Options['layout']; layout: Layout } | undefined;
  let remembered: Positions = new Map();
  return (network, kind) => {
    const key = keyOf(network, kind);
    if (last?.key === key) return last.layout;
    if (last?.kind !== kind) remembered = new Map();
    const layout = kind === 'layered' ? layoutLayered(network) : layoutForce(network, remembered);
    const both = new Map([...remembered, ...layout.positions]);
    remembered = both.size > maxRemembered ? layout.positions : both;
    last = { key, kind, layout };
    return layout;
  };
}

/** A force layout has no use for edges that come and go between known nodes; layers follow them. */
function keyOf({ nodes, edges }: Network, kind: Options['layout']): string {
  const ids = nodes.map(({ id }) => id).sort();
  const ends = kind === 'layered' ? edges.map(({ id }) => id).sort() : [];
  return [kind, ...ids, '', ...ends].join('\u0001');
}
