import type { PipelineStep } from '../data/operations.ts';

/** Where a step stands: columns from left (the source) to right, rows from the top. */
export interface FlowNode {
  step: PipelineStep;
  column: number;
  row: number;
}

export interface FlowEdge {
  from: FlowNode;
  to: FlowNode;
}

export interface Flow {
  nodes: readonly FlowNode[];
  edges: readonly FlowEdge[];
  columns: number;
  rows: number;
}

/**
 * A pipeline as a graph: each step right of the one it reads from, sinks in the last column. A sink
 * that reads from further back gets a row that is free on the way, so that no line crosses a step.
 */
export function layoutFlow(steps: readonly PipelineStep[]): Flow {
  const byId = new Map(steps.map((step) => [step.id, step]));
  const depths = new Map(steps.map((step) => [step.id, depthOf(step, byId)]));
  const last = Math.max(0, ...depths.values());
  const columnOf = (step: PipelineStep): number =>
    step.kind === 'SINK' ? last : (depths.get(step.id) ?? 0);
  const spanOf = (step: PipelineStep): number =>
    columnOf(step) - (depths.get(step.from ?? '') ?? 0);
  const free = new Array<number>(last + 1).fill(0);
  const nodes: FlowNode[] = [];
  for (const step of [...steps].sort((a, b) => laneOrder(a, spanOf) - laneOrder(b, spanOf))) {
    const column = columnOf(step);
    const from = nodes.find((node) => node.step.id === step.from);
    const passed = from === undefined ? [] : free.slice(from.column + 1, column);
    const row = Math.max(free[column] ?? 0, from?.row ?? 0, ...passed);
    free[column] = row + 1;
    nodes.push({ step, column, row });
  }
  const edges = nodes.flatMap((to) => {
    const from = nodes.find((node) => node.step.id === to.step.from);
    return from === undefined ? [] : [{ from, to }];
  });
  return { nodes, edges, columns: last + 1, rows: Math.max(0, ...free) };
}

/** Steps first, then the sinks beside what they read, then those further away. */
function laneOrder(step: PipelineStep, spanOf: (step: PipelineStep) => number): number {
  return step.kind === 'SINK' ? spanOf(step) : 0;
}

/** Steps before it; a loop, which no valid pipeline has, ends the count. */
function depthOf(step: PipelineStep, byId: ReadonlyMap<string, PipelineStep>): number {
  const seen = new Set([step]);
  let depth = 0;
  let at = step.from === null ? undefined : byId.get(step.from);
  while (at !== undefined && !seen.has(at)) {
    seen.add(at);
    depth += 1;
    at = at.from === null ? undefined : byId.get(at.from);
  }
  return depth;
}
