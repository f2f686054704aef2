import type { Flow } from './flows.ts';

/** A node by its name, or a flow. */
export type Mark = { node: string } | { flow: Flow };

export interface Connected {
  nodes: ReadonlySet<string>;
  flows: ReadonlySet<Flow>;
}

/** All that comes to a mark and all that goes on from it, step by step, the mark itself included. */
export function connect(flows: readonly Flow[], mark: Mark): Connected {
  const [from, to] = 'node' in mark ? [mark.node, mark.node] : [mark.flow.source, mark.flow.target];
  const before = walk(flows, from, ({ source, target }) => [target, source]);
  const after = walk(flows, to, ({ source, target }) => [source, target]);
  return {
    nodes: new Set([...before.nodes, ...after.nodes]),
    flows: new Set([...before.flows, ...after.flows, ...('flow' in mark ? [mark.flow] : [])]),
  };
}

function walk(flows: readonly Flow[], start: string, ends: (flow: Flow) => [string, string]) {
  const leaving = new Map<string, Flow[]>();
  for (const flow of flows) {
    const [at] = ends(flow);
    leaving.set(at, [...(leaving.get(at) ?? []), flow]);
  }
  const nodes = new Set([start]);
  const seen = new Set<Flow>();
  // A set may grow while it is walked: what is added is still to come.
  for (const name of nodes)
    for (const flow of leaving.get(name) ?? []) {
      seen.add(flow);
      nodes.add(ends(flow)[1]);
    }
  return { nodes, flows: seen };
}
