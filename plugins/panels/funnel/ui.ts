import { definePanel, dimensionFields, numberFields, timeField, type Frame } from '@heliostat/sdk';
import { sveltePanel } from '@heliostat/sdk/ui';
import { accepts, fieldOptions, options } from './options.ts';

export default definePanel({
  options,
  fieldOptions,
  accepts,
  suggest: (frames) => Math.max(0, ...frames.map(suit)),
  mount: sveltePanel(() => import('./FunnelPanel.svelte')),
});

const stepName = /^(step|stage|phase)/i;

/** Made for what is called a step; else a few numbers that only fall may be one, most are just ranked. */
function suit(frame: Frame): number {
  const measures = numberFields(frame);
  const [name, ...others] = dimensionFields(frame);
  const [measure] = measures;
  if (measure === undefined || frame.length === 0 || timeField(frame) !== undefined) return 0;
  if (name === undefined) return frame.length === 1 && isFalling(measures.map(first)) ? 0.5 : 0.02;
  if (others.length > 0 || frame.length < 2 || frame.length > 12) return 0.05;
  if (stepName.test(name.name)) return 0.92;
  return isFalling(measure.values) ? 0.3 : 0.1;
}

const first = ({ values }: { values: Float64Array }) => values[0] ?? NaN;

function isFalling(values: ArrayLike<number>): boolean {
  return (
    values.length > 2 &&
    Array.from(values).every((value, i) => i === 0 || value <= Number(values[i - 1]))
  );
}
