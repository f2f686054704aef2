import { variableSchema, type Variable } from '@heliostat/sdk';
import type { JsonSchema } from '../data/operations.ts';

export type VariableType = Variable['type'];

/** What people call each type, in the order to offer them. */
export const variableTypes: readonly (readonly [type: VariableType, title: string])[] = [
  ['query', 'Values of a query'],
  ['list', 'List'],
  ['filters', 'Filters'],
  ['text', 'Text'],
  ['interval', 'Interval'],
  ['datasource', 'Datasource'],
  ['switch', 'Switch'],
  ['constant', 'Constant'],
];

export function titleOf(type: VariableType): string {
  return variableTypes.find(([known]) => known === type)?.[1] ?? type;
}

/** The schema of one type, of the union of all. */
export function schemaOf(type: VariableType): JsonSchema {
  const kinds = variableSchema.anyOf as unknown as readonly JsonSchema[];
  return kinds.find(({ properties }) => properties?.['type']?.const === type) ?? {};
}

/** What a new variable may name. */
export interface Offers {
  queries: readonly string[];
  datasources: readonly { name: string; type: string }[];
}

/** A variable of a type, as it begins; undefined where there is nothing it could name. */
export function blankVariable(type: VariableType, { queries, datasources }: Offers): Variable {
  const [first] = datasources;
  switch (type) {
    case 'query':
      return { type, query: queries[0] ?? 'values' };
    case 'list':
      return { type, values: ['one', 'two'] };
    case 'constant':
      return { type, value: 'value' };
    case 'interval':
      return { type, values: ['auto', '1m', '5m', '1h'] };
    case 'datasource':
      return { type, plugin: first?.type ?? 'plugin' };
    case 'filters':
      return { type, datasource: first?.name ?? 'datasource', table: 'table' };
    default:
      return { type };
  }
}

/** The variable as one of another type: what both have stays, but not what is chosen at first. */
export function toType(variable: Variable, type: VariableType, offers: Offers): Variable {
  if (variable.type === type) return variable;
  const blank = blankVariable(type, offers);
  const known = schemaOf(type).properties ?? {};
  const before = schemaOf(variable.type).properties ?? {};
  const isAlike = (key: string) => JSON.stringify(known[key]) === JSON.stringify(before[key]);
  const kept = Object.entries(variable).filter(
    ([key]) => key !== 'default' && Object.hasOwn(known, key) && isAlike(key),
  );
  return { ...blank, ...Object.fromEntries(kept), type } as Variable;
}

/** The values of a list, a line each: `DE`, or `DE | Germany` where another text is shown. */
export function formatValues(values: Extract<Variable, { type: 'list' }>['values']): string {
  return values
    .map((one) => {
      if (typeof one !== 'string') return `${one.value} | ${one.label}`;
      return one.includes(' | ') ? `${one} | ${one}` : one;
    })
    .join('\n');
}

export function parseValues(text: string): Extract<Variable, { type: 'list' }>['values'] {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return lines.map((line) => {
    const half = (line.length - 3) / 2;
    // A value with the sign in it is written twice.
    if (Number.isInteger(half) && line === `${line.slice(0, half)} | ${line.slice(0, half)}`)
      return line.slice(0, half);
    const at = line.indexOf(' | ');
    return at < 0 ? line : { value: line.slice(0, at), label: line.slice(at + 3) };
  });
}
