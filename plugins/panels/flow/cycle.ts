import type { Flow } from './flows.ts';

/** Nodes along a circle of flows, the first one again at the end; undefined where there is none. */
export function findCycle(flows: readonly Flow[]): readonly string[] | undefined {
  const targets = new Map<string, string[]>();
  for (const { source, target } of flows)
    targets.set(source, [...(targets.get(source) ?? []), target]);
  const done = new Set<string>();
  for (const start of targets.keys()) {
    const found = follow(start, targets, done);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Depth first without recursion: a chain may be as long as there are flows. */
function follow(
  start: string,
  targets: ReadonlyMap<string, readonly string[]>,
  done: Set<string>,
): readonly string[] | undefined {
  const trail: { name: string; next: number }[] = done.has(start) ? [] : [{ name: start, next: 0 }];
  for (let top = trail.at(-1); top !== undefined; top = trail.at(-1)) {
    const target = targets.get(top.name)?.[top.next++];
    if (target === undefined) {
      done.add(top.name);
      trail.pop();
      continue;
    }
    const at = trail.findIndex(({ name }) => name === target);
    if (at >= 0) return [...trail.slice(at).map(({ name }) => name), target];
    if (!done.has(target)) trail.push({ name: target, next: 0 });
  }
  return undefined;
}
