import { parseFilter, type DashboardDocument, type Filter, type ParamValue } from '@heliostat/sdk';

/** The filters that variables of type `filters` hold; texts that are none are left out. */
export function heldFilters(
  { variables = {} }: Pick<DashboardDocument, 'variables'>,
  values: Readonly<Record<string, ParamValue>>,
): readonly Filter[] {
  return Object.entries(variables).flatMap(([slug, { type }]) => {
    const texts = values[slug];
    if (type !== 'filters' || typeof texts !== 'object') return [];
    return texts.flatMap((text) => parseFilter(text) ?? []);
  });
}

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

/**
 * The filters after choosing what is not to be seen; a further value of the same field joins those that
 * are left out already. Undefined where no single filter says the opposite: a range, or several fields.
 */
export function excludeFilters(
  current: readonly Filter[],
  chosen: readonly Filter[],
): readonly Filter[] | undefined {
  const [filter, ...more] = chosen;
  if (filter === undefined || more.length > 0 || filter.op !== '=') return;
  const isOut = (other: Filter) =>
    other.field === filter.field && (other.op === '!=' || other.op === 'not in');
  const left = [...current.filter(isOut).map(({ value }) => value), filter.value].flat();
  const values = [...new Set(left)].filter((value) => typeof value !== 'boolean');
  const value = values.length > 1 ? values : filter.value;
  const op = values.length > 1 ? 'not in' : '!=';
  const kept = current.filter((other) => !isOut(other) && !same(other, filter));
  return [...kept, { field: filter.field, op, value }];
}

function same(a: Filter, b: Filter): boolean {
  return (
    a.field === b.field && a.op === b.op && JSON.stringify(a.value) === JSON.stringify(b.value)
  );
}
