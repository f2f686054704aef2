import { group } from 'd3-array';
import type { Edge } from './network.ts';

export type Link = Pick<Edge, 'id' | 'source' | 'target'>;

/** The edges without those that lead back to a node that is being followed, and without loops. */
export function withoutCircles(ids: readonly string[], edges: readonly Link[]): readonly Link[] {
  const leaving = group(
    edges.filter(({ source, target }) => source !== target),
    ({ source }) => source,
  );
  const entered = new Set(edges.map(({ target }) => target));
  const state = new Map<string, 'open' | 'done'>();
  const forward: Link[] = [];
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
export function depthsOf(
  ids: readonly string[],
  forward: readonly Link[],
): ReadonlyMap<string, number> {
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
