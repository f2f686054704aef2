import { formatTime, type Interval } from '@heliostat/sdk';
import type { Mark } from './marks.ts';
import { formatMark } from './readout.ts';
import type { Extents, PointSpan } from './points.ts';
import { lastOf } from './statistics.ts';

export interface Described {
  title: string;
  marks: readonly Mark[];
  times: Float64Array;
  span: PointSpan;
  extents: Extents;
  range: Interval;
  timeZone: string;
}

/**
 * One sentence that stands for the chart: "CPU: 5 series from … to …, highest 93% web-03 at 14:02,
 * now between 12% and 41%".
 */
export function summarizeChart(chart: Described): string {
  const { title, marks, range, timeZone } = chart;
  const count = marks.length === 1 ? '1 series' : `${marks.length} series`;
  const from = formatTime(range.from, timeZone, 'minute');
  const to = formatTime(range.to, timeZone, 'minute');
  const parts = [
    `${title.slice(0, 200)}: ${count} from ${from} to ${to}`,
    highest(chart),
    latest(chart),
  ];
  return parts.filter((part) => part !== '').join(', ');
}

function highest({ marks, times, span, extents, timeZone }: Described): string {
  let best: { mark: Mark; value: number } | undefined;
  for (const mark of marks) {
    const value = extents.of(mark.series.values)?.max;
    if (value !== undefined && value > (best?.value ?? -Infinity)) best = { mark, value };
  }
  if (best === undefined) return '';
  const index = best.mark.series.values.indexOf(best.value, span.start);
  const at = formatTime(times[index], timeZone, 'minute').slice(-5);
  return `highest ${formatMark(best.mark, best.value)} ${best.mark.label.slice(0, 100)} at ${at}`;
}

function latest({ marks, span }: Described): string {
  const readings = marks.flatMap((mark) => {
    const value = lastOf(mark.series.values, span);
    return value === null ? [] : [{ mark, value }];
  });
  readings.sort((a, b) => a.value - b.value);
  const low = readings[0];
  const high = readings.at(-1);
  if (low === undefined || high === undefined) return '';
  if (low === high) return `last ${formatMark(low.mark, low.value)}`;
  return `last between ${formatMark(low.mark, low.value)} and ${formatMark(high.mark, high.value)}`;
}
