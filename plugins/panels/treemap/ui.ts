import { definePanel, dimensionFields, numberFields, timeField, type Frame } from '@heliostat/sdk';
import { sveltePanel } from '@heliostat/sdk/ui';
import { accepts, fieldOptions, options } from './options.ts';

export default definePanel({
  options,
  fieldOptions,
  accepts,
  suggest: (frames) => Math.max(0, ...frames.map(suit)),
  mount: sveltePanel(() => import('./TreemapPanel.svelte')),
});

/** Made for many parts in levels; the few parts of one level are better compared as bars. */
function suit(frame: Frame): number {
  const [measure] = numberFields(frame);
  const levels = dimensionFields(frame).length;
  if (measure === undefined || levels === 0 || frame.length === 0) return 0;
  if (timeField(frame) !== undefined) return 0.1;
  if (measure.values.some((value) => value < 0)) return 0.05;
  if (levels > 1) return levels <= 3 && frame.length > 12 ? 0.8 : 0.35;
  return frame.length > 60 ? 0.6 : 0.3;
}
