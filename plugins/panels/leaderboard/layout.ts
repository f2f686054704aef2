import { displayText, formatText } from '@heliostat/sdk';
import { textWidth } from '@heliostat/sdk/ui';
import { max } from 'd3-array';
import { scaleLinear } from 'd3-scale';
import { line } from 'd3-shape';
import type { Options } from './options.ts';
import type { Board, Standing } from './standings.ts';

/** The rows of a board and the widths of their columns, in CSS pixels; 0 for a column without room. */
export interface Layout {
  /** How many standings have room. */
  count: number;
  rowHeight: number;
  rankWidth: number;
  movedWidth: number;
  trendWidth: number;
  valueWidth: number;
  changeWidth: number;
  /** Where the bars are: from the names to the columns at the right. */
  barLeft: number;
  barWidth: number;
  /** A value within the bars. */
  x: (value: number) => number;
}

const heights = { min: 22, max: 36 };
const gap = 12;
const noteHeight = 18;

export function layoutBoard(
  board: Board,
  options: Options,
  { width, height }: { width: number; height: number },
): Layout {
  const { standings, omitted } = board;
  const isCut = omitted > 0 || height / heights.min < standings.length;
  const room = Math.max(0, height - (isCut ? noteHeight : 0));
  const count = Math.max(1, Math.min(standings.length, Math.floor(room / heights.min)));
  const columns = columnsOf({ ...board, standings: standings.slice(0, count) }, options, width);
  const { rankWidth, movedWidth, trendWidth, valueWidth, changeWidth } = columns;
  const barLeft = rankWidth + movedWidth;
  const barWidth = Math.max(0, width - barLeft - trendWidth - valueWidth - changeWidth);
  const rowHeight = Math.min(heights.max, room / count);
  return { ...columns, count, rowHeight, barLeft, barWidth, x: barScale(standings, barWidth) };
}

/** The narrower the panel, the fewer columns. */
function columnsOf({ standings, isCompared }: Board, { sparkline }: Options, width: number) {
  const widest = (texts: readonly string[], size: number) =>
    Math.ceil(Math.max(0, ...texts.map((text) => textWidth(text, size))));
  const hasTrend = sparkline && standings.some(({ trend }) => trend.length > 1);
  const lastRank = String(standings.at(-1)?.rank ?? 1);
  // A number is read in full or not at all.
  const valueColumn = widest(standings.map(valueText), 12.5) + gap;
  const fitting = (from: number, columnWidth: number) => (width >= from ? columnWidth : 0);
  return {
    rankWidth: fitting(100, widest([lastRank], 11) + 8),
    movedWidth: isCompared ? fitting(220, 34) : 0,
    trendWidth: hasTrend ? fitting(400, 72 + gap) : 0,
    valueWidth: valueColumn <= width * 0.5 ? valueColumn : 0,
    changeWidth: isCompared ? fitting(320, widest(standings.map(changeText), 11) + gap) : 0,
  };
}

/** Over all standings, with zero in it. */
function barScale(standings: readonly Standing[], width: number): (value: number) => number {
  // Halves, because the distance of the ends may be more than a number can hold.
  const halves = standings.map(({ value }) => value / 2);
  const domain = [Math.min(0, ...halves), Math.max(0, ...halves)];
  if (domain[0] === domain[1]) domain[1] = 1;
  const x = scaleLinear(domain, [0, width]);
  return (value) => x(value / 2);
}

export function valueText({ value, config }: Standing): string {
  return displayText(value, { unit: 'short', ...config });
}

/** The change of the value, `+12%`; empty where it is not known. */
export function changeText({ before, after }: Standing): string {
  if (Number.isNaN(before) || Number.isNaN(after)) return '';
  if (before === after) return '±0%';
  if (before === 0) return 'from 0';
  const ratio = (after - before) / Math.abs(before);
  if (!Number.isFinite(ratio)) return '';
  const size = Math.abs(ratio) * 100;
  const text = formatText(size, { unit: 'percent', decimals: size < 9.95 ? 1 : 0 });
  return `${ratio < 0 ? '−' : '+'}${text}`;
}

/** Whether the change is good, by the direction that is better. */
export function toneOf(
  { before, after }: Standing,
  better: Options['better'],
): 'good' | 'bad' | 'plain' {
  if (better === 'neither' || !(before < after || before > after)) return 'plain';
  return (better === 'up') === after > before ? 'good' : 'bad';
}

/** The change of rank: `▲ 2`, `▼ 1`, `new`, or nothing. */
export function movedText({ moved, isNew }: Standing): string {
  if (isNew) return 'new';
  if (moved === undefined || moved === 0) return '';
  return `${moved > 0 ? '▲' : '▼'} ${Math.abs(moved)}`;
}

/** The line of a trend in a box, broken where values are missing; a flat one lies in the middle. */
export function trendPath(values: Float64Array, width: number, height: number): string {
  const known = values.filter((value) => Number.isFinite(value));
  if (known.length < 2) return '';
  const low = known.reduce((a, b) => Math.min(a, b));
  const high = known.reduce((a, b) => Math.max(a, b));
  const points = thin(values, width);
  const x = scaleLinear([0, points.length - 1], [1, width - 1]);
  const y = low === high ? () => height / 2 : scaleLinear([low, high], [height - 1, 1]);
  const path = line<number>(
    (_, i) => Math.round(x(i) * 10) / 10,
    (value) => Math.round(y(value) * 10) / 10,
  ).defined((value) => Number.isFinite(value));
  return path(points) ?? '';
}

/** No more values than twice the pixels: the largest of each stretch. */
function thin(values: Float64Array, width: number): number[] {
  const every = Math.ceil(values.length / Math.max(1, width * 2));
  if (every <= 1) return Array.from(values);
  return Array.from(values, (_, i) =>
    i % every === 0 ? (max(values.subarray(i, i + every)) ?? NaN) : NaN,
  ).filter((_, i) => i % every === 0);
}

/** One row in words. */
export function describeStanding(standing: Standing): string {
  const { rank, label, moved, isNew } = standing;
  const parts = [`${rank}. ${label} ${valueText(standing)}`, changeText(standing)];
  if (isNew) parts.push('new');
  else if (moved !== undefined && moved !== 0)
    parts.push(`${moved > 0 ? 'up' : 'down'} ${Math.abs(moved)}`);
  return parts.filter((part) => part !== '').join(', ');
}
