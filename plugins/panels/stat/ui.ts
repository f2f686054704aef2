import { definePanel, toSeries } from '@heliostat/sdk';
import { sveltePanel } from '@heliostat/sdk/ui';
import { accepts, fieldOptions, options } from './options.ts';

export default definePanel({
  options,
  fieldOptions,
  accepts,
  /** Made for one or a few numbers; a long table is better shown otherwise. */
  suggest: (frames) => {
    const series = toSeries(frames).series.length;
    const rows = frames.reduce((sum, frame) => sum + frame.length, 0);
    if (series === 0) return rows === 1 ? 0.9 : rows > 1 && rows < 4 ? 0.3 : 0.05;
    return series <= 4 ? 0.6 : 0.2;
  },
  mount: sveltePanel(() => import('./StatPanel.svelte')),
});
