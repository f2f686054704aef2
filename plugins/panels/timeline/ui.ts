import { definePanel, dimensionFields, numberFields, timeField, type Frame } from '@heliostat/sdk';
import { sveltePanel } from '@heliostat/sdk/ui';
import { accepts, fieldOptions, options } from './options.ts';

export default definePanel({
  options,
  fieldOptions,
  accepts,
  suggest: (frames) => Math.max(0, ...frames.map(suit)),
  mount: sveltePanel(() => import('./TimelinePanel.svelte')),
});

/** Made for words over time. Numbers over time are lines first; rows all at their own time are a log. */
function suit(frame: Frame): number {
  if (timeField(frame) === undefined) return 0;
  const words = dimensionFields(frame);
  if (numberFields(frame).length > 0) return 0.3;
  if (words.length === 0) return 0;
  const state = words.at(-1);
  const sample = Math.min(frame.length, 1000);
  const distinct = new Set(state === undefined ? [] : [...state.values].slice(0, sample)).size;
  return distinct <= 12 && words.length <= 3 ? 0.85 : 0.3;
}
