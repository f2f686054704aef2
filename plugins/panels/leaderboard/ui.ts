import { definePanel, dimensionFields, numberFields, timeField, type Frame } from '@heliostat/sdk';
import { sveltePanel } from '@heliostat/sdk/ui';
import { accepts, fieldOptions, options } from './options.ts';

export default definePanel({
  options,
  fieldOptions,
  accepts,
  suggest: (frames) => Math.max(0, ...frames.map(suit)),
  mount: sveltePanel(() => import('./LeaderboardPanel.svelte')),
});

/** Made for many names whose order matters; a few are as well compared as bars. */
function suit(frame: Frame): number {
  if (numberFields(frame).length === 0 || dimensionFields(frame).length === 0) return 0;
  if (timeField(frame) !== undefined) return 0.4;
  return frame.length > 8 && frame.length <= 200 ? 0.75 : 0.45;
}
