import { HeliostatError, type Filter, type Interval, type ParamValue } from '@heliostat/sdk';
import { Bindings, isAll, nameOf } from './bindings.ts';
import { filterCondition } from './filters.ts';
import { positionAt } from './position.ts';
import { tokenize, type Token } from './tokens.ts';

/** What the macros and placeholders of a query stand for. */
export interface Bound {
  range: Interval;
  stepMs: number;
  params: Readonly<Record<string, ParamValue>>;
  filters: readonly Filter[];
}

/** SQL in which every value is a `{name:Type}` placeholder, with the values beside it. */
export interface Expansion {
  sql: string;
  params: Readonly<Record<string, unknown>>;
  /** How often each macro was used. */
  macros: ReadonlyMap<string, number>;
  /** Names of fields by those that ClickHouse gives the result of `$__text`. */
  texts: ReadonlyMap<string, string>;
  /** Offset in the author's text that an offset in `sql` comes from. */
  toAuthor(offset: number): number;
}

interface Call {
  name: string;
  /** Arguments as the author wrote them, without the space around. */
  args: readonly string[];
  /** Index of the token after the call. */
  next: number;
  fail: (message: string, hint?: string) => never;
}

type Macro = (call: Call, bindings: Bindings, bound: Bound) => string;

/** Macros that take arguments, and how many. */
const calls: Readonly<Record<string, readonly [arity: number, expand: Macro]>> = {
  $__time: [1, expandTime],
  $__bucket: [1, expandBucket],
  $__in: [2, expandIn],
  $__var: [1, expandVariable],
  $__text: [1, expandText],
};
const words: Readonly<Record<string, Macro>> = {
  $__filters: expandFilters,
  $__from: (_call, bindings, { range }) => bindings.add('__from', 'Int64', range.from),
  $__to: (_call, bindings, { range }) => bindings.add('__to', 'Int64', range.to),
  $__step: (_call, bindings, { stepMs }) => bindings.add('__step', 'Int64', stepMs),
};
const macroNames = [...Object.keys(calls), ...Object.keys(words)];

/**
 * Macros and placeholders as bound parameters; strings, comments and quoted names stay untouched.
 * Throws INVALID_QUERY with the position of a macro or variable that is not known.
 */
export function expand(sql: string, bound: Bound): Expansion {
  const tokens = tokenize(sql);
  const bindings = new Bindings();
  const macros = new Map<string, number>();
  const texts = new Map<string, string>();
  const pieces: { text: string; start: number; isCopy: boolean }[] = [];
  for (let i = 0; i < tokens.length;) {
    const token = tokens[i] as Token;
    const fail = failAt(sql, token.start);
    if (token.kind === 'macro') {
      const call = parseCall(tokens, i, fail);
      macros.set(call.name, (macros.get(call.name) ?? 0) + 1);
      if (call.name === '$__text') nameTexts(call, texts);
      pieces.push({ text: expandMacro(call, bindings, bound), start: token.start, isCopy: false });
      i = call.next;
      continue;
    }
    const text =
      token.kind === 'placeholder' ? bindings.author(token.text, bound, fail) : token.text;
    pieces.push({ text, start: token.start, isCopy: token.kind !== 'placeholder' });
    i++;
  }
  return {
    sql: pieces.map(({ text }) => text).join(''),
    params: bindings.values,
    macros,
    texts,
    toAuthor: (offset) => authorOffset(pieces, offset),
  };
}

function authorOffset(
  pieces: readonly { text: string; start: number; isCopy: boolean }[],
  offset: number,
): number {
  let end = 0;
  for (const { text, start, isCopy } of pieces) {
    const begin = end;
    end += text.length;
    if (offset < end) return isCopy ? start + offset - begin : start;
  }
  const last = pieces.at(-1);
  return last === undefined ? 0 : last.start + (last.isCopy ? last.text.length : 0);
}

function failAt(sql: string, offset: number): Call['fail'] {
  return (message, hint) => {
    throw new HeliostatError('INVALID_QUERY', message, { hint, position: positionAt(sql, offset) });
  };
}

function expandMacro(call: Call, bindings: Bindings, bound: Bound): string {
  const word = Object.hasOwn(words, call.name) ? words[call.name] : undefined;
  if (word !== undefined) return word(call, bindings, bound);
  const known = calls[call.name];
  if (known === undefined) return call.fail(`unknown macro: ${call.name}`, knownMacros());
  const [arity, expandCall] = known;
  if (call.args.length !== arity || call.args.some((arg) => arg === ''))
    call.fail(`${call.name}: expected ${arity} argument${arity === 1 ? '' : 's'}`, knownMacros());
  return expandCall(call, bindings, bound);
}

