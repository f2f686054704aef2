import { definePanel, dimensionFields, numberFields, timeField, type Frame } from '@heliostat/sdk';
import { sveltePanel } from '@heliostat/sdk/ui';
import { accepts, fieldOptions, options } from './options.ts';

export default definePanel({
  options,
  fieldOptions,
  accepts,
  suggest: (frames) => Math.max(0, ...frames.map(suit)),
  mount: sveltePanel(() => import('./ScatterPanel.svelte')),
});

/** Made for two measures of many things; a few things with names are bars, and time makes lines. */
function suit(frame: Frame): number {
  const numbers = numberFields(frame).length;
  const hasTime = timeField(frame) !== undefined;
  if (numbers + (hasTime ? 1 : 0) < 2) return 0;
  if (hasTime) return 0.15;
  if (dimensionFields(frame).length === 0) return 0.85;
  return frame.length > 60 ? 0.75 : 0.4;
}
