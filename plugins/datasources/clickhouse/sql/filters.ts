import { HeliostatError, type Filter } from '@heliostat/sdk';
import type { Bindings } from './bindings.ts';
import { quoteName } from './quote.ts';

const comparisons = new Set<Filter['op']>(['=', '!=', '<', '<=', '>', '>=']);

/** A structured filter as a condition: the field as a quoted name, the value bound. */
export function filterCondition(filter: Filter, index: number, bindings: Bindings): string {
  const field = fieldName(filter.field);
  const { op, value } = filter;
  const name = `__filter${index}`;
  if (op === 'in' || op === 'not in') {
    const list = Array.isArray(value) ? value : [value];
    const has = `has(${bindings.add(name, 'Array(String)', list.map(String))}, toString(${field}))`;
    return op === 'in' ? has : `NOT ${has}`;
  }
  if (Array.isArray(value)) throw refused(filter, 'a list goes with in and not in only');
  if (op === 'matches')
    return `match(toString(${field}), ${bindings.add(name, 'String', String(value))})`;
  if (!comparisons.has(op)) throw refused(filter, 'the operator is not known');
  if (typeof value === 'number') return `${field} ${op} ${bindings.add(name, 'Float64', value)}`;
  if (typeof value === 'boolean') return `${field} ${op} ${bindings.add(name, 'Bool', value)}`;
  return `toString(${field}) ${op} ${bindings.add(name, 'String', String(value))}`;
}

function fieldName(field: string): string {
  if (/^[A-Za-z_]\w*(\.[A-Za-z_]\w*)*$/.test(field) && field.length <= 200)
    return field.split('.').map(quoteName).join('.');
  throw new HeliostatError(
    'INVALID_QUERY',
    `filter on a field that is no name: ${JSON.stringify(field)}`,
    {
      hint: 'A field is letters, digits and underscores.',
    },
  );
}

function refused({ field, op }: Filter, reason: string): HeliostatError {
  return new HeliostatError('INVALID_QUERY', `filter ${field} ${op}: ${reason}`, {
    hint: 'Operators are =, !=, <, <=, >, >=, in, not in, matches.',
  });
}
