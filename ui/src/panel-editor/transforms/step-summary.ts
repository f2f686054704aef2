import type { TransformStep } from '@heliostat/sdk';
import { labelOf } from '../forms/input-kind.ts';

/** What a step is told, in a line: `by country, of events, count 5`; without what is left at its default. */
export function stepSummary({ use: _use, disabled: _disabled, ...options }: TransformStep): string {
  return Object.entries(options)
    .map(([key, value]) => `${labelOf(key).toLowerCase()} ${toWords(value)}`)
    .join(', ');
}

function toWords(value: unknown): string {
  if (Array.isArray(value)) return value.map(toWords).join(' ');
  return typeof value === 'string' ? value : JSON.stringify(value);
}
