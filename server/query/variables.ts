import {
  HeliostatError,
  initialValues,
  isMulti,
  listedOptions,
  offersAll,
  parseFilter,
  type Filter,
  type ParamValue,
  type Variable,
} from '@heliostat/sdk';
import { didYouMean } from '@heliostat/sdk/check';
import { matching } from './matching.ts';

type Variables = Readonly<Record<string, Variable>>;
type Values = Readonly<Record<string, ParamValue>>;

const maxValues = 1000;
const maxValueLength = 1000;
const maxFilters = 20;

/** Names of the datasources of one plugin, in order. */
export type DatasourceNames = (plugin: string) => readonly string[];

/**
 * The value of each declared variable: what was given, else its default; an empty list is "all".
 * Throws INVALID_REQUEST, naming the variable, for undeclared ones and for values it cannot take.
 */
export function bindVariables(
  declared: Variables,
  given: Values = {},
  datasources: DatasourceNames = () => [],
): ReadonlyMap<string, ParamValue> {
  const names = Object.keys(declared);
  for (const name of Object.keys(given))
    if (!Object.hasOwn(declared, name))
      throw new HeliostatError(
        'INVALID_REQUEST',
        `unknown variable: ${name.slice(0, 100)}${didYouMean(name, names)}`,
        { hint: `The dashboard declares: ${names.join(', ') || 'none'}.` },
      );
  return new Map(
    Object.entries(declared).map(([name, variable]) => {
      const value = Object.hasOwn(given, name) ? given[name] : undefined;
      return [name, bindVariable({ name, variable, datasources }, value)];
    }),
  );
}

/** Variables of type `filters` are filters to the queries; the others are values that queries mention. */
export function takeFilters(
  declared: Variables,
  bound: ReadonlyMap<string, ParamValue>,
): { values: ReadonlyMap<string, ParamValue>; filters: readonly Filter[] } {
  const isFilters = (name: string) => declared[name]?.type === 'filters';
  const entries = [...bound];
  return {
    values: new Map(entries.filter(([name]) => !isFilters(name))),
    filters: entries.flatMap(([name, value]) =>
      isFilters(name) ? toFilters(name, toList(name, value)) : [],
    ),
  };
}

/** Throws INVALID_REQUEST with the first text that is no filter. */
function toFilters(name: string, texts: readonly string[]): Filter[] {
  if (texts.length > maxFilters) throw refuse(name, `takes at most ${maxFilters} filters`);
  return texts.map((text) => {
    const filter = parseFilter(text);
    if (filter !== undefined) return filter;
    throw new HeliostatError(
      'INVALID_REQUEST',
      `variable ${name}: not a filter: ${text.slice(0, 100)}`,
      { hint: 'A filter is like country=DE, amount>=18 or type in ["like","share"].' },
    );
  });
}

/** Values for an ad hoc query: nothing is declared, so only their form is checked. */
export function bindFreely(given: Values = {}): ReadonlyMap<string, ParamValue> {
  return new Map(
    Object.entries(given).map(([name, value]) => {
      if (!/^[a-z][a-z0-9-]{0,62}$/.test(name))
        throw refuse(name.slice(0, 100), 'expected a name like country');
      toList(name, value);
      return [name, value];
    }),
  );
}

interface Declared {
  name: string;
  variable: Variable;
  datasources: DatasourceNames;
}

function bindVariable(declared: Declared, given: ParamValue | undefined): ParamValue {
  const { name, variable } = declared;
  if (variable.type === 'constant') {
    if (given === undefined || given === variable.value) return variable.value;
    throw refuse(name, 'is a constant and takes no value');
  }
  const list = toList(name, given ?? initialValues(variable));
  checkOffered(declared, list);
  if (variable.type === 'filters') toFilters(name, list);
  if (isMulti(variable)) return list.length > 0 ? list : nothing(declared);
  return single(name, list) ?? nothing(declared);
}

/** What choosing nothing means. */
function nothing({ name, variable, datasources }: Declared): ParamValue {
  if (variable.type === 'text') return '';
  if (offersAll(variable)) return [];
  if (variable.type !== 'datasource') throw refuse(name, 'needs a value: "all" is not offered');
  const [first] = offeredDatasources(variable, datasources);
  if (first !== undefined) return first;
  throw refuse(name, `no datasource of the plugin "${variable.plugin}" fits`);
}

/** The names a datasource variable offers. */
export function offeredDatasources(
  { plugin, matches }: Extract<Variable, { type: 'datasource' }>,
  datasources: DatasourceNames,
): readonly string[] {
  return matching(datasources(plugin), matches);
}

function toList(name: string, value: unknown): string[] {
  const list: unknown[] = Array.isArray(value) ? value : [value];
  if (list.length > maxValues) throw refuse(name, `takes at most ${maxValues} values`);
  return list.map((item) => {
    if (typeof item !== 'string' && typeof item !== 'number' && typeof item !== 'boolean')
      throw refuse(name, 'expected text, a number, a boolean, or a list of them');
    const text = String(item);
    if (text.length > maxValueLength)
      throw refuse(name, `a value is longer than ${maxValueLength} characters`);
    return text;
  });
}

function single(name: string, list: readonly string[]): string | undefined {
  if (list.length > 1) throw refuse(name, `takes one value, got ${list.length}`);
  return list[0];
}

/** Values of the kinds that know all of theirs. */
function checkOffered({ name, variable, datasources }: Declared, list: readonly string[]): void {
  const values =
    variable.type === 'datasource'
      ? offeredDatasources(variable, datasources)
      : listedOptions(variable).map(({ value }) => value);
  if (values.length === 0 && variable.type !== 'datasource') return;
  const unknown = list.find((value) => !values.includes(value));
  if (unknown !== undefined)
    throw refuse(
      name,
      `not one of its values: ${unknown.slice(0, 100)}${didYouMean(unknown, values)}`,
    );
}

function refuse(name: string, what: string): HeliostatError {
  return new HeliostatError('INVALID_REQUEST', `variable ${name}: ${what}`);
}
