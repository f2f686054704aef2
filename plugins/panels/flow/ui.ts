import { definePanel, dimensionFields, numberFields, timeField, type Frame } from '@heliostat/sdk';
import { sveltePanel } from '@heliostat/sdk/ui';
import { accepts, fieldOptions, options } from './options.ts';

export default definePanel({
  options,
  fieldOptions,
  accepts,
  suggest: (frames) => Math.max(0, ...frames.map(suit)),
  mount: sveltePanel(() => import('./FlowPanel.svelte')),
});

const sourceName = /^(source|from|src|origin|referrer)/i;
const targetName = /^(target|to|dest)/i;

/** Made for two texts that are called source and target; two texts of other names may be no flow. */
function suit(frame: Frame): number {
  const [source, target, ...others] = dimensionFields(frame);
  if (source === undefined || target === undefined || numberFields(frame).length === 0) return 0;
  if (frame.length === 0 || timeField(frame) !== undefined || others.length > 0) return 0.02;
  if (sourceName.test(source.name) && targetName.test(target.name)) return 0.95;
  return frame.length <= 100 ? 0.4 : 0.2;
}
