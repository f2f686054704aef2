import { definePanel, numberFields, timeField, toSeries, type Frame } from '@heliostat/sdk';
import { sveltePanel } from '@heliostat/sdk/ui';
import { accepts, fieldOptions, options } from './options.ts';

export default definePanel({
  options,
  fieldOptions,
  accepts,
  suggest,
  mount: sveltePanel(() => import('./GaugePanel.svelte')),
});

/** Made for one or a few values on a known scale, as shares have; else a plain number says as much. */
function suggest(frames: readonly Frame[]): number {
  const fields = frames.flatMap(numberFields);
  if (fields.length === 0) return 0;
  const hasScale = fields.every(({ unit }) => unit === 'percent' || unit === 'percentunit');
  const isTimed = frames.some((frame) => timeField(frame) !== undefined);
  const values = isTimed ? toSeries(frames).series.length : rowsOf(frames);
  if (values > 12) return 0.05;
  if (isTimed) return hasScale ? 0.5 : 0.25;
  if (values > 6) return 0.2;
  return !hasScale ? 0.4 : values === 1 ? 0.92 : 0.8;
}

function rowsOf(frames: readonly Frame[]): number {
  return frames.reduce((sum, frame) => sum + frame.length, 0);
}
