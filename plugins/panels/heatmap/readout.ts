import { displayText } from '@heliostat/sdk';
import type { TooltipRow } from '@heliostat/sdk/ui';
import { valueOf, type Cell } from './describe.ts';
import type { Entries } from './entries.ts';
import type { ShadeScale } from './shades.ts';
import type { Sheet } from './sheet.ts';

interface Shown {
  sheet: Sheet;
  entries: Entries;
  scale: ShadeScale;
  colors: readonly string[];
}

/** The line of a cell's tooltip. */
export function readoutOf({ sheet, entries, scale, colors }: Shown, cell: Cell): TooltipRow {
  const value = valueOf(sheet, cell);
  return {
    name: sheet.rowText(cell.row) || (entries.config.label ?? 'value'),
    text: displayText(value, { noValue: 'no value', ...entries.config }),
    value: Number.isNaN(value) ? null : value,
    color: colors[scale.shadeOf(value)] ?? 'transparent',
    isStrong: true,
  };
}
