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

/** A pipeline as a graph: each step right of the one it reads from, sinks in the last column. */
export function layoutFlow(steps: readonly PipelineStep[]): Flow {
  // A sink may be named like the step it stores: only the others are read from.
  const byId = new Map(steps.filter(isReadable).map((step) => [step.id, step]));
  const depths = new Map(steps.map((step) => [step, depthOf(step, byId)]));
  const last = Math.max(0, ...depths.values());
  const rowsUsed = new Map<number, number>();
  const nodes = steps.map((step): FlowNode => {
    const column = step.kind === 'SINK' ? last : (depths.get(step) ?? 0);
    const row = rowsUsed.get(column) ?? 0;
    rowsUsed.set(column, row + 1);
    return { step, column, row };
  });
  const edges = nodes.flatMap((to) => {
    const from = nodes.find(({ step }) => isReadable(step) && step.id === to.step.from);
    return from === undefined ? [] : [{ from, to }];
  });
  return { nodes, edges, columns: last + 1, rows: Math.max(0, ...rowsUsed.values()) };
}

function isReadable(step: PipelineStep): boolean {
  return step.kind !== 'SINK';
}

/** Identity of a step in its pipeline. */
export function keyOf(step: PipelineStep): string {
  return `${step.kind}/${step.id}`;
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
