import { definePanel, dimensionFields, numberFields, timeField, type Frame } from '@heliostat/sdk';
import { sveltePanel } from '@heliostat/sdk/ui';
import { accepts, fieldOptions, options } from './options.ts';

export default definePanel({
  options,
  fieldOptions,
  accepts,
  suggest: (frames) => Math.max(0, ...frames.map(suit)),
  mount: sveltePanel(() => import('./GraphPanel.svelte')),
});

/**
 * Made for two texts that name the same things, in both directions; ends that never are beginnings flow, which
 * other panels show better.
 */
function suit(frame: Frame): number {
  const [source, target, ...others] = dimensionFields(frame);
  if (source === undefined || target === undefined || numberFields(frame).length === 0) return 0;
  if (frame.length === 0 || timeField(frame) !== undefined || others.length > 0) return 0.02;
  const begins = new Set<unknown>(source.values.slice(0, sampleRows));
  const ends = new Set<unknown>(target.values.slice(0, sampleRows));
  const both = [...ends].filter((end) => begins.has(end)).length;
  if (both === 0) return 0.15;
  return both >= Math.min(begins.size, ends.size) * 0.3 ? 0.96 : 0.6;
}

const sampleRows = 1000;
