import { maxAnnotations } from '@heliostat/sdk';
import type { Feed } from './feed.svelte.ts';

/** What of the annotations that a query finds is not shown, and why; undefined where all of it is. */
export function annotationNotice(
  label: string,
  { frame, error }: Pick<Feed, 'frame' | 'error'>,
): string | undefined {
  const named = `Annotations “${label}”`;
  if (error !== undefined)
    return `${named} are missing: ${[error.message, error.hint ?? ''].join(' ').trim()}`;
  if (frame === undefined) return;
  if (!frame.fields.some(({ type }) => type === 'time'))
    return `${named} are missing: their query gives no field of type time.`;
  if (frame.length <= maxAnnotations) return;
  const [most, all] = [maxAnnotations, frame.length].map((count) => count.toLocaleString('en'));
  return `${named}: only the newest ${most} of ${all} are shown. A shorter time range shows all.`;
}
