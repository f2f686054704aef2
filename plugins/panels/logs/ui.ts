import { definePanel, numberFields, timeField, type Frame } from '@heliostat/sdk';
import { sveltePanel } from '@heliostat/sdk/ui';
import { accepts, fieldOptions, options } from './options.ts';
import { rolesOf } from './roles.ts';

export default definePanel({
  options,
  fieldOptions,
  accepts,
  suggest: (frames) => Math.max(0, ...frames.map(suit)),
  mount: sveltePanel(() => import('./LogsPanel.svelte')),
});

/** Made for rows with a time and a line of text, the more so when they are named as logs are. */
function suit(frame: Frame): number {
  if (timeField(frame) === undefined) return 0;
  const { message, level, isNamed } = rolesOf(frame, {});
  if (message === undefined) return 0;
  if (isNamed) return level === undefined ? 0.85 : 0.95;
  return numberFields(frame).length > 0 ? 0.1 : 0.25;
}
