import type { FieldConfig } from '@heliostat/sdk';
import type { Baseline } from './baseline.ts';

/** Between which values each point was usual, both included; NaN where too little is known. */
export interface Band {
  low: Float64Array;
  high: Float64Array;
}

interface Banded {
  values: Float64Array;
  baseline: Baseline;
  /** Usual deviations a value may be away. */
  tolerance: number;
  config: FieldConfig;
}

/**
 * `tolerance` usual deviations around what was expected, within what the measure can be: `min` and `max` of its
 * field, and not below zero where no value is. An expected value beyond an end moves that end to itself.
 */
export function toBand({ values, baseline, tolerance, config }: Banded): Band {
  const { expected, deviation } = baseline;
  const floor = config.min ?? (values.some((value) => value < 0) ? -Infinity : 0);
  const ceiling = config.max ?? Infinity;
  const reach = (i: number) => tolerance * (deviation[i] ?? NaN);
  return {
    low: expected.map((value, i) => Math.max(Math.min(floor, value), value - reach(i))),
    high: expected.map((value, i) => Math.min(Math.max(ceiling, value), value + reach(i))),
  };
}
