import {
  exactAt,
  isNull,
  listedOptions,
  variablesOfQuery,
  type Field,
  type Frame,
  type Variable,
  type VariableOption,
} from '@heliostat/sdk';
import { frameFromArrow } from '@heliostat/sdk/arrow';
import { authorize } from '../auth/caller.ts';
import type { Caller } from '../auth/permissions.ts';
import { readDeclared, type Declarations } from './declared.ts';
import { namesOf, type Places } from './resolve.ts';
import { collect } from './collect.ts';
import type { QueryInput, QueryService, VariableOptions, VariableOptionsInput } from './service.ts';
import {
  bindVariables,
  offeredDatasources,
  takeFilters,
  type DatasourceNames,
} from './variables.ts';
import { matching } from './matching.ts';

const maxOptions = 1000;

export interface OptionsContext extends Places {
  run: QueryService['run'];
  signal: AbortSignal;
}

type QueryVariable = Extract<Variable, { type: 'query' }>;

/**
 * What a dropdown offers: what the search leaves, at most 1,000. The variable's own value does not
 * narrow its options; those it depends on do. Throws NOT_FOUND for an unknown dashboard or variable,
 * and what its query throws.
 */
export async function readVariableOptions(
  input: VariableOptionsInput,
  caller: Caller,
  context: OptionsContext,
): Promise<VariableOptions> {
  authorize(caller, 'query:run');
  const all = await readAll({ input, ...readDeclared(input, caller, context) }, caller, context);
  const found = searched(all, input.search);
  return { options: found.slice(0, maxOptions), total: found.length };
}

interface Wanted {
  input: VariableOptionsInput;
  document: Declarations;
  variable: Variable;
}

async function readAll(
  { input, document, variable }: Wanted,
  caller: Caller,
  { run, signal, datasources }: OptionsContext,
): Promise<readonly VariableOption[]> {
  if (variable.type === 'datasource') {
    const titles = new Map(datasources.list().map(({ name, title }) => [name, title]));
    const names = offeredDatasources(variable, namesOf(datasources));
    return names.map((value) => ({ value, label: titles.get(value) ?? value }));
  }
  if (variable.type !== 'query') return listedOptions(variable);
  const asked = toQuery(input, document, { variable, names: namesOf(datasources) });
  return distinct(
    frameFromArrow(await collect((await run(asked, caller, signal)).arrow)),
    variable,
  );
}

/** The query of the variable, by reference where its declaration is that of a file. */
function toQuery(
  input: VariableOptionsInput,
  document: Declarations,
  { variable, names }: { variable: QueryVariable; names: DatasourceNames },
): QueryInput {
  const { from = 'now-6h', to = 'now', timeZone } = document.time ?? {};
  const zone = input.timeZone ?? timeZone;
  const variables = narrowing(input, document, variable);
  const common = {
    query: variable.query,
    from: input.from ?? from,
    to: input.to ?? to,
    ...(zone !== undefined && { timeZone: zone }),
  };
  if ('dashboard' in input) return { ...common, dashboard: input.dashboard, variables };
  const declared = document.variables ?? {};
  const { values, filters } = takeFilters(declared, bindVariables(declared, variables, names));
  return {
    ...common,
    queries: document.queries ?? {},
    variables: Object.fromEntries(values),
    filters,
  };
}

/** Values of the variables its query mentions: no other can be in the way. */
function narrowing(
  { variable: own, values = {} }: VariableOptionsInput,
  document: Declarations,
  { query, all }: QueryVariable,
) {
  const used = new Set(variablesOfQuery(query, document));
  const others = Object.entries(values).filter(([name]) => name !== own && used.has(name));
  return { ...Object.fromEntries(others), ...(all !== false && { [own]: [] }) };
}

/** Each value once, as text, with what is shown of it. */
function distinct(frame: Frame, { matches, sort }: QueryVariable): readonly VariableOption[] {
  const values = frame.fields.find(({ name }) => name === 'value') ?? frame.fields[0];
  const labels = frame.fields.find((field) => field.name === 'label' && field !== values);
  if (values === undefined) return [];
  const options = new Map<string, string>();
  for (let row = 0; row < frame.length; row++) {
    const value = textAt(values, row);
    if (value === undefined || options.has(value)) continue;
    options.set(value, (labels && textAt(labels, row)) ?? value);
  }
  const list = matching(options.keys(), matches).map((value) => ({
    value,
    label: options.get(value) ?? value,
  }));
  return sort === 'asc' || sort === 'desc' ? sorted(list, sort) : list;
}

function textAt(field: Field, row: number): string | undefined {
  if (isNull(field, row)) return undefined;
  const value: unknown = field.type === 'number' ? exactAt(field, row) : field.values[row];
  return typeof value === 'string' ? value : JSON.stringify(value);
}

const collator = new Intl.Collator('en', { numeric: true });

function sorted(list: readonly VariableOption[], sort: 'asc' | 'desc'): VariableOption[] {
  const sign = sort === 'asc' ? 1 : -1;
  return [...list].sort((a, b) => sign * collator.compare(a.label, b.label));
}

function searched(
  options: readonly VariableOption[],
  search: string | undefined = '',
): readonly VariableOption[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return options;
  return options.filter(({ value, label }) => {
    const text = `${label} ${value}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}
