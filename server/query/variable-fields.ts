import { HeliostatError, type Variable } from '@heliostat/sdk';
import { didYouMean } from '@heliostat/sdk/check';
import { authorize } from '../auth/caller.ts';
import type { Caller } from '../auth/permissions.ts';
import type { Places } from './resolve.ts';
import type { FilterFields, VariableInput, VariableValuesInput } from './service.ts';
import { readDeclared } from './declared.ts';
import type { FieldLookup, FieldValue } from './values.ts';

type FiltersVariable = Extract<Variable, { type: 'filters' }>;

interface Surroundings extends Places {
  lookup: FieldLookup;
  signal: AbortSignal;
}

/** What can be filtered by: the fields the variable names, else all of its table. */
export async function readFilterFields(
  input: VariableInput,
  caller: Caller,
  { lookup, signal, ...places }: Surroundings,
): Promise<FilterFields> {
  const { datasource, table, fields: only } = readFilters(input, caller, places);
  const known = await lookup.fields(datasource, table, signal);
  const types = new Map(known?.map(({ name, fieldType }) => [name, fieldType]));
  const names = only ?? [...types.keys()];
  return {
    fields: names
      .map((name) => ({ name, type: types.get(name) ?? ('string' as const) }))
      // Of what is made of other values, a query cannot say whether it equals one.
      .filter(({ type }) => type !== 'json'),
    hasValues: known !== undefined && lookup.canListValues(datasource),
  };
}

/** Values of one of those fields, the most frequent first. */
export async function readFilterValues(
  { field, search = '', first = 100, ...input }: VariableValuesInput,
  caller: Caller,
  { lookup, signal, ...places }: Surroundings,
): Promise<readonly FieldValue[]> {
  const { datasource, table, fields } = readFilters(input, caller, places);
  if (fields?.includes(field) === false)
    throw new HeliostatError(
      'INVALID_REQUEST',
      `variable ${input.variable}: no such field: ${field.slice(0, 100)}${didYouMean(field, fields)}`,
    );
  const path = await lookup.pathOf(datasource, table, signal);
  if (path === undefined) return [];
  return lookup.values(datasource, { path, field, search, limit: first }, signal);
}

function readFilters(input: VariableInput, caller: Caller, places: Places): FiltersVariable {
  authorize(caller, 'query:run');
  const { variable } = readDeclared(input, caller, places);
  if (variable.type === 'filters') return variable;
  throw new HeliostatError('INVALID_REQUEST', `variable ${input.variable}: holds no filters`);
}
