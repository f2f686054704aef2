/** Where a series of a stack begins and ends, at every point. */
export interface StackLayer {
  base: Float64Array;
  top: Float64Array;
}

/**
 * Layers on top of one another in the order given; positive values grow upwards from zero, negative
 * ones downwards. A missing value takes no room and has a NaN top. As shares, the absolute values of a
 * point add up to 1.
 */
export function stackValues(columns: readonly Float64Array[], asShares = false): StackLayer[] {
  const length = columns[0]?.length ?? 0;
  const up = new Float64Array(length);
  const down = new Float64Array(length);
  const totals = asShares ? absoluteTotals(columns, length) : undefined;
  return columns.map((values) => {
    const base = new Float64Array(length);
    const top = new Float64Array(length);
    for (let i = 0; i < length; i++) {
      const value = shareOf(values[i] ?? NaN, totals?.[i]);
      const side = value < 0 ? down : up;
      base[i] = side[i] ?? 0;
      top[i] = (side[i] ?? 0) + value;
      if (Number.isFinite(value)) side[i] = top[i] ?? 0;
    }
    return { base, top };
  });
}

function shareOf(value: number, total: number | undefined): number {
  if (!Number.isFinite(value)) return NaN;
  if (total === undefined) return value;
  return total === 0 ? 0 : value / total;
}

function absoluteTotals(columns: readonly Float64Array[], length: number): Float64Array {
  const totals = new Float64Array(length);
  for (const values of columns)
    for (let i = 0; i < length; i++) {
      const size = Math.abs(values[i] ?? NaN);
      if (Number.isFinite(size)) totals[i] = (totals[i] ?? 0) + size;
    }
  return totals;
}
