import { displayText, formatTime, formatTimeTicks, timeTicks, type Interval } from '@heliostat/sdk';
import { textWidth, type AxisTick } from '@heliostat/sdk/ui';
import { utcFormat } from 'd3-time-format';
import type { Entries } from './entries.ts';
import { calendarGrid, timeGrid, type Grid } from './grid.ts';
import type { Options } from './options.ts';

/** A grid in its panel; positions are CSS pixels from the top left of the plot. */
export interface Sheet {
  grid: Grid;
  plot: { left: number; top: number; width: number; height: number };
  /** Left edge of the first column, which may begin before the plot; and the size of a cell. */
  x: number;
  cell: { width: number; height: number };
  /** Between cells. */
  gap: number;
  /** Whether the first row is at the bottom, as buckets are. */
  isUpward: boolean;
  rowTicks: readonly AxisTick[];
  columnTicks: readonly TimeTick[];
  /** Where a time is along the plot; undefined where there is no time axis. */
  xOf: ((time: number) => number) | undefined;
  /** What a row is, and when a cell is, in words. */
  rowText: (row: number) => string;
  timeText: (column: number, row: number) => string;
}

export interface TimeTick extends AxisTick {
  /** The coarser part below it, where it changes. */
  context: string;
}

export interface SheetRequest {
  entries: Entries;
  options: Options;
  range: Interval;
  stepMs: number;
  timeZone: string;
  width: number;
  height: number;
}

export function toSheet(request: SheetRequest): Sheet {
  return request.options.mode === 'calendar' ? calendarSheet(request) : timeSheet(request);
}

/** The top left corner of a cell. */
export function cornerOf({ x, cell, grid, isUpward }: Sheet, column: number, row: number) {
  const place = isUpward ? grid.rows - 1 - row : row;
  return { x: x + column * cell.width, y: place * cell.height };
}

/** The cell at a place of the plot; undefined beside the cells. */
export function cellAt({ x, cell, grid, isUpward }: Sheet, place: { x: number; y: number }) {
  const column = Math.floor((place.x - x) / cell.width);
  const line = Math.floor(place.y / cell.height);
  const row = isUpward ? grid.rows - 1 - line : line;
  const isInside = column >= 0 && column < grid.columns && row >= 0 && row < grid.rows;
  return isInside ? { column, row } : undefined;
}

function timeSheet({
  entries,
  options,
  range,
  stepMs,
  timeZone,
  width,
  height,
}: SheetRequest): Sheet {
  const isTiny = width < 140 || height < 80;
  const texts = entries.isBucketed ? edgeTexts(entries) : entries.rows.map(({ label }) => label);
  const widest = Math.max(0, ...texts.map((text) => textWidth(text)));
  // A whole pixel: cells that touch are drawn on whole pixels of the plot.
  const left = isTiny ? 0 : Math.ceil(Math.min(widest, width * 0.3)) + 8;
  const bottom = isTiny ? 0 : height < 140 ? 18 : 32;
  const plot = {
    left,
    top: 4,
    width: Math.max(0, width - left - 4),
    height: Math.max(0, height - bottom - 4),
  };
  const grid = timeGrid(
    entries,
    { range, stepMs, maxColumns: Math.floor(plot.width) },
    options.reduce,
  );
  const perMs = plot.width / Math.max(1, range.to - range.from);
  const xOf = (time: number) => (time - range.from) * perMs;
  const first = grid.intervalOf(0, 0);
  const cell = {
    width: (first.to - first.from) * perMs,
    height: plot.height / Math.max(1, grid.rows),
  };
  const isUpward = entries.isBucketed;
  return {
    ...{ grid, plot, cell, isUpward, xOf, x: xOf(first.from) },
    gap: Math.min(cell.width, cell.height) >= 6 ? 1 : 0,
    rowTicks: isTiny ? [] : rowTicks(texts, cell.height, isUpward),
    columnTicks: isTiny ? [] : timeLabels({ range, timeZone, xOf, width: plot.width, left }),
    rowText: (row) => rowText(entries, row),
    timeText(column) {
      const { from, to } = grid.intervalOf(column, 0);
      const precision = to - from < 60_000 ? 'second' : 'minute';
      const end = formatTime(to, timeZone, precision);
      return `${formatTime(from, timeZone, precision)} – ${end.slice(11)}`;
    },
  };
}

