import { definePanel, dimensionFields, numberFields, timeField, type Frame } from '@heliostat/sdk';
import { sveltePanel } from '@heliostat/sdk/ui';
import { accepts, fieldOptions, options } from './options.ts';

export default definePanel({
  options,
  fieldOptions,
  accepts,
  suggest: (frames) => Math.max(0, ...frames.map(suit)),
  mount: sveltePanel(() => import('./RetentionPanel.svelte')),
});

const cohortName = /cohort/i;
const ageName = /^(age|day|week|month|period)s?$/i;

/** Made for cohorts by age; that a number is an age, only its name and its whole steps tell. */
function suit(frame: Frame): number {
  const [age, value] = numberFields(frame);
  const cohort = timeField(frame) ?? dimensionFields(frame)[0];
  if (age === undefined || value === undefined || cohort === undefined || frame.length === 0)
    return 0;
  const isWhole = age.values.every((one) => Number.isInteger(one) && one >= 0);
  if (!isWhole) return 0;
  const isNamed = ageName.test(age.name);
  if (isNamed && cohortName.test(cohort.name)) return 0.97;
  return isNamed ? 0.6 : 0.05;
}
