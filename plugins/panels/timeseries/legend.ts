import { labelFilters } from '@heliostat/sdk';
import { legendLine, textWidth, type LegendItem } from '@heliostat/sdk/ui';
import type { Style } from './marks.ts';
import type { Options, Statistic } from './options.ts';
import { formatMark } from './readout.ts';

/** How much of a panel its legend takes, in CSS pixels. */
export interface LegendSize {
  place: Options['legend'];
  width: number;
  height: number;
}

/** Between two entries. */
const gap = 12;
/** Swatch, space and padding of an entry, and the gap behind it. */
const entryChrome = 12 + 6 + 4 + gap;
/** Values have at least this much room, so that a new digit moves nothing. */
const valueWidth = 46;
/** The kit gives every letter of a value the room of a digit. */
const digitWidth = 6.6;

interface Room {
  panel: { width: number; height: number };
  place: Options['legend'];
  /** How high one line is; default: as the kit has it. */
  line?: number;
}

/** `columns`: about how wide the values of each are. A legend never takes more than two fifths of the panel; where there is no room it is off. */
export function legendSize(
  labels: readonly string[],
  columns: readonly number[],
  { panel, place, line = legendLine() }: Room,
): LegendSize {
  const { width, height } = panel;
  if (place === 'off' || labels.length === 0 || width < 160 || height < 120)
    return { place: 'off', width: 0, height: 0 };
  const values = columns.reduce((sum, column) => sum + Math.max(valueWidth, column + 6), 0);
  const entries = labels.map((label) => textWidth(label.slice(0, 60)) + entryChrome + values);
  if (place === 'right' && width >= 420)
    return { place: 'right', width: Math.min(Math.max(...entries) + 16, width * 0.4), height };
  const rows = Math.min(rowsOf(entries, width), Math.max(1, Math.floor((height * 0.4) / line)));
  return { place: 'bottom', width, height: Math.min(rows, 4) * line };
}

/** About how wide the values of each column are: of a sample, which does not change as they do. */
export function valueWidths(styles: readonly Style[], columns: number): number[] {
  const widest = Math.max(
    0,
    ...styles.map((style) => formatMark(style, 888.8).length * digitWidth),
  );
  return Array.from({ length: columns }, () => widest);
}

function rowsOf(entries: readonly number[], width: number): number {
  let rows = 1;
  let used = 0;
  for (const entry of entries) {
    if (used > 0 && used + entry - gap > width) {
      rows++;
      used = 0;
    }
    used += entry;
  }
  return rows;
}

export interface LegendValues {
  columns: readonly Statistic[];
  hidden: ReadonlySet<string>;
  /** Of every series, one figure for each column. */
  figures: readonly (readonly (number | null)[])[];
  /** The point under the crosshair, or -1: there `last` is the value under it. */
  cursorIndex: number;
}

/** One entry for every series, shown or hidden. */
export function legendItems(styles: readonly Style[], values: LegendValues): LegendItem[] {
  return styles.map((style, i) => ({
    name: style.name,
    label: style.label,
    color: style.color,
    dash: style.dash,
    isHidden: values.hidden.has(style.name),
    filters: labelFilters(style.series.labels),
    values: values.columns.map((column, at) =>
      formatMark(
        style,
        column === 'last' && values.cursorIndex >= 0
          ? (style.series.values[values.cursorIndex] ?? null)
          : (values.figures[i]?.[at] ?? null),
      ),
    ),
  }));
}
