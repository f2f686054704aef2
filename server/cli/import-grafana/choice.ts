import { defined, toJson, toText, type Json } from './source.ts';

type Note = (text: string) => void;

/** What is chosen at first; empty for all, and where nobody has chosen yet. */
export function currentValues({ current }: Json): readonly string[] {
  const { value } = toJson(current);
  const values = (Array.isArray(value) ? value : [value]).map(toText);
  return values.includes('$__all') ? [] : values.filter((each) => each !== '');
}

/** Values that a query finds can only be left without "all" where one of them is known. */
export function offersAll(variable: Json, type: string): boolean {
  if (type !== 'query' && type !== 'list') return false;
  if (variable['includeAll'] === true) return true;
  return type === 'query' && currentValues(variable).length === 0;
}

/** How many may be chosen, whether all, and what at first. */
export function toChoice(variable: Json, type: string, note: Note): Json {
  const { multi, allValue, includeAll } = variable;
  const all = offersAll(variable, type);
  if (all && includeAll !== true) note('without a default it offers “All”, which it did not');
  const wanted = toText(allValue);
  if (all && wanted !== '' && !/^(\.[*+]|%|\*)$/.test(wanted))
    note(`its “All” stood for ${wanted}: here it restricts nothing`);
  const chosen = currentValues(variable);
  return defined({
    multi: multi === true ? true : undefined,
    all: all ? undefined : false,
    default: chosen.length > 1 && multi === true ? chosen : chosen[0],
  });
}

/** Grafana numbers its orders, and names them since schema v2. */
export function toSort(sort: unknown): string | undefined {
  if (typeof sort === 'number' && sort > 0) return sort % 2 === 1 ? 'asc' : 'desc';
  return /(Asc|Desc)$/.exec(toText(sort))?.[1]?.toLowerCase();
}

/** A regular expression that only picks values; one that cuts values out has no counterpart. */
export function toMatches(regex: unknown, note: Note): string | undefined {
  const text = toText(regex);
  if (text === '') return undefined;
  const [, inner, flags] = /^\/(.*)\/(\w*)$/s.exec(text) ?? [];
  // Without slashes Grafana has it match the whole value.
  const source = inner ?? `^${text}$`;
  if (/^[gu]*$/.test(flags ?? '') && source !== '' && isPlain(source)) return source;
  note(`only values that match ${text}`);
  return undefined;
}

function isPlain(source: string): boolean {
  if (source.length > 400 || source.includes('$__') || /\$\{|\[\[/.test(source)) return false;
  try {
    // With an empty alternative it matches anything, and says how many groups it has.
    return new RegExp(`${source}|`, 'u').exec('')?.length === 1;
  } catch {
    return false;
  }
}
