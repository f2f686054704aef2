import type { Filter } from '@heliostat/sdk';

/**
 * The filters after choosing some more: one field has one choice at a time, and choosing what is
 * chosen already takes it back.
 */
export function addFilters(
  current: readonly Filter[],
  chosen: readonly Filter[],
): readonly Filter[] {
  if (chosen.length > 0 && chosen.every((filter) => current.some((other) => same(other, filter))))
    return current.filter((other) => !chosen.some((filter) => same(other, filter)));
  const kept = current.filter(
    (other) => !chosen.some((filter) => filter.field === other.field && filter.op === other.op),
  );
  return [...kept, ...chosen];
}

function same(a: Filter, b: Filter): boolean {
  return (
    a.field === b.field && a.op === b.op && JSON.stringify(a.value) === JSON.stringify(b.value)
  );
}
