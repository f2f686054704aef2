import type { DashboardDocument } from '@heliostat/sdk';

/** All variables: those of the bar in its order, then the others as the file has them. */
export function orderOf({ controls = [], variables = {} }: DashboardDocument): readonly string[] {
  const all = Object.keys(variables);
  return [...new Set([...controls.filter((slug) => all.includes(slug)), ...all])];
}
