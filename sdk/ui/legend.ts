import type { Filter } from '../datasource.ts';
import type { SeriesChoice } from '../panel.ts';
import { textWidth } from './text.ts';

/** One series in a legend. */
export interface LegendItem {
  name: string;
  /** Shown instead of the name. */
  label?: string;
  color: string;
  /** Canvas dash pattern; empty for a solid line. */
  dash?: readonly number[];
  isHidden: boolean;
  /** Formatted, one for each column of the legend. */
  values?: readonly string[];
  /** What it stands for: with Alt a click filters by it. */
  filters?: readonly Filter[];
}

/** Height of one line of a legend, CSS pixels: more where a finger presses it. */
export function legendLine(): number {
  return matchMedia('(pointer: coarse)').matches ? touchLine : 24;
}

const touchLine = 40;

/** Widths as `Legend` and `LegendEntry` have them, CSS pixels; a value has the room of its letters, of six at least. */
const entry = { swatch: 12, gap: 6, padding: 4, digit: 6.6, digits: 6, between: 12, name: 14 };

/**
 * How many rows a legend below a chart takes of this width, CSS pixels. `values`: about how wide the values of each of
 * its columns are.
 */
export function legendRows(
  labels: readonly string[],
  width: number,
  values: readonly number[] = [],
): number {
  const value = Math.max(entry.digits * entry.digit, ...values);
  // More than one column: all entries are as wide as one another, and each value has its column's name.
  if (values.length > 1) {
    const least = entry.name * entry.digit + values.length * (value + 6 * entry.digit);
    const perRow = Math.max(1, Math.floor((width + entry.between) / (least + entry.between)));
    return Math.ceil(labels.length / perRow);
  }
  const chrome = entry.swatch + entry.gap + entry.padding + values.length * (entry.gap + value);
  const target = legendLine() === touchLine ? touchLine : 0;
  let [rows, used] = [1, 0];
  for (const label of labels) {
    const own = Math.max(target, chrome + textWidth(label));
    if (used > 0 && used + own > width) [rows, used] = [rows + 1, 0];
    used += own + entry.between;
  }
  return rows;
}

export type PickMode = 'isolate' | 'toggle' | 'range' | 'all';

/** Shift takes all up to one entry, Ctrl or Cmd toggles it, anything else isolates it. */
export function pickMode(event: Pick<MouseEvent, 'shiftKey' | 'ctrlKey' | 'metaKey'>): PickMode {
  if (event.shiftKey) return 'range';
  return event.ctrlKey || event.metaKey ? 'toggle' : 'isolate';
}

/**
 * The choice after a pick. Isolating what is alone already shows all again, and so does hiding the
 * last one that is visible: an empty chart answers no question.
 */
export function pickSeries(
  chosen: SeriesChoice | undefined,
  names: readonly string[],
  pick: { name: string; mode: PickMode },
): SeriesChoice | undefined {
  if (pick.mode === 'all') return;
  const hidden = hiddenSeries(chosen, names);
  const picked = {
    isolate: () => isolate(hidden, names, pick.name),
    toggle: () => toggle(chosen, pick.name),
    range: () => upTo(chosen, names, pick.name),
  };
  const next = picked[pick.mode]();
  const nextHidden = hiddenSeries(next, names);
  return nextHidden.size === 0 ? undefined : next;
}

/** Those of `names` that are not shown; none where the choice would leave nothing to see. */
export function hiddenSeries(
  chosen: SeriesChoice | undefined,
  names: readonly string[],
): ReadonlySet<string> {
  if (chosen === undefined) return new Set();
  const hidden = names.filter((name) => chosen.names.includes(name) === (chosen.mode === 'hide'));
  return new Set(hidden.length === names.length ? [] : hidden);
}

function isolate(
  hidden: ReadonlySet<string>,
  names: readonly string[],
  name: string,
): SeriesChoice | undefined {
  const isAlone = names.every((one) => hidden.has(one) === (one !== name));
  return isAlone ? undefined : { mode: 'only', names: [name] };
}

/**
 * From the entry that was isolated, or the first, to this one. Where it began stands first in the
 * choice, so that the next range begins there too, from the address of the page as well.
 */
function upTo(
  chosen: SeriesChoice | undefined,
  names: readonly string[],
  name: string,
): SeriesChoice {
  const known =
    chosen?.mode === 'only' ? chosen.names.find((one) => names.includes(one)) : undefined;
  const ends = [known ?? names[0] ?? name, name].map((end) => names.indexOf(end));
  const range = names.slice(Math.min(...ends), Math.max(...ends) + 1);
  return { mode: 'only', names: ends[0] === Math.max(...ends) ? range.toReversed() : range };
}

function toggle(chosen: SeriesChoice | undefined, name: string): SeriesChoice {
  const { mode, names } = chosen ?? { mode: 'hide', names: [] };
  const next = names.includes(name) ? names.filter((one) => one !== name) : [...names, name];
  return { mode, names: next };
}
