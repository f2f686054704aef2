import { countText, displayText, formatShare, formatText } from '@heliostat/sdk';
import type { TooltipRow } from '@heliostat/sdk/ui';
import type { Histogram, HistogramSeries } from './histogram.ts';
import { rounded } from './marks.ts';

/** The ends of a bucket: `10 – 20 ms`. */
export function bucketText({ edges, config }: Histogram, bucket: number): string {
  const write = (value: number | undefined) => displayText(value ?? NaN, rounded(config));
  return `${write(edges[bucket])} – ${write(edges[bucket + 1])}`;
}

const count = (value: number) => formatText(value);

/** What is in a bucket, series by series; of a single one also how much lies up to its end. */
export function bucketRows(
  { series }: Histogram,
  bucket: number,
  colorOf: (series: HistogramSeries) => string,
): TooltipRow[] {
  const rows = series.map((one) => {
    const value = one.counts[bucket] ?? 0;
    return {
      name: one.label,
      text: one.total === 0 ? count(value) : `${count(value)} · ${formatShare(value / one.total)}`,
      value,
      color: colorOf(one),
    };
  });
  const [only] = series;
  if (series.length !== 1 || only === undefined || only.total === 0) return rows;
  const below = only.counts.subarray(0, bucket + 1).reduce((sum, value) => sum + value, 0);
  rows.push({
    ...{ name: 'up to here', text: formatShare(below / only.total) },
    value: below,
    color: 'transparent',
  });
  return rows;
}

/** One bucket in words. */
export function describeBucket(histogram: Histogram, bucket: number): string {
  const parts = histogram.series.map(({ label, counts, total }) => {
    const value = counts[bucket] ?? 0;
    const name = histogram.series.length > 1 ? `${label} ` : '';
    return total === 0
      ? `${name}0`
      : `${name}${count(value)} of ${count(total)}, ${formatShare(value / total)}`;
  });
  return `${bucketText(histogram, bucket)}: ${parts.join('; ')}`;
}

/** The whole in words. */
export function summarize(title: string, { series, edges, config }: Histogram): string {
  if (edges.length < 2) return `${title}: no values`;
  const write = (value: number) => displayText(value, rounded(config));
  const parts = series
    .slice(0, 3)
    .map(({ label, total, median }) => `${label} ${count(total)} values, median ${write(median)}`);
  return `${title}: from ${write(edges[0] ?? 0)} to ${write(edges.at(-1) ?? 0)}, ${parts.join('; ')}`;
}

/** What of the data is not shown; empty when all is. */
export function noteOf({ merged, omitted, notPositive }: Histogram): string {
  const parts = [];
  if (merged > 0) parts.push(`${merged} more in other`);
  if (omitted > 0) parts.push(`${countText(omitted, 'more field')} not shown`);
  if (notPositive > 0) parts.push(`${count(notPositive)} not above zero left out`);
  return parts.join(', ');
}

/** Why there is nothing to draw. */
export function emptiness({ notPositive }: Histogram): { title: string; hint: string } {
  if (notPositive > 0)
    return {
      title: 'No value above zero',
      hint: 'A logarithmic scale shows only values above zero; set scale to linear.',
    };
  return {
    title: 'No numbers',
    hint: 'A histogram needs a number field; the query gave no number for this time range.',
  };
}
