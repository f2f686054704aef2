import { definePanel, dimensionFields, numberFields, timeField, type Frame } from '@heliostat/sdk';
import { sveltePanel } from '@heliostat/sdk/ui';
import { accepts, fieldOptions, options } from './options.ts';

export default definePanel({
  options,
  fieldOptions,
  accepts,
  suggest: (frames) => Math.max(0, ...frames.map(suit)),
  mount: sveltePanel(() => import('./HistogramPanel.svelte')),
});

/** Made for buckets, and for many numbers whose order says nothing. */
function suit(frame: Frame): number {
  const numbers = numberFields(frame);
  if (numbers.length === 0 || frame.length === 0) return 0;
  if (numbers.length > 1 && numbers.some(({ name }) => name === 'bucket'))
    return timeField(frame) === undefined ? 0.92 : 0.4;
  if (timeField(frame) !== undefined) return 0.15;
  if (frame.length < 30) return 0.05;
  return dimensionFields(frame).length === 0 ? 0.85 : 0.3;
}
