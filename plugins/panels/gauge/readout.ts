import { statusOf, type TooltipRow } from '@heliostat/sdk/ui';
import { isBeyond, toText, type Gauge } from './gauge.ts';

/** The lines of a gauge's tooltip: its value, its target, its scale. */
export function readoutOf(gauge: Gauge, colorOf: (token: string) => string): TooltipRow[] {
  const { shown, value, target, ends, bands } = gauge;
  const band = bands.findLast(({ from }) => from <= value);
  const rows: TooltipRow[] = [
    {
      name: band?.label ?? 'value',
      text: toText(shown),
      color: colorOf(shown.color ?? 'series.1'),
      isStrong: true,
      shape: statusOf(shown.color ?? '').shape,
    },
  ];
  if (target !== undefined) rows.push({ name: 'target', text: target.text, color: colorOf('ink') });
  const scale = isBeyond(gauge) ? 'beyond the scale' : 'scale';
  rows.push({ name: scale, text: `${ends[0]} – ${ends[1]}`, color: colorOf('muted') });
  return rows;
}
