import type { SeriesSet } from '@heliostat/sdk';
import type { Options } from './options.ts';
import type { Extents } from './points.ts';

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
