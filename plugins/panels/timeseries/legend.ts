import { labelFilters } from '@heliostat/sdk';
import { legendLine, legendRows, textWidth, type LegendItem } from '@heliostat/sdk/ui';
import type { Style } from './marks.ts';
import type { Options, Statistic } from './options.ts';
import { formatMark } from './readout.ts';

/** How much of a panel its legend takes, in CSS pixels. */
export interface LegendSize {
  place: Options['legend'];
  width: number;
  height: number;
}

/** Swatch, space and padding of an entry, and the gap behind it. */
const entryChrome = 12 + 6 + 4 + 12;
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
  const shown = labels.map((label) => label.slice(0, 60));
  if (place === 'right' && width >= 420) {
    const values = columns.reduce((sum, column) => sum + Math.max(valueWidth, column + 6), 0);
    const widest = Math.max(...shown.map((label) => textWidth(label))) + entryChrome + values;
    return { place: 'right', width: Math.min(widest + 16, width * 0.4), height };
  }
  const rows = legendRows(shown, width, columns);
  const most = Math.min(4, Math.max(1, Math.floor((height * 0.4) / line)));
  return { place: 'bottom', width, height: Math.min(rows, most) * line };
}

/** About how wide the values of each column are: of a sample, which does not change as they do. */
export function valueWidths(styles: readonly Style[], columns: number): number[] {
  const widest = Math.max(
    0,
    ...styles.map((style) => formatMark(style, 888.8).length * digitWidth),
  );
  return Array.from({ length: columns }, () => widest);
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
