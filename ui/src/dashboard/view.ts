import {
  initialValues,
  isMulti,
  parseDuration,
  type DashboardDocument,
  type Filter,
  type ParamValue,
  type SeriesChoice,
} from '@heliostat/sdk';

/** What a viewer has chosen on a dashboard; all of it is in the URL. */
export interface View {
  from: string;
  to: string;
  /** `off`, `live` or a duration. */
  refresh: string;
  /** By slug; an empty list is "all". */
  variables: Readonly<Record<string, readonly string[]>>;
  filters: readonly Filter[];
  /** What the legends show, by slug of their panel. */
  series: ReadonlyMap<string, SeriesChoice>;
  /** Slug of the panel in full screen. */
  panel: string | undefined;
  /** Slug of the panel whose inspector is open. */
  inspect: string | undefined;
  /** Titles of the rows that are folded. */
  folded: readonly string[];
  /** While it is being edited: slug of the panel whose editor is open, empty when none is. */
  edit: string | undefined;
}

/** The view of a dashboard as its author left it. */
export function defaultView(document: DashboardDocument): View {
  return {
    from: document.time?.from ?? 'now-6h',
    to: document.time?.to ?? 'now',
    refresh: document.time?.refresh ?? 'off',
    variables: defaultVariables(document),
    filters: [],
    series: new Map(),
    panel: undefined,
    inspect: undefined,
    folded: [],
    edit: undefined,
  };
}

/** The view a URL's query asks for; what it does not say is as in `defaults`. */
export function parseView(params: URLSearchParams, defaults: View): View {
  const variables = { ...defaults.variables };
  for (const slug of Object.keys(variables)) {
    const values = params.getAll(`var.${slug}`);
    if (values.length > 0) variables[slug] = values.filter((value) => value !== '').map(unquote);
  }
  return {
    from: params.get('from') ?? defaults.from,
    to: params.get('to') ?? defaults.to,
    refresh: parseRefresh(params.get('refresh')) ?? defaults.refresh,
    variables,
    filters: [...new Set(params.getAll('filter'))].flatMap((text) => parseFilter(text) ?? []),
    series: parseSeries(params),
    panel: params.get('panel') ?? undefined,
    inspect: params.get('inspect') ?? undefined,
    folded: [...new Set(params.getAll('folded'))],
    edit: params.get('edit') ?? undefined,
  };
}

/** The URL query of a view: only what differs from `defaults`, in a stable order. */
export function formatView(view: View, defaults: View): string {
  const pairs: [string, string][] = [];
  if (view.from !== defaults.from || view.to !== defaults.to)
    pairs.push(['from', view.from], ['to', view.to]);
  if (view.refresh !== defaults.refresh) pairs.push(['refresh', view.refresh]);
  for (const [slug, values] of Object.entries(view.variables)) {
    if (same(values, defaults.variables[slug] ?? [])) continue;
    const shown = values.length === 0 ? [''] : values.map(quote);
    pairs.push(...shown.map((value): [string, string] => [`var.${slug}`, value]));
  }
  pairs.push(...view.filters.map((filter): [string, string] => ['filter', formatFilter(filter)]));
  for (const [slug, { mode, names }] of [...view.series].sort())
    pairs.push(...names.map((name): [string, string] => [`${mode}.${slug}`, name]));
  pairs.push(...view.folded.map((title): [string, string] => ['folded', title]));
  for (const key of ['panel', 'inspect', 'edit'] as const)
    if (view[key] !== undefined) pairs.push([key, view[key]]);
  return pairs.length === 0 ? '' : `?${pairs.map(formatPair).join('&')}`;
}

/** `only.by-type=login`, `hide.by-type=login`: one choice a panel, the first in the URL. */
function parseSeries(params: URLSearchParams): ReadonlyMap<string, SeriesChoice> {
  const series = new Map<string, SeriesChoice>();
  for (const key of new Set(params.keys())) {
    const [, mode, slug] = /^(only|hide)\.(.+)$/s.exec(key) ?? [];
    if (slug === undefined || series.has(slug)) continue;
    series.set(slug, { mode: mode === 'only' ? 'only' : 'hide', names: params.getAll(key) });
  }
  return series;
}

/** Undefined for what is neither a word nor a duration: nothing would refresh by it. */
function parseRefresh(text: string | null): string | undefined {
  if (text === null || text === 'off' || text === 'live') return text ?? undefined;
  try {
    parseDuration(text);
    return text;
  } catch {
    return undefined;
  }
}

/** An empty text means "all" in the URL, so one that is chosen is quoted; so is a quote. */
function quote(value: string): string {
  return value === '' || value.startsWith('"') ? JSON.stringify(value) : value;
}

function unquote(text: string): string {
  if (!text.startsWith('"')) return text;
  try {
    return String(JSON.parse(text));
  } catch {
    return text;
  }
}

/** Variables as a query takes them: one value as text, several or "all" as a list. */
export function toParams(
  document: DashboardDocument,
  variables: View['variables'],
): Record<string, ParamValue> {
  return Object.fromEntries(
    Object.entries(document.variables ?? {}).flatMap(([slug, variable]): [string, ParamValue][] => {
      if (variable.type === 'constant') return [];
      const values = variables[slug] ?? [];
      if (isMulti(variable)) return [[slug, values]];
      return [[slug, values[0] ?? (variable.type === 'text' ? '' : [])]];
    }),
  );
}

const operators = ['!=', '<=', '>=', '=', '<', '>'] as const;
const words = ['not in', 'in', 'matches'] as const;

/** `country=DE`, `age>=18`, `type in ["like","share"]`: a filter as the URL and its chip show it. */
export function formatFilter({ field, op, value }: Filter): string {
  const name = field.replaceAll(/[%=!<> ]/g, escape);
  const text = formatFilterValue(value);
  return (words as readonly string[]).includes(op)
    ? `${name} ${op} ${text}`
    : `${name}${op}${text}`;
}

/** `encodeURIComponent` leaves `!` as it is. */
function escape(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}

/** The filter of its text, or undefined when it is none. */
export function parseFilter(text: string): Filter | undefined {
  for (const op of words) {
    const at = text.indexOf(` ${op} `);
    if (at > 0) return toFilter(text.slice(0, at), op, text.slice(at + op.length + 2));
  }
  const match = /^([^=!<>]+)(!=|<=|>=|=|<|>)(.*)$/s.exec(text);
  const op = operators.find((candidate) => candidate === match?.[2]);
  if (match?.[1] === undefined || op === undefined) return;
  return toFilter(match[1], op, match[3] ?? '');
}

function toFilter(name: string, op: Filter['op'], text: string): Filter | undefined {
  const value = parseFilterValue(text);
  if (value === undefined) return;
  return { field: decodeURIComponentSafely(name), op, value };
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

function defaultVariables(document: DashboardDocument): Record<string, readonly string[]> {
  return Object.fromEntries(
    Object.entries(document.variables ?? {}).flatMap(([slug, variable]) =>
      variable.type === 'constant' ? [] : [[slug, initialValues(variable)]],
    ),
  );
}

function formatPair([key, value]: [string, string]): string {
  const encode = (text: string): string =>
    encodeURIComponent(text).replaceAll(/%(3A|2F|2C|40|24|3B)/g, (code) =>
      decodeURIComponent(code),
    );
  // A mode without a value reads better without the sign.
  return key === 'edit' && value === '' ? key : `${encode(key)}=${encode(value)}`;
}

function decodeURIComponentSafely(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function same(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((value, i) => value === b[i]);
}
