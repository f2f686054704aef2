import { definePanel, numberFields, timeField, type Frame } from '@heliostat/sdk';
import { sveltePanel } from '@heliostat/sdk/ui';
import { accepts, fieldOptions, options } from './options.ts';

export default definePanel({
  options,
  fieldOptions,
  accepts,
  suggest,
  mount: sveltePanel(() => import('./TimeseriesPanel.svelte')),
});

/** Made for numbers over time; a single point in time is better shown as a number. */
function suggest(frames: readonly Frame[]): number {
  const drawable = frames.filter(
    (frame) => timeField(frame) !== undefined && numberFields(frame).length > 0,
  );
  if (drawable.length === 0) return 0;
  return drawable.some((frame) => frame.length > 1) ? 0.9 : 0.3;
}
