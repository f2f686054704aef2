import { definePanel } from '@heliostat/sdk';
import { sveltePanel } from '@heliostat/sdk/ui';
import { accepts, fieldOptions, options } from './options.ts';

export default definePanel({
  options,
  fieldOptions,
  accepts,
  /** Shows anything; best for many fields. */
  suggest: (frames) => ((frames[0]?.fields.length ?? 0) > 3 ? 0.7 : 0.3),
  mount: sveltePanel(() => import('./TablePanel.svelte')),
});
