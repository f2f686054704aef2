import type { Filter } from './datasource.ts';
import { exactAt, type Field } from './frame.ts';

/** Shown for a dimension without a value; it cannot be filtered by. */
export const noValue = '∅';

/** What a dimension says in a row, as a label; `noValue` for null and for what is no plain value. */
export function labelAt(field: Field, row: number): string {
  const value = exactAt(field, row);
  return value === null || typeof value === 'object' ? noValue : String(value);
}

/** What choosing a mark with these labels means: a filter for each dimension that has a value. */
export function labelFilters(labels: Readonly<Record<string, string>>): Filter[] {
  return Object.entries(labels)
    .filter(([, value]) => value !== noValue)
    .map(([field, value]) => ({ field, op: '=', value }));
}

/**
 * One filter for several marks, which a brush has chosen: all that are in the list. Undefined where
 * they are not single values of one field.
 */
export function anyOf(filters: readonly Filter[]): Filter | undefined {
  const [first] = filters;
  if (first === undefined || filters.length === 1) return first;
  const isAlike = filters.every(({ field, op }) => field === first.field && op === '=');
  const values = filters.flatMap(({ value }) => value);
  const listed = values.filter((value) => typeof value !== 'boolean');
  if (!isAlike || listed.length < values.length) return;
  return { field: first.field, op: 'in', value: listed as string[] | number[] };
}
