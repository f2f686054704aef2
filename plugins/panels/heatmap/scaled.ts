import type { Entries } from './entries.ts';
import type { Grid } from './grid.ts';
import type { Options } from './options.ts';

/** The amounts that say how far the colours go: what was added up as one row is no measure for the others. */
export function scaledValues(
  grid: Grid | undefined,
  entries: Entries | undefined,
  mode: Options['mode'],
): Float64Array {
  const { values = new Float64Array(0), columns = 0, rows = 0 } = grid ?? {};
  const isMerged = entries !== undefined && entries.merged > 0 && mode === 'time' && rows > 1;
  return isMerged ? values.subarray(0, (rows - 1) * columns) : values;
}
