import { definePanel, toSeries } from '@heliostat/sdk';
import { sveltePanel } from '@heliostat/sdk/ui';
import { accepts, fieldOptions, options } from './options.ts';

export default definePanel({
  options,
  fieldOptions,
  accepts,
  /** Made for one series with a past; of several it shows one. */
  suggest: (frames) => {
    const { series, times } = toSeries(frames, { maxSeries: 2 });
    if (series.length === 0) return 0;
    if (series.length > 1) return 0.15;
    return times.length >= 30 ? 0.7 : 0.3;
  },
  mount: sveltePanel(() => import('./TrendPanel.svelte')),
});
