import {
  fieldConfigOf,
  formatText,
  isNull,
  mappingFor,
  thresholdFor,
  exactAt,
  valueAt,
  type Field,
  type FieldConfig,
  type Frame,
} from '@heliostat/sdk';
import type { FieldOptions, Fields } from './options.ts';

export interface Column {
  name: string;
  label: string;
  field: Field;
  config: FieldConfig & Partial<FieldOptions>;
  isNumeric: boolean;
  /** A time field whose values are all midnight UTC: shown as dates, whatever the time zone. */
  isDaily: boolean;
  /** Smallest and largest number with zero in between, for bars; [0, 0] for other types. */
  extent: readonly [low: number, high: number];
  /** CSS pixels. */
  width: number;
}

export interface ColumnInput {
  frame: Frame;
  fields: Fields;
  timeZone: string;
  /** CSS pixels there are; what is left over goes to the text columns. */
  width: number;
}

const dayMs = 86_400_000;

/** Mean width of a character at 12 px. */
const characterWidth = 6.5;
const padding = 20;
const minWidth = 56;
const maxWidth = 360;
/** A text keeps at least this much of its column. */
const minText = 96;

const barRoom = 60;

/** Rows looked at to find how wide a column wants to be. */
const sampleRows = 100;

/** What is shown of a frame, from left to right; hidden fields are left out. */
export function toColumns({ frame, fields, timeZone, width }: ColumnInput): Column[] {
  const columns = frame.fields.flatMap((field) => {
    const config = fieldConfigOf(fields, field, frame.query);
    if (config.hide === true) return [];
    const label = config.label ?? field.name;
    const isNumeric = field.type === 'number';
    const extent = isNumeric ? extentOf(field, frame.length, config) : ([0, 0] as const);
    const isDaily =
      field.type === 'time' &&
      field.values.every((time) => Number.isNaN(time) || time % dayMs === 0);
    const column = { name: field.name, label, field, config, isNumeric, isDaily, extent, width: 0 };
    return [{ ...column, width: config.width ?? naturalWidth(column, frame.length, timeZone) }];
  });
  return stretch(shrink(giveRoom(columns, width), width), width);
}

/** The text of a cell as a person reads it. */
export function cellText(
  { field, config, isDaily }: Column,
  row: number,
  timeZone: string,
): string {
  // Who chose a unit wants to read how much it is, else it may be an id.
  const value = config.unit === undefined ? exactAt(field, row) : valueAt(field, row);
  const meaning = mappingFor(value, config.mappings)?.text;
  if (meaning !== undefined) return meaning;
  if (value === null) return config.noValue ?? '–';
  if (field.type === 'time') return timeText(value as number, isDaily, timeZone);
  if (typeof value === 'number')
    return formatText(value, {
      unit: config.unit ?? 'none',
      decimals: config.decimals,
      noValue: config.noValue,
    });
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** Where the bar of a cell starts and how long it is, as shares of the cell from 0 to 1. */
export function cellBar(
  { field, extent }: Column,
  row: number,
): { start: number; length: number } | undefined {
  const value = valueAt(field, row);
  const [low, high] = extent;
  if (typeof value !== 'number' || !Number.isFinite(value) || high === low) return;
  const zero = -low / (high - low);
  const end = Math.min(1, Math.max(0, (value - low) / (high - low)));
  return { start: Math.min(zero, end), length: Math.abs(end - zero) };
}

/** Colour token of the mapping or threshold the cell is in. */
export function cellColor({ field, config }: Column, row: number): string | undefined {
  const value = valueAt(field, row);
  const meaning = mappingFor(value, config.mappings)?.color;
  if (meaning !== undefined || typeof value !== 'number') return meaning;
  return thresholdFor(value, config.thresholds)?.color;
}

function timeText(time: number, isDaily: boolean, timeZone: string): string {
  const text = formatText(time, { unit: 'dateTime', timeZone: isDaily ? 'utc' : timeZone });
  return isDaily ? (text.split(' ')[0] ?? text) : text;
}

function extentOf(field: Field, length: number, config: FieldConfig): readonly [number, number] {
  let low = Math.min(0, config.min ?? 0);
  let high = Math.max(0, config.max ?? 0);
  for (let row = 0; row < length; row++) {
    const value = field.values[row];
    if (typeof value !== 'number' || !Number.isFinite(value) || isNull(field, row)) continue;
    low = config.min === undefined ? Math.min(low, value) : low;
    high = config.max === undefined ? Math.max(high, value) : high;
  }
  return [low, high];
}

function naturalWidth(column: Column, length: number, timeZone: string): number {
  let longest = column.label.length + 2;
  for (let row = 0; row < Math.min(length, sampleRows); row++)
    longest = Math.max(longest, cellText(column, row, timeZone).length);
  return Math.min(maxWidth, Math.max(minWidth, longest * characterWidth + padding));
}

/** Beside its number a bar has room of its own, where that pushes no column out of the panel. */
function giveRoom(columns: readonly Column[], width: number): Column[] {
  const hasBar = ({ config }: Column) => config.cell === 'bar' && config.width === undefined;
  const total = columns.reduce((sum, column) => sum + column.width, 0);
  const room = Math.min(barRoom, (width - total) / columns.filter(hasBar).length);
  return columns.map((column) =>
    hasBar(column) && room > 0 ? { ...column, width: column.width + room } : column,
  );
}

/** Texts give up what the panel lacks, where all columns then have room; else the table scrolls, by less than a panel. */
function shrink(columns: Column[], width: number): Column[] {
  const spare = ({ config, field, width: own }: Column) =>
    config.width === undefined && field.type === 'string' ? Math.max(0, own - minText) : 0;
  const lack = columns.reduce((sum, column) => sum + column.width, 0) - width;
  const spares = columns.reduce((sum, column) => sum + spare(column), 0);
  if (lack <= 0 || width <= 0) return columns;
  if (lack > spares)
    return columns.map((column) =>
      spare(column) > 0
        ? { ...column, width: Math.min(column.width, Math.max(minText, width)) }
        : column,
    );
  return columns.map((column) => ({
    ...column,
    width: column.width - (spare(column) * lack) / spares,
  }));
}

/** Space left over goes to the columns without a fixed width, in proportion to what they have. */
function stretch(columns: Column[], width: number): Column[] {
  const total = columns.reduce((sum, column) => sum + column.width, 0);
  const flexible = columns.filter(({ config }) => config.width === undefined);
  const share = flexible.reduce((sum, column) => sum + column.width, 0);
  if (total >= width || share === 0) return columns;
  const factor = 1 + (width - total) / share;
  return columns.map((column) =>
    column.config.width === undefined ? { ...column, width: column.width * factor } : column,
  );
}
