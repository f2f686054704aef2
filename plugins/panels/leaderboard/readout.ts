import { displayText } from '@heliostat/sdk';
import type { TooltipRow } from '@heliostat/sdk/ui';
import { changeText, movedText, valueText } from './layout.ts';
import type { Standing } from './standings.ts';

/** The lines of a row's tooltip: value, change, rank. */
export function readoutOf(standing: Standing, color: string): TooltipRow[] {
  const { before, after, config, rank } = standing;
  const quiet = 'transparent';
  const rows: TooltipRow[] = [{ name: 'value', text: valueText(standing), color, isStrong: true }];
  const change = changeText(standing);
  const write = (value: number) => displayText(value, { unit: 'short', ...config });
  if (change !== '')
    rows.push({ name: `${write(before)} → ${write(after)}`, text: change, color: quiet });
  rows.push({ name: 'rank', text: `${rank} ${movedText(standing)}`.trim(), color: quiet });
  return rows;
}
