import {
  HeliostatError,
  isNull,
  listedOptions,
  variablesOfQuery,
  type DashboardDocument,
  type Field,
  type Frame,
  type Variable,
  type VariableOption,
} from '@heliostat/sdk';
import { frameFromArrow } from '@heliostat/sdk/arrow';
import { didYouMean } from '@heliostat/sdk/check';
import { authorize } from '../auth/caller.ts';
import type { Caller } from '../auth/permissions.ts';
import { namesOf, readDashboard, type Places } from './resolve.ts';
import { collect } from './run.ts';
import type { QueryService, VariableOptions, VariableOptionsInput } from './service.ts';
import { offeredDatasources, toPattern } from './variables.ts';

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
  const document = readDashboard(input.dashboard, context.workspace);
  const variable = findVariable(input, document.variables ?? {});
  const all = await readAll({ input, document, variable }, caller, context);
  const found = searched(all, input.search);
  return { options: found.slice(0, maxOptions), total: found.length };
}

interface Wanted {
  input: VariableOptionsInput;
  document: DashboardDocument;
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
  const { from = 'now-6h', to = 'now', timeZone } = document.time ?? {};
  const zone = input.timeZone ?? timeZone;
  const asked = {
    dashboard: input.dashboard,
    query: variable.query,
    variables: narrowing(input, document, variable),
    from: input.from ?? from,
    to: input.to ?? to,
    ...(zone !== undefined && { timeZone: zone }),
  };
  return distinct(
    frameFromArrow(await collect((await run(asked, caller, signal)).arrow)),
    variable,
  );
}

/** Values of the variables its query mentions: no other can be in the way. */
function narrowing(
  { variable: own, values = {} }: VariableOptionsInput,
  document: DashboardDocument,
  { query, all }: QueryVariable,
) {
  const used = new Set(variablesOfQuery(query, document));
  const others = Object.entries(values).filter(([name]) => name !== own && used.has(name));
  return { ...Object.fromEntries(others), ...(all !== false && { [own]: [] }) };
}

function findVariable(
  { dashboard, variable }: VariableOptionsInput,
  declared: Readonly<Record<string, Variable>>,
): Variable {
  const found = Object.hasOwn(declared, variable) ? declared[variable] : undefined;
  if (found !== undefined) return found;
  const near = didYouMean(variable, Object.keys(declared));
  throw new HeliostatError(
    'NOT_FOUND',
    `unknown variable of ${dashboard}: ${variable.slice(0, 100)}${near}`,
  );
}

/** Each value once, as text, with what is shown of it. */
function distinct(frame: Frame, { matches, sort }: QueryVariable): readonly VariableOption[] {
  const values = frame.fields.find(({ name }) => name === 'value') ?? frame.fields[0];
  const labels = frame.fields.find((field) => field.name === 'label' && field !== values);
  if (values === undefined) return [];
  const pattern = toPattern(matches);
  const options = new Map<string, string>();
  for (let row = 0; row < frame.length; row++) {
    const value = textAt(values, row);
    if (value === undefined || options.has(value) || pattern?.test(value) === false) continue;
    options.set(value, (labels && textAt(labels, row)) ?? value);
  }
  const list = [...options].map(([value, label]) => ({ value, label }));
  return sort === 'asc' || sort === 'desc' ? sorted(list, sort) : list;
}

function textAt(field: Field, row: number): string | undefined {
  if (isNull(field, row)) return undefined;
  const value: unknown = field.values[row];
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