/** Names of categories in the middle of their rows, edges of buckets at the lower ends of theirs. */
function rowTicks(texts: readonly string[], rowHeight: number, isUpward: boolean): AxisTick[] {
  const every = Math.max(1, Math.ceil(13 / rowHeight));
  const at = (row: number) =>
    isUpward
      ? (texts.length - row) * rowHeight - (every > 1 ? 0 : rowHeight / 2)
      : (row + 0.5) * rowHeight;
  return texts
    .map((text, row) => ({ text, at: at(row), row }))
    .filter(({ row, at: place }) => row % every === 0 && place >= 5);
}

function edgeTexts({ rows, rowConfig }: Entries): string[] {
  return rows.map(({ low }) => displayText(low, rowConfig));
}

function rowText({ rows, rowConfig, isBucketed }: Entries, row: number): string {
  const one = rows[row];
  if (one === undefined || !isBucketed) return one?.label ?? '';
  return `${displayText(one.low, rowConfig)} – ${displayText(one.high, rowConfig)}`;
}

interface TimeAxis {
  range: Interval;
  timeZone: string;
  xOf: (time: number) => number;
  width: number;
  left: number;
}

function timeLabels({ range, timeZone, xOf, width, left }: TimeAxis): TimeTick[] {
  const times = timeTicks(range, Math.max(1, Math.floor(width / 90)), timeZone);
  const labels = formatTimeTicks(times, timeZone);
  return times
    .map((time, i) => ({
      ...{ at: xOf(time), text: labels[i]?.text ?? '', context: labels[i]?.context ?? '' },
    }))
    .filter(
      ({ at, text }) => at - textWidth(text) / 2 >= -left && at + textWidth(text) / 2 <= width + 4,
    );
}

const weekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const month = utcFormat('%b');
const year = utcFormat('%Y');
const day = utcFormat('%a, %-d %b %Y');
const maxCell = 26;

function calendarSheet({ entries, options, range, timeZone, width, height }: SheetRequest): Sheet {
  const isTiny = width < 140 || height < 80;
  const grid = calendarGrid(entries, { range, timeZone }, options.reduce);
  const left = isTiny ? 0 : 34;
  const top = isTiny ? 0 : 32;
  const side = Math.max(
    0,
    Math.min(maxCell, (width - left - 4) / grid.columns, (height - top - 4) / grid.rows),
  );
  const plot = { left, top, width: side * grid.columns, height: side * grid.rows };
  const dateOf = (column: number, row: number) => {
    const { from, to } = grid.intervalOf(column, row);
    // The middle of a day is on that day in every zone that the formats below write as UTC.
    return new Date(Date.parse(`${formatTime((from + to) / 2, timeZone, 'date')}T12:00Z`));
  };
  return {
    ...{ grid, plot, cell: { width: side, height: side }, isUpward: false, x: 0 },
    gap: side >= 8 ? 2 : side >= 4 ? 1 : 0,
    rowTicks: weekdays
      .map((text, row) => ({ text, at: (row + 0.5) * side }))
      .filter((_, row) => !isTiny && (side >= 13 || (row % 2 === 0 && side >= 7))),
    columnTicks: isTiny ? [] : monthLabels(grid.columns, side, dateOf),
    xOf: undefined,
    rowText: () => '',
    timeText: (column, row) => day(dateOf(column, row)),
  };
}

/** A month at the first week that begins in it, with the year where it changes. */
function monthLabels(
  columns: number,
  side: number,
  dateOf: (column: number, row: number) => Date,
): TimeTick[] {
  const ticks: TimeTick[] = [];
  let last = '';
  let end = -Infinity;
  let lastYear = '';
  for (let column = 0; column < columns; column++) {
    const date = dateOf(column, 0);
    const text = month(date);
    const at = column * side;
    if (text === last || at < end) continue;
    const context = year(date);
    ticks.push({ at, text, context: context === lastYear ? '' : context });
    last = text;
    lastYear = context;
    end = at + textWidth(text) + 8;
  }
  return ticks;
}
