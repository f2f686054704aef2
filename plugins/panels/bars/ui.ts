import { definePanel, type Frame } from '@heliostat/sdk';
import { sveltePanel } from '@heliostat/sdk/ui';
import { accepts, fieldOptions, options } from './options.ts';

export default definePanel({
  options,
  fieldOptions,
  accepts,
  /** Made for names with numbers and without time. */
  suggest: (frames) => Math.max(0, ...frames.map(suit)),
  mount: sveltePanel(() => import('./BarsPanel.svelte')),
});

function suit({ fields, length }: Frame): number {
  const has = (type: string) => fields.some((field) => field.type === type);
  if (!has('string') || !has('number')) return 0;
  if (has('time')) return 0.2;
  return length <= 60 ? 0.85 : 0.5;
}
