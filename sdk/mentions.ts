import type { Filter } from './datasource.ts';
import type { DashboardDocument, QueryDocument } from './dashboard.ts';

const filtersMacro = '$__filters';

type Queries = Readonly<Record<string, QueryDocument>>;

/** All texts in a value, at any depth, a line each. */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map(textOf).join('\n');
  if (typeof value !== 'object' || value === null) return '';
  return Object.values(value).map(textOf).join('\n');
}

/**
 * The variables a text mentions: `$name`, `${name}`, `{name}`, `{name:Type}`, or the last argument of
 * a macro, `$__in(column, name)`, `$__var(name)`. No other variable can change what it means.
 */
export function mentionedVariables(text: string, names: Iterable<string>): string[] {
  const words = new Set([...variableArguments(text), ...placeholders(text)]);
  return [...names].filter((name) => words.has(name));
}

/** Names where only a variable can stand: the last argument of `$__in` and `$__var`. */
export function variableArguments(text: string): string[] {
  return [...text.matchAll(/\$__(?:in|var)\(/g)].flatMap((call) => {
    const args = argumentsAfter(text, call.index + call[0].length);
    const last = args
      .at(-1)
      ?.replace(/^['"`{]+|['"`}]+$/g, '')
      .trim();
    return last === undefined || last === '' ? [] : [last];
  });
}

function placeholders(text: string): string[] {
  const found = text.matchAll(/\$([a-z][a-z0-9-]*)|\{\s*([a-z][a-z0-9_-]*)\s*(?=[:}])/g);
  return [...found].map(([, bare, braced]) => bare ?? braced ?? '');
}

/** A text with `$name` and `${name}` of one variable as those of another. */
export function renameInText(text: string, from: string, to: string): string {
  return text.replaceAll(
    /\$(?:([a-z][a-z0-9-]*)|\{([a-z][a-z0-9-]*)\})/g,
    (whole, bare: string | undefined, braced: string | undefined) =>
      (bare ?? braced) === from ? whole.replace(from, to) : whole,
  );
}

/** The same in the text of a query, where `{name}`, `{name:Type}` and arguments of macros are mentions too. */
export function renameInQuery(text: string, from: string, to: string): string {
  const braced = renameInText(text, from, to).replaceAll(
    /(\{\s*)([a-z][a-z0-9_-]*)(?=\s*[:}])/g,
    (whole, open: string, name: string) => (name === from ? open + to : whole),
  );
  const calls = [...braced.matchAll(/\$__(?:in|var)\(/g)].reverse();
  return calls.reduce((done, { index, 0: call }) => {
    const end = endOfCall(done, index + call.length);
    const last = /(['"`{]?\s*)([a-z][a-z0-9-]*)(\s*['"`}]?\s*)$/.exec(done.slice(0, end));
    if (last?.[2] !== from || last.index < index + call.length) return done;
    const [, open = '', , close = ''] = last;
    return done.slice(0, last.index) + open + to + close + done.slice(end);
  }, braced);
}

/** Where the parenthesis of a call is closed; the end of the text where it is not. */
function endOfCall(text: string, start: number): number {
  let depth = 1;
  for (let i = start; i < text.length; i++) {
    depth += nesting(text.charAt(i));
    if (depth === 0) return i;
  }
  return text.length;
}

const maxArgumentsLength = 10_000;

/** The arguments of a call up to its closing parenthesis, without comments. */
function argumentsAfter(text: string, start: number): string[] {
  const rest = text.slice(start, start + maxArgumentsLength).replace(/\/\*[\s\S]*?\*\/|--.*/g, ' ');
  const commas: number[] = [];
  let depth = 1;
  for (let i = 0; i < rest.length; i++) {
    const letter = rest.charAt(i);
    if (letter === ',' && depth === 1) commas.push(i);
    depth += nesting(letter);
    if (depth === 0) return [...commas, i].map((end, n) => between(rest, commas[n - 1], end));
  }
  return [];
}

function nesting(letter: string): number {
  if (letter === '(' || letter === '[') return 1;
  return letter === ')' || letter === ']' ? -1 : 0;
}

function between(text: string, comma: number | undefined, end: number): string {
  return text.slice(comma === undefined ? 0 : comma + 1, end).trim();
}

/** A query with those it takes its rows from, each once. */
function withSources(name: string, queries: Queries): QueryDocument[] {
  const seen = new Set<string>();
  const visit = (query: string): QueryDocument[] => {
    const document = Object.hasOwn(queries, query) ? queries[query] : undefined;
    if (document === undefined || seen.has(query)) return [];
    seen.add(query);
    return [document, ...(document.from ?? []).flatMap(visit)];
  };
  return visit(name);
}

/**
 * The variables that decide what a query of a dashboard gives: those that it, or one it takes its rows
 * from, mentions, and those that hold filters where it obeys any.
 */
export function variablesOfQuery(
  name: string,
  { queries = {}, variables = {} }: Pick<DashboardDocument, 'queries' | 'variables'>,
): string[] {
  const text = textOf(withSources(name, queries));
  const mentioned = mentionedVariables(text, Object.keys(variables));
  return Object.entries(variables).flatMap(([slug, { type }]) =>
    (type === 'filters' ? text.includes(filtersMacro) : mentioned.includes(slug)) ? [slug] : [],
  );
}

/** By slug of a query variable: the other variables whose values decide what it offers. */
export function variableDependencies(
  document: Pick<DashboardDocument, 'queries' | 'variables'>,
): ReadonlyMap<string, readonly string[]> {
  return new Map(
    Object.entries(document.variables ?? {}).map(([slug, variable]) => [
      slug,
      // Its own value does not narrow what it offers.
      variable.type === 'query'
        ? variablesOfQuery(variable.query, document).filter((other) => other !== slug)
        : [],
    ]),
  );
}

/** The shortest way round from each name that depends on itself; each circle once. */
export function dependencyCircles(
  graph: ReadonlyMap<string, readonly string[]>,
): (readonly string[])[] {
  const circles: (readonly string[])[] = [];
  for (const start of graph.keys()) {
    if (circles.some((circle) => circle.includes(start))) continue;
    const circle = wayBack(start, graph);
    if (circle !== undefined) circles.push(circle);
  }
  return circles;
}

function wayBack(
  start: string,
  graph: ReadonlyMap<string, readonly string[]>,
): readonly string[] | undefined {
  const seen = new Set<string>();
  // Grows while it is walked: first all ways of one step, then of two, and so on.
  const ways: string[][] = [[start]];
  for (const way of ways) {
    const next = graph.get(way.at(-1) ?? '') ?? [];
    if (next.includes(start)) return [...way, start];
    const fresh = next.filter((name) => !seen.has(name));
    fresh.forEach((name) => seen.add(name));
    ways.push(...fresh.map((name) => [...way, name]));
  }
  return undefined;
}

/** Of the filters of a dashboard, those that a query obeys: it says `$__filters`, and knows the field. */
export function obeyedFilters(query: QueryDocument, filters: readonly Filter[]): readonly Filter[] {
  if (filters.length === 0 || !textOf(query).includes(filtersMacro)) return [];
  const { dimensions } = query;
  return dimensions === undefined
    ? filters
    : filters.filter(({ field }) => dimensions.includes(field));
}

/** Of the filters of a dashboard, those that a query, or one it takes its rows from, obeys. */
export function filtersOfQuery(
  name: string,
  { queries = {} }: Pick<DashboardDocument, 'queries'>,
  filters: readonly Filter[],
): readonly Filter[] {
  const all = withSources(name, queries);
  return filters.filter((filter) => all.some((query) => obeyedFilters(query, [filter]).length > 0));
}
