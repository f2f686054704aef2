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
  // A sink may be named like the step it stores: only the others are read from.
  const byId = new Map(steps.filter(isReadable).map((step) => [step.id, step]));
  const depths = new Map(steps.map((step) => [step, depthOf(step, byId)]));
  const depth = (step: PipelineStep): number => depths.get(step) ?? 0;
  const last = Math.max(0, ...depths.values());
  const free = new Array<number>(last + 1).fill(0);
  const nodes: FlowNode[] = [];
  for (const step of inDrawingOrder(steps, depth)) {
    const column = isReadable(step) ? depth(step) : last;
    const from = sourceOf(step, nodes);
    const passed = from === undefined ? [] : free.slice(from.column + 1, column);
    const row = Math.max(free[column] ?? 0, from?.row ?? 0, ...passed);
    free[column] = row + 1;
    nodes.push({ step, column, row });
  }
  const edges = nodes.flatMap((to) => {
    const from = sourceOf(to.step, nodes);
    return from === undefined ? [] : [{ from, to }];
  });
  return { nodes, edges, columns: last + 1, rows: Math.max(0, ...free) };
}

/** Steps first, then sinks: those right beside what they read before those further away. */
function inDrawingOrder(
  steps: readonly PipelineStep[],
  depth: (step: PipelineStep) => number,
): readonly PipelineStep[] {
  const sinks = steps.filter((step) => !isReadable(step));
  return [...steps.filter(isReadable), ...sinks.sort((a, b) => depth(b) - depth(a))];
}

function sourceOf(step: PipelineStep, nodes: readonly FlowNode[]): FlowNode | undefined {
  return nodes.find((node) => isReadable(node.step) && node.step.id === step.from);
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
