import { HeliostatError, type ParamValue, type Variable } from '@heliostat/sdk';
import { didYouMean } from '@heliostat/sdk/check';

type Variables = Readonly<Record<string, Variable>>;
type Values = Readonly<Record<string, ParamValue>>;

const maxValues = 1000;
const maxValueLength = 1000;

/**
 * The value of each declared variable: what was given, else its default; an empty list is "all".
 * Throws INVALID_REQUEST, naming the variable, for undeclared ones and for values it cannot take.
 */
export function bindVariables(
  declared: Variables,
  given: Values = {},
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
    Object.entries(declared).map(([name, variable]) => [
      name,
      bindVariable(name, variable, Object.hasOwn(given, name) ? given[name] : undefined),
    ]),
  );
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

/** Names of the variables that the text mentions: no others can change its result. */
export function mentioned(text: string, names: Iterable<string>): string[] {
  return [...names].filter((name) => text.includes(name));
}

function bindVariable(name: string, variable: Variable, given: ParamValue | undefined): ParamValue {
  if (variable.type === 'constant') {
    if (given === undefined || given === variable.value) return variable.value;
    throw refuse(name, 'is a constant and takes no value');
  }
  const list = toList(name, given ?? variable.default ?? initial(variable));
  if (variable.type === 'text') return single(name, list) ?? '';
  if (variable.type === 'list') checkListed(name, list, variable.values);
  if (variable.multi === true) return list;
  return single(name, list) ?? [];
}

/** Without a value or a default: everything, but of a list with single choice the first. */
function initial(variable: Exclude<Variable, { type: 'constant' }>): ParamValue {
  if (variable.type === 'text') return '';
  if (variable.type === 'list' && variable.multi !== true) return variable.values.slice(0, 1);
  return [];
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

function checkListed(name: string, list: readonly string[], values: readonly string[]): void {
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
