import { definePanel, dimensionFields, numberFields, timeField, type Frame } from '@heliostat/sdk';
import { sveltePanel } from '@heliostat/sdk/ui';
import { accepts, fieldOptions, options } from './options.ts';

export default definePanel({
  options,
  fieldOptions,
  accepts,
  suggest,
  mount: sveltePanel(() => import('./TimeseriesPanel.svelte')),
});

/** Made for numbers over time; a single point in time is better shown as a number. */
function suggest(frames: readonly Frame[]): number {
  const drawable = frames.filter(
    (frame) => timeField(frame) !== undefined && numberFields(frame).length > 0,
  );
  if (drawable.length === 0) return 0;
  if (drawable.every(isList)) return 0.3;
  return drawable.some((frame) => frame.length > 1) ? 0.9 : 0.3;
}

const sampled = 500;

/** Rows whose names hardly ever come again are no lines, but a list of what happened. */
function isList(frame: Frame): boolean {
  const dimensions = dimensionFields(frame);
  const rows = Math.min(frame.length, sampled);
  if (dimensions.length === 0 || rows <= 10) return false;
  const names = Array.from({ length: rows }, (_, row) =>
    dimensions.map(({ values }) => String(values[row])).join('\0'),
  );
  return new Set(names).size > rows / 2;
}
