import { formatText, type SeriesSet } from '@heliostat/sdk';
import { isDense } from './decimate.ts';
import type { Options } from './options.ts';
import type { Extents } from './points.ts';

/** The values a pixel column keeps of a series: first, least, greatest, last. */
const keptValues = 4;

/** How many points stand for how many, where they are more than can be seen; else empty. */
export function decimationOf(points: number, columns: number, series: number): string {
  if (!isDense(points, columns) || series === 0) return '';
  const count = (value: number): string => formatText(value * series, { unit: 'short' });
  return `${count(points)} points drawn as ${count(keptValues * columns)}, least and greatest kept`;
}

/** What the viewer should know about what is not drawn; empty where everything is. */
export function noticeOf(
  { series, omitted }: SeriesSet,
  extents: Extents,
  scale: Options['scale'],
): string {
  const few = omitted > 0 ? [`${series.length} of ${series.length + omitted} series`] : [];
  const hasLost =
    scale === 'log' && series.some(({ values }) => (extents.of(values)?.min ?? 1) <= 0);
  return [...few, ...(hasLost ? ['0 and less are not on a log axis'] : [])].join(', ');
}
