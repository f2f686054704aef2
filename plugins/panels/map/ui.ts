import { definePanel, dimensionFields, numberFields, timeField, type Frame } from '@heliostat/sdk';
import { sveltePanel } from '@heliostat/sdk/ui';
import { accepts, fieldOptions, options } from './options.ts';
import { coordinatesOf } from './places.ts';
import { findRegionField } from './regions.ts';

export default definePanel({
  options,
  fieldOptions,
  accepts,
  suggest: (frames) => Math.max(0, ...frames.map(suit)),
  mount: sveltePanel(() => import('./MapPanel.svelte')),
});

const regionName = /countr|nation|region|land|iso|geo|territor/i;

/** Made for coordinates and for countries; with a second text or a time a country is only one of several views. */
function suit(frame: Frame): number {
  if (frame.length === 0) return 0;
  if (coordinatesOf(frame, {}) !== undefined) return timeField(frame) === undefined ? 0.93 : 0.6;
  const region = numberFields(frame).length === 0 ? undefined : findRegionField(frame);
  if (region === undefined) return 0;
  if (timeField(frame) !== undefined) return 0.15;
  // Languages have codes of the same letters: de, fr, it.
  const isSure = regionName.test(region.name) || region.values.some((text) => text.length > 3);
  return isSure && dimensionFields(frame).length === 1 && frame.length > 3 ? 0.9 : 0.45;
}
