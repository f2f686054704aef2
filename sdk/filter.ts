import type { Filter } from './datasource.ts';

/** Every operator of a filter, in the order to offer them. */
export const filterOperators: readonly Filter['op'][] = [
  '=',
  '!=',
  'in',
  'not in',
  '<',
  '<=',
  '>',
  '>=',
  'matches',
];

/** A filter as text, as files, URLs and chips have it: `country=DE`, `age>=18`, `type in ["like","share"]`. */
export function formatFilter({ field, op, value }: Filter): string {
  const name = field.replaceAll(/[%=!<> ]/g, escape);
  const text = formatFilterValue(value);
  return /^[a-z]/.test(op) ? `${name} ${op} ${text}` : `${name}${op}${text}`;
}

/** The filter of its text; undefined when it is none. */
export function parseFilter(text: string): Filter | undefined {
  // Names have these characters escaped, values need not: the operator is the first that is found.
  const worded = /^([^=!<> ]+) (not in|in|matches) (.*)$/s.exec(text);
  const [, name, sign, value = ''] = worded ?? /^([^=!<>]+)(!=|<=|>=|=|<|>)(.*)$/s.exec(text) ?? [];
  const op = filterOperators.find((candidate) => candidate === sign);
  return name === undefined || op === undefined ? undefined : toFilter(name, op, value);
}

/** `encodeURIComponent` leaves `!` as it is. */
function escape(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}

function toFilter(name: string, op: Filter['op'], text: string): Filter | undefined {
  const value = parseFilterValue(text);
  if (value === undefined || Array.isArray(value) !== (op === 'in' || op === 'not in')) return;
  return { field: unescape(name), op, value };
}

function unescape(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

/** Text that would read as something else is quoted. */
function formatFilterValue(value: Filter['value']): string {
  if (typeof value !== 'string') return JSON.stringify(value);
  return isPlain(value) ? value : JSON.stringify(value);
}

function parseFilterValue(text: string): Filter['value'] | undefined {
  if (isPlain(text)) return text;
  try {
    const value: unknown = JSON.parse(text);
    if (Array.isArray(value))
      return value.filter((entry) => typeof entry === 'string' || typeof entry === 'number');
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
      return value;
  } catch {
    return undefined;
  }
  return undefined;
}

function isPlain(text: string): boolean {
  try {
    JSON.parse(text);
    return false;
  } catch {
    return !/^["[{]/.test(text);
  }
}
