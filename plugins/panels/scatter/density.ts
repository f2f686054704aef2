/** Points counted in square cells of the plot: centres in CSS pixels. */
export interface Density {
  cell: number;
  xs: Float32Array;
  ys: Float32Array;
  counts: Uint32Array;
  max: number;
  /** Points that were counted. */
  total: number;
}

/** From how many points on a cloud is only a blot. */
export const densityFrom = 20_000;

/** How many points there are in each cell that has any; row by row from the top. */
export function toDensity(
  at: { xs: Float32Array; ys: Float32Array },
  plot: { width: number; height: number },
): Density {
  const cell = Math.max(3, Math.min(10, Math.round(Math.sqrt(plot.width * plot.height) / 70)));
  const columns = Math.floor(plot.width / cell) + 1;
  const lines = Math.floor(plot.height / cell) + 1;
  const grid = new Uint32Array(columns * lines);
  let total = 0;
  for (let i = 0; i < at.xs.length; i++) {
    const column = Math.floor((at.xs[i] ?? NaN) / cell);
    const line = Math.floor((at.ys[i] ?? NaN) / cell);
    if (!(column >= 0 && column < columns && line >= 0 && line < lines)) continue;
    grid[line * columns + column] = (grid[line * columns + column] ?? 0) + 1;
    total++;
  }
  const filled: number[] = [];
  grid.forEach((count, i) => {
    if (count > 0) filled.push(i);
  });
  const center = (position: number) => (position + 0.5) * cell;
  return {
    cell,
    xs: Float32Array.from(filled, (i) => center(i % columns)),
    ys: Float32Array.from(filled, (i) => center(Math.floor(i / columns))),
    counts: Uint32Array.from(filled, (i) => grid[i] ?? 0),
    max: filled.reduce((max, i) => Math.max(max, grid[i] ?? 0), 0),
    total,
  };
}

/** The step of a ramp of `steps` colours for a count: by its logarithm, as counts differ by decades. */
export function shadeOf(count: number, max: number, steps: number): number {
  if (max <= 1) return steps - 1;
  return Math.min(steps - 1, Math.floor((Math.log(count) / Math.log(max)) * (steps - 1) + 0.5));
}
