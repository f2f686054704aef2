import {
  formatFilter,
  initialValues,
  isMulti,
  parseDuration,
  parseFilter,
  zoneOffset,
  type DashboardDocument,
  type Filter,
  type ParamValue,
  type SeriesChoice,
} from '@heliostat/sdk';

/** What a viewer has chosen on a dashboard; all of it is in the URL. */
export interface View {
  from: string;
  to: string;
  /** Days and clock times are meant in it: `browser`, `utc` or an IANA name. */
  timeZone: string;
  /** `off`, `live` or a duration. */
  refresh: string;
  /** What panels are compared with: `range`, or how much earlier; undefined: nothing. */
  compare: string | undefined;
  /** By slug; an empty list is "all". */
  variables: Readonly<Record<string, readonly string[]>>;
  filters: readonly Filter[];
  /** Slugs of annotations shown or hidden against the file; `*` are those made by hand. */
  toggled: readonly string[];
  /** What the legends show, by slug of their panel. */
  series: ReadonlyMap<string, SeriesChoice>;
  /** Name of the tab that is shown; undefined is the first. */
  tab: string | undefined;
  /** Slug of the panel in full screen. */
  panel: string | undefined;
  /** Slug of the panel whose inspector is open. */
  inspect: string | undefined;
  /** Titles of the rows that are folded. */
  folded: readonly string[];
  /** While it is being edited: slug of the panel whose editor is open, empty when none is. */
  edit: string | undefined;
  /** Nothing but the dashboard, for a wall. */
  kiosk: boolean;
}

/** What a dashboard shows at first when its file does not say. */
const plainTime = { from: 'now-6h', to: 'now', refresh: 'off', timeZone: 'browser' } as const;

/** The view of a dashboard as its author left it. */
export function defaultView(document: DashboardDocument): View {
  return {
    ...plainTime,
    ...document.time,
    compare: undefined,
    variables: defaultVariables(document),
    filters: [],
    toggled: [],
    series: new Map(),
    tab: undefined,
    panel: undefined,
    inspect: undefined,
    folded: [],
    edit: undefined,
    kiosk: false,
  };
}

/** The time of a view as a file says it: only what is not plain; undefined where nothing is left. */
export function toFileTime(view: View): DashboardDocument['time'] {
  const keys = Object.keys(plainTime) as (keyof typeof plainTime)[];
  const said = keys.filter((key) => view[key] !== plainTime[key]);
  return said.length === 0 ? undefined : Object.fromEntries(said.map((key) => [key, view[key]]));
}

/** The view a URL's query asks for; what it does not say is as in `defaults`. */
export function parseView(params: URLSearchParams, defaults: View): View {
  const variables = { ...defaults.variables };
  for (const slug of Object.keys(variables)) {
    const values = params.getAll(`var.${slug}`);
    if (values.length > 0)
      variables[slug] = [...new Set(values.filter((value) => value !== '').map(unquote))];
  }
  return {
    from: params.get('from') ?? defaults.from,
    to: params.get('to') ?? defaults.to,
    timeZone: parseZone(params.get('zone')) ?? defaults.timeZone,
    refresh: parseRefresh(params.get('refresh')) ?? defaults.refresh,
    compare: parseCompare(params.get('compare')),
    variables,
    filters: parseFilters(params.getAll('filter')),
    toggled: [...new Set(params.getAll('annotations'))],
    series: parseSeries(params),
    tab: params.get('tab') ?? undefined,
    panel: params.get('panel') ?? undefined,
    inspect: params.get('inspect') ?? undefined,
    folded: [...new Set(params.getAll('folded'))],
    edit: params.get('edit') ?? undefined,
    kiosk: params.has('kiosk') && !params.has('edit'),
  };
}

/** Each once, however it is written; what is no filter is left out. */
function parseFilters(texts: readonly string[]): readonly Filter[] {
  const filters = texts.flatMap((text) => parseFilter(text) ?? []);
  return [...new Map(filters.map((filter) => [formatFilter(filter), filter])).values()];
}

/** The URL query of a view: only what differs from `defaults`, in a stable order. */
export function formatView(view: View, defaults: View): string {
  const pairs: [string, string][] = [];
  if (view.from !== defaults.from || view.to !== defaults.to)
    pairs.push(['from', view.from], ['to', view.to]);
  if (view.timeZone !== defaults.timeZone) pairs.push(['zone', view.timeZone]);
  if (view.refresh !== defaults.refresh) pairs.push(['refresh', view.refresh]);
  for (const [slug, values] of Object.entries(view.variables)) {
    if (same(values, defaults.variables[slug] ?? [])) continue;
    const shown = values.length === 0 ? [''] : values.map(quote);
    pairs.push(...shown.map((value): [string, string] => [`var.${slug}`, value]));
  }
  pairs.push(...view.filters.map((filter): [string, string] => ['filter', formatFilter(filter)]));
  pairs.push(...view.toggled.map((slug): [string, string] => ['annotations', slug]));
  for (const [slug, { mode, names }] of [...view.series].sort())
    pairs.push(...names.map((name): [string, string] => [`${mode}.${slug}`, name]));
  pairs.push(...view.folded.map((title): [string, string] => ['folded', title]));
  pairs.push(...pagePairs(view));
  return pairs.length === 0 ? '' : `?${pairs.map(formatPair).join('&')}`;
}

/** What of the page is open. */
function pagePairs({ compare, tab, panel, inspect, edit, kiosk }: View): [string, string][] {
  const words = { compare, tab, panel, inspect, edit, kiosk: kiosk ? '' : undefined };
  return Object.entries(words).filter((pair): pair is [string, string] => pair[1] !== undefined);
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

/** Undefined for what is no zone of this browser. */
function parseZone(text: string | null): string | undefined {
  if (text === null || text === 'browser') return text ?? undefined;
  try {
    zoneOffset(0, text);
    return text;
  } catch {
    return undefined;
  }
}

function parseCompare(text: string | null): string | undefined {
  if (text === null || text === 'range') return text ?? undefined;
  return parseRefresh(text) === text && text !== 'off' && text !== 'live' ? text : undefined;
}

/** An empty text means "all" in the URL, so one that is chosen is quoted; so is a quote. */
export function quote(value: string): string {
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
  return (key === 'edit' || key === 'kiosk') && value === ''
    ? key
    : `${encode(key)}=${encode(value)}`;
}

function same(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((value, i) => value === b[i]);
}
