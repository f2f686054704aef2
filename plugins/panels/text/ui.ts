import { definePanel } from '@heliostat/sdk';
import { sveltePanel } from '@heliostat/sdk/ui';
import { accepts, fieldOptions, options } from './options.ts';

export default definePanel({
  options,
  fieldOptions,
  accepts,
  /** What a panel without a query can be; data is better drawn than written about. */
  suggest: (frames) => (frames.length === 0 ? 0.6 : 0.05),
  mount: sveltePanel(() => import('./TextPanel.svelte')),
});
