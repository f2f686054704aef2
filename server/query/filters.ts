import { HeliostatError, filterOperators, formatFilter, type Filter } from '@heliostat/sdk';
import type { OpenDatasource } from './datasources.ts';

const maxFilters = 50;

/** The filters, if they have the form of some. Throws INVALID_REQUEST with the place. */
function checkFilters(filters: readonly Filter[] = []): readonly Filter[] {
  if (filters.length > maxFilters)
    throw new HeliostatError('INVALID_REQUEST', `filters: at most ${maxFilters}`);
  filters.forEach(checkFilter);
  return filters;
}

/** Those of the viewer and those of variables, each once, so that equal questions share a result. */
export function joinFilters(
  chosen: readonly Filter[] = [],
  ofVariables: readonly Filter[],
): readonly Filter[] {
  const own = checkFilters(chosen);
  const known = new Set(own.map(formatFilter));
  return checkFilters([...own, ...ofVariables.filter((one) => !known.has(formatFilter(one)))]);
}

/** Throws INVALID_REQUEST when there are filters and the datasource takes none. */
export function checkSupport(
  filters: readonly Filter[],
  { definition, name }: OpenDatasource,
): readonly Filter[] {
  if (filters.length === 0 || definition.supports.filters === true) return filters;
  throw new HeliostatError('INVALID_REQUEST', `filters: ${name} does not take any`, {
    hint: `Remove the filters, or query a datasource whose plugin applies them.`,
  });
}

function checkFilter({ field, op, value }: Filter, i: number): void {
  const refuse = (what: string) => {
    throw new HeliostatError('INVALID_REQUEST', `filters[${i}]${what}`);
  };
  if (typeof field !== 'string' || field === '' || field.length > 200)
    refuse('.field: expected the name of a field');
  if (!filterOperators.includes(op)) refuse(`.op: expected one of ${filterOperators.join(', ')}`);
  const list = op === 'in' || op === 'not in';
  if (list !== Array.isArray(value)) refuse(`.value: ${op} takes ${list ? 'a list' : 'one value'}`);
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (values.length > 1000) refuse('.value: at most 1000 values');
  if (!values.every(isScalar)) refuse('.value: expected text, numbers or booleans');
}

function isScalar(value: unknown): boolean {
  if (typeof value === 'string') return value.length <= 10_000;
  return typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value));
}
