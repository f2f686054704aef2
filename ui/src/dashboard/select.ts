import {
  isSafeLink,
  own,
  valueAt,
  type Filter,
  type Frame,
  type PanelDocument,
} from '@heliostat/sdk';
import type { Board } from './board.svelte.ts';
import { quote, type View } from './view.ts';

/** What was chosen on a panel. */
export interface Choice {
  /** Slug of the panel, or the id of a copy. */
  id: string;
  panel: PanelDocument;
  filters: readonly Filter[];
  /** With Alt held: everything but this. */
  isExcluding: boolean;
}

/** What choosing a mark does, as the panel's file says: a filter for all panels, or a link. */
export function selectFilters(board: Board, { id, panel, filters, isExcluding }: Choice): void {
  const action = panel.onSelect;
  if (action === undefined || filters.length === 0) return;
  if (action.type === 'filter') {
    if (!isExcluding) board.filters.add(filters);
    else if (!board.filters.exclude(filters))
      board.app.toasts.problem('Only a single value can be filtered out');
    return;
  }
  const chosen = { variables: board.variables.of(id), range: rangeToKeep(board) };
  const href = fillLink(action.url ?? '', filters, chosen);
  if (href === undefined)
    board.app.toasts.problem('The link of this panel is not allowed', action.url);
  else if (href.startsWith('/')) board.app.router.go(href);
  else window.open(href, '_blank', 'noopener,noreferrer');
}

/** What a link may take along of the view. */
export interface LinkContext {
  variables: View['variables'];
  range: KeptRange;
}

interface KeptRange {
  from: string;
  to: string;
  /** Only a zone that the viewer chose. */
  zone?: string;
}

export function rangeToKeep({ view, defaults }: Board): KeptRange {
  const { from, to, timeZone: zone } = view;
  return { from, to, ...(zone !== defaults.timeZone && { zone }) };
}

const placeholder =
  /\{([^{}]+)\}|([\w.-]+)=\$([a-z][a-z0-9-]*)|\$(__range|__variables|[a-z][a-z0-9-]*)/g;

/**
 * `{field}` replaced by the chosen value, `$name` by a variable's, `$__range` and `$__variables` by what
 * keeps the time range and all variables; undefined unless http, https or a path of this server comes out.
 */
export function fillLink(
  url: string,
  filters: readonly Filter[],
  { variables, range }: LinkContext,
): string | undefined {
  const filled = url.replaceAll(placeholder, (whole: string, ...found: (string | undefined)[]) => {
    const [field, key, named, bare] = found;
    if (field !== undefined)
      return encodeValue(filters.find((each) => each.field === field)?.value);
    if (bare === '__range')
      return Object.entries(range)
        .map(([name, value]) => pairs(name, [value]))
        .join('&');
    if (bare === '__variables') return allPairs(variables);
    const values = own(variables, named ?? bare ?? '');
    if (values === undefined) return whole;
    // After `key=` each value gets a key of its own, as dashboards read them.
    return key === undefined ? encodeValue(values) : pairs(key, values);
  });
  return isSafeLink(filled) ? filled : undefined;
}

function allPairs(variables: View['variables']): string {
  const entries = Object.entries(variables);
  // Quoted as dashboards read them: a value that is empty is told from "all".
  return entries.map(([name, values]) => pairs(`var.${name}`, values.map(quote))).join('&');
}

/** "All" is the empty text, as in the URL of a dashboard. */
function pairs(key: string, values: readonly string[]): string {
  const shown = values.length === 0 ? [''] : values;
  return shown.map((value) => `${key}=${encodeURIComponent(value)}`).join('&');
}

function encodeValue(value: Filter['value'] | undefined = ''): string {
  return encodeURIComponent(Array.isArray(value) ? value.join(',') : String(value));
}

/** What could be chosen on a panel with these results: the first row of each, as filters. */
export function exampleFilters(frames: readonly Frame[]): Filter[] {
  return frames.flatMap(({ fields, length }) =>
    fields.flatMap((field): Filter[] => {
      const value = length === 0 ? null : valueAt(field, 0);
      const isPlain = value !== null && typeof value !== 'object';
      return [{ field: field.name, op: '=', value: isPlain ? value : '…' }];
    }),
  );
}

/** What a link may mention: the fields of the results, the variables, and the words for all of them. */
export function linkWords(frames: readonly Frame[], variables: readonly string[]): string[] {
  const fields = frames.flatMap(({ fields }) => fields.map(({ name }) => `{${name}}`));
  const all = ['$__range', ...(variables.length > 0 ? ['$__variables'] : [])];
  return [...new Set([...fields, ...variables.map((name) => `$${name}`), ...all])];
}

/** The link with one of them at a place; the range and the variables are pairs, which stand behind `?` or `&`. */
export function insertWord(url: string, word: string, at: number): string {
  const before = url.slice(0, at);
  const isPairs = ['$__range', '$__variables'].includes(word) && !/[?&]$/.test(before);
  const sign = !isPairs ? '' : before.includes('?') ? '&' : '?';
  return before + sign + word + url.slice(at);
}
