import { countText, displayText, type FieldConfig } from '@heliostat/sdk';
import type { Entries } from './entries.ts';
import type { ShadeScale } from './shades.ts';
import type { Sheet } from './sheet.ts';

/** A cell as it is chosen. */
export interface Cell {
  column: number;
  row: number;
}

/** NaN for an empty cell. */
export function valueOf({ grid }: Sheet, { column, row }: Cell): number {
  return grid.values[row * grid.columns + column] ?? NaN;
}

/** One cell in words. */
export function describeCell(sheet: Sheet, entries: Entries, cell: Cell): string {
  const parts = [sheet.rowText(cell.row), sheet.timeText(cell.column, cell.row)];
  const value = displayText(valueOf(sheet, cell), { noValue: 'no value', ...entries.config });
  return `${parts.filter((part) => part !== '').join(', ')}: ${value}`;
}

/** What stands below the shades. */
export function scaleTexts(
  { domain: [low, high], middle, isLog }: ShadeScale,
  config: FieldConfig,
): [low: string, middle: string, high: string] {
  const write = (value: number) => displayText(value, { unit: 'short', ...config });
  return [write(low), write(middle), `${write(high)}${isLog ? ' (log)' : ''}`];
}

/** The whole in words. */
export function summarize(
  title: string,
  sheet: Sheet | undefined,
  entries: Entries | undefined,
): string {
  if (sheet === undefined || entries === undefined) return `${title}: nothing to draw`;
  const { grid } = sheet;
  let best = -1;
  grid.values.forEach((value, i) => {
    if (value > (grid.values[best] ?? -Infinity)) best = i;
  });
  const size = `${countText(grid.columns, 'column')}, ${countText(grid.rows, 'row')}`;
  if (best < 0) return `${title}: ${size}, all empty`;
  const cell = { column: best % grid.columns, row: Math.floor(best / grid.columns) };
  return `${title}: ${size}, highest ${describeCell(sheet, entries, cell)}`;
}

/** What of the data is not shown as it is; empty when all is. */
export function noteOf({ merged }: Entries, unshaded: number): string {
  const parts = [];
  if (merged > 0) parts.push(`${merged} more in other`);
  if (unshaded > 0) parts.push(`${unshaded} not above zero left blank`);
  return parts.join(', ');
}

/** Why there is nothing to draw. */
export const emptiness = {
  title: 'Nothing over time',
  hint: 'A heatmap needs rows with a time and a number, and a text or bucket field for its rows; the query gave none for this time range.',
};