function knownMacros(): string {
  return `The macros are ${macroNames.join(', ')}.`;
}

/** Reads `name(a, b)`; words without parentheses have no arguments. */
function parseCall(tokens: readonly Token[], at: number, fail: Call['fail']): Call {
  const name = tokens[at]?.text ?? '';
  const isCall = Object.hasOwn(calls, name) && tokens[at + 1]?.text === '(';
  if (!isCall) return { name, args: [], next: at + 1, fail };
  const args: string[] = [];
  let arg = '';
  for (let i = at + 2, depth = 1; i < tokens.length; i++) {
    const { kind, text } = tokens[i] as Token;
    if (kind === 'macro') fail(`${name}: a macro cannot be inside another`);
    depth += nesting(text);
    if (depth === 0) return { name, args: [...args, arg.trim()], next: i + 1, fail };
    if (text === ',' && depth === 1) {
      args.push(arg.trim());
      arg = '';
    } else if (kind !== 'comment') arg += text;
  }
  return fail(`${name}: the parenthesis is not closed`);
}

function nesting(text: string): number {
  if (text === '(' || text === '[') return 1;
  return text === ')' || text === ']' ? -1 : 0;
}

function expandTime({ args }: Call, bindings: Bindings, { range }: Bound): string {
  const from = `fromUnixTimestamp64Milli(${bindings.add('__from', 'Int64', range.from)}, 'UTC')`;
  const to = `fromUnixTimestamp64Milli(${bindings.add('__to', 'Int64', range.to)}, 'UTC')`;
  return `((${args[0]}) >= ${from} AND (${args[0]}) < ${to})`;
}

function expandBucket({ args }: Call, bindings: Bindings, { stepMs }: Bound): string {
  const step = bindings.add('__step', 'Int64', stepMs);
  return `toStartOfInterval(toDateTime64(${args[0]}, 3, 'UTC'), toIntervalMillisecond(${step}))`;
}

function expandIn({ args, fail }: Call, bindings: Bindings, bound: Bound): string {
  const [column = '', variable = ''] = args;
  const name = nameOf(variable);
  const value = bound.params[name];
  if (value === undefined || !Object.hasOwn(bound.params, name))
    return unknownVariable(name, bound, fail);
  if (isAll(value)) return '1';
  const list = (Array.isArray(value) ? value : [value]).map(String);
  // As text, so that a list of strings fits a number, an enum or a low cardinality column alike.
  return `(has(${bindings.add(name, 'Array(String)', list)}, toString(${column})))`;
}

function expandVariable({ args, fail }: Call, bindings: Bindings, bound: Bound): string {
  const name = nameOf(args[0] ?? '');
  const value = bound.params[name];
  if (value === undefined || !Object.hasOwn(bound.params, name))
    return unknownVariable(name, bound, fail);
  return bindings.value(name, value);
}

/** A name as it is written: a word, or in quotes. No query may name what needs an escape there. */
const writtenName = /`[^`\\]+`|"[^"\\]+"|[A-Za-z_]\w*/;
const writtenColumn = new RegExp(`^(?:${writtenName.source})(?:\\.(?:${writtenName.source}))*$`);

/** Without an alias, which would stand for the column in the whole query, its filters too. */
function expandText({ args, fail }: Call): string {
  const [column = ''] = args;
  if (!writtenColumn.test(column))
    fail(`$__text: expected the name of a column, got ${column}`, 'Write toString(…) AS name.');
  return `toString(${column})`;
}

/** A name in the result goes without quotes and without the table. */
function nameTexts({ args }: Call, texts: Map<string, string>): void {
  const parts = (args[0] ?? '').match(new RegExp(writtenName, 'g')) ?? [];
  for (const i of parts.keys()) {
    const name = parts
      .slice(i)
      .map((part) => part.replace(/^[`"]|[`"]$/g, ''))
      .join('.');
    texts.set(`toString(${name})`, name);
  }
}

function expandFilters(_call: Call, bindings: Bindings, { filters }: Bound): string {
  if (filters.length === 0) return '1';
  return `(${filters.map((filter, i) => filterCondition(filter, i, bindings)).join(' AND ')})`;
}

export function unknownVariable(name: string, { params }: Bound, fail: Call['fail']): never {
  const known = Object.keys(params);
  const hint =
    known.length === 0 ? 'The dashboard has no variables.' : `Known: ${known.join(', ')}.`;
  return fail(`unknown variable: ${name}`, hint);
}
