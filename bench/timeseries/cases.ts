/** One chart to measure. */
export interface BenchCase {
  name: string;
  series: number;
  points: number;
  dpr: number;
}

export const cases: readonly BenchCase[] = [
  { name: '10k', series: 1, points: 10_000, dpr: 1 },
  { name: '100k', series: 1, points: 100_000, dpr: 1 },
  { name: '1M', series: 1, points: 1_000_000, dpr: 1 },
  { name: '50 × 10k', series: 50, points: 10_000, dpr: 1 },
  { name: '100k, dpr 2', series: 1, points: 100_000, dpr: 2 },
  { name: '50 × 10k, dpr 2', series: 50, points: 10_000, dpr: 2 },
];

/** `blank` clears a canvas of the same size: the floor of the method. */
export const libraries = ['heliostat', 'uplot', 'blank'] as const;
export type Library = (typeof libraries)[number];

/** Size of each chart in CSS pixels. */
export const chartSize = { width: 1000, height: 400 };

/** Values that look measured: a slow wave, a daily one and noise, from a seeded generator. */
export function makeValues(points: number, seed: number): Float64Array {
  const values = new Float64Array(points);
  let state = seed * 2_654_435_761 + 1;
  for (let i = 0; i < points; i++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const noise = state / 2 ** 32 - 0.5;
    values[i] = 50 + 20 * Math.sin((i / points) * 12 + seed) + 10 * noise + seed;
  }
  return values;
}

export function makeTimes(points: number): Float64Array {
  const start = Date.UTC(2026, 10, 22);
  return Float64Array.from({ length: points }, (_, i) => start + i * 1000);
}
