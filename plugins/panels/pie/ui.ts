import { definePanel, dimensionFields, numberFields, timeField, type Frame } from '@heliostat/sdk';
import { sveltePanel } from '@heliostat/sdk/ui';
import { accepts, fieldOptions, options } from './options.ts';

export default definePanel({
  options,
  fieldOptions,
  accepts,
  suggest: (frames) => Math.max(0, ...frames.map(suit)),
  mount: sveltePanel(() => import('./PiePanel.svelte')),
});

/** Made for the few parts of a whole; lengths are easier to compare than angles, so bars come first. */
function suit(frame: Frame): number {
  const [measure] = numberFields(frame);
  if (measure === undefined || frame.length === 0) return 0;
  const isNegative = measure.values.some((value) => value < 0);
  if (isNegative || dimensionFields(frame).length !== 1) return 0.05;
  if (timeField(frame) !== undefined) return 0.15;
  return frame.length > 1 && frame.length <= 8 ? 0.7 : 0.3;
}
