import { definePanel, dimensionFields, numberFields, timeField, type Frame } from '@heliostat/sdk';
import { sveltePanel } from '@heliostat/sdk/ui';
import { accepts, fieldOptions, options } from './options.ts';

export default definePanel({
  options,
  fieldOptions,
  accepts,
  suggest: (frames) => Math.max(0, ...frames.map(suit)),
  mount: sveltePanel(() => import('./HeatmapPanel.svelte')),
});

/** Made for buckets over time, and good for more categories than lines can tell apart. */
function suit(frame: Frame): number {
  const numbers = numberFields(frame);
  if (timeField(frame) === undefined || numbers.length === 0 || frame.length === 0) return 0;
  if (numbers.length > 1 && numbers.some(({ name }) => name === 'bucket')) return 0.95;
  const [first] = dimensionFields(frame);
  if (first === undefined) return numbers.length > 10 ? 0.6 : 0.1;
  const categories = new Set<unknown>(first.values.slice(0, 2000)).size;
  return categories > 10 && categories <= 200 ? 0.7 : 0.35;
}
