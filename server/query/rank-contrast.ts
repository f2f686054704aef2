import type { Contrast, ContrastField } from '@heliostat/sdk';

type Value = ContrastField['values'][number];

/** A value that is more, or less, of the rows in the part than of the others. */
export interface DifferentValue extends Value {
  /** Of the rows in the part, 0 to 1. */
  shareInside: number;
  shareOutside: number;
}

export interface DifferentField {
  name: string;
  /** The most different first. */
  values: readonly DifferentValue[];
}

export interface RankedContrast extends Omit<Contrast, 'fields' | 'effective'> {
  /** Those with a difference, the most different first. */
  fields: readonly DifferentField[];
}

const maxFields = 8;
const maxValues = 5;
/** Standard errors: less is what chance does to one value in twenty. */
const fewestErrors = 2;

/** What is really different: shares whose distance is more than chance would make it. */
export function rankContrast({ fields, effective, ...counts }: Contrast): RankedContrast {
  const totals = { ...counts, effective };
  const ranked = fields
    .map(({ name, values }) => {
      const different = values
        .map((value) => toShares(value, totals))
        .filter((value) => excess(value, totals) > 0)
        .toSorted((a, b) => excess(b, totals) - excess(a, totals));
      return { name, values: different, distance: sum(different, totals) };
    })
    .filter(({ values }) => values.length > 0)
    .toSorted((a, b) => b.distance - a.distance);
  return {
    ...counts,
    fields: ranked
      .slice(0, maxFields)
      .map(({ name, values }) => ({ name, values: values.slice(0, maxValues) })),
  };
}

type Totals = Pick<Contrast, 'inside' | 'outside' | 'effective'>;

function toShares(value: Value, { inside, outside }: Totals): DifferentValue {
  return {
    ...value,
    shareInside: inside > 0 ? value.inside / inside : 0,
    shareOutside: outside > 0 ? value.outside / outside : 0,
  };
}

/** Half of it over all values of a field is how far its two distributions are apart (total variation). */
function sum(values: readonly DifferentValue[], totals: Totals): number {
  return values.reduce((all, value) => all + excess(value, totals), 0);
}

/**
 * How much farther two shares are apart than chance explains: the standard error of their difference is
 * √(p (1 - p) (1/n₁ + 1/n₂)) with p of all rows and the effective sizes n, as in the two-proportion z-test.
 */
function excess(value: DifferentValue, { inside, outside, effective }: Totals): number {
  if (!(inside > 0 && outside > 0)) return 0;
  const p = (value.inside + value.outside) / (inside + outside);
  const error = Math.sqrt(
    Math.max(0, p * (1 - p)) * (1 / effective.inside + 1 / effective.outside),
  );
  return Math.abs(value.shareInside - value.shareOutside) - fewestErrors * error;
}
