import type { DashboardDocument } from '@heliostat/sdk';
import { readId, type Scope } from './repeat.ts';

/**
 * The variables of the bar: those the file lists, else all, without those that a row or a panel has in
 * its head. With one panel over the whole page the bar has those of its row too.
 */
export function barControls(
  { controls, variables = {}, panels, layout }: DashboardDocument,
  fullPanel?: string,
): readonly string[] {
  const heads = [...Object.values(panels), ...layout.rows].flatMap(({ controls = [] }) => controls);
  const own = (controls ?? Object.keys(variables)).filter((slug) => !heads.includes(slug));
  const full = fullPanel === undefined ? undefined : readId(fullPanel).slug;
  const row = layout.rows.find(({ cells }) =>
    cells.some(({ panel, stack }) => [panel, ...(stack ?? [])].includes(full)),
  );
  return [...new Set([...own, ...(full === undefined ? [] : (row?.controls ?? []))])];
}

/** Those in the head of a row or panel, or of a copy of it: what a copy is fixed to cannot be chosen there. */
export function headControls(
  { controls = [] }: { controls?: readonly string[] },
  scope: Scope = {},
): readonly string[] {
  return controls.filter((slug) => !Object.hasOwn(scope, slug));
}
