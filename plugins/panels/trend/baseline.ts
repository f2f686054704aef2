import { zoneOffset } from '@heliostat/sdk';
import { mean } from 'd3-array';
import type { Options } from './options.ts';

/** What each value was expected to be, from the values before it; NaN where too few are known. */
export interface Baseline {
  expected: Float64Array;
  /** A usual deviation, in the unit of the values; never 0. */
  deviation: Float64Array;
  /** What it was made from. */
  season: Season;
}

export type Season = 'day' | 'week' | 'off';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** Widths of a slot of the season, where the points are not farther apart. */
const seasons = {
  day: { periodMs: dayMs, slotMs: hourMs / 4 },
  week: { periodMs: 7 * dayMs, slotMs: hourMs },
} as const;

/** So many periods must be known before a season is taken for one. */
const minPeriods = 3;
/** Fewest values a baseline is made from, and how many of a slot or of the points before are kept. */
const minValues = 8;
const maxPerSlot = 24;
const windowLength = 60;

/**
 * Expected value and usual deviation of every point, from earlier points only: the median m of what is
 * known, and 1.4826 · MAD, where MAD = median |x − m|, which for normal noise is its standard deviation
 * (Hampel 1974; Rousseeuw and Croux 1993, J. Am. Stat. Assoc. 88). Where half of the values are equal,
 * MAD is 0 and 1.2533 · mean |x − m| stands in for it (Iglewicz and Hoaglin 1993, How to Detect and
 * Handle Outliers). Known are, with a season, earlier values of the same slot of the day or week by the
 * clocks of the time zone and of the slots beside it, once three periods have passed; without one, the
 * last 60 values. A slot has few values, whose MAD may be small by chance: a deviation is at least that
 * of the last 60 errors, and half a percent of the expected. Linear in the points.
 */
export function toBaseline(
  { times, values }: { times: Float64Array; values: Float64Array },
  { season: wanted, timeZone }: { season: Options['season']; timeZone: string },
): Baseline {
  const season = chooseSeason(times, wanted);
  const expected = new Float64Array(values.length).fill(NaN);
  const deviation = new Float64Array(values.length).fill(NaN);
  const past = season === 'off' ? new Recent() : new Slots(times, season, timeZone);
  const errors = new Recent();
  values.forEach((value, i) => {
    const time = times[i] ?? NaN;
    const level = levelOf(past.known(time), errors.known());
    expected[i] = level.expected;
    deviation[i] = level.deviation;
    if (!Number.isFinite(value)) return;
    past.add(time, value);
    if (!Number.isNaN(level.expected)) errors.add(time, Math.abs(value - level.expected));
  });
  return { expected, deviation, season };
}

function chooseSeason(times: Float64Array, wanted: Options['season']): Season {
  const length = (times.at(-1) ?? 0) - (times[0] ?? 0);
  const candidates = wanted === 'auto' ? (['week', 'day'] as const) : [wanted];
  const isKnown = (season: Season) =>
    season === 'off' || length >= minPeriods * seasons[season].periodMs;
  return candidates.find(isKnown) ?? 'off';
}

function levelOf(known: readonly number[], errors: readonly number[]) {
  if (known.length < minValues) return { expected: NaN, deviation: NaN };
  const expected = median(known);
  const distances = known.map((value) => Math.abs(value - expected));
  const spread = madScale * median(distances);
  const usual = errors.length < minValues ? 0 : madScale * median(errors);
  const deviation = Math.max(spread > 0 ? spread : 1.2533 * (mean(distances) ?? 0), usual);
  return { expected, deviation: Math.max(deviation, 0.005 * Math.abs(expected), 1e-300) };
}

const madScale = 1.4826;

/** Of one number or more: d3's median reads all that may be one, and takes four times as long. */
function median(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort();
  const middle = (sorted.length - 1) / 2;
  const low = sorted[Math.floor(middle)] ?? NaN;
  const high = sorted[Math.ceil(middle)] ?? NaN;
  return low + (high - low) / 2;
}

/** The last values, whatever their time. */
class Recent {
  readonly #values: number[] = [];

  known(): readonly number[] {
    return this.#values;
  }

  add(_time: number, value: number): void {
    this.#values.push(value);
    if (this.#values.length > windowLength) this.#values.shift();
  }
}

/** Earlier values by their slot of the season. */
class Slots {
  readonly #periodMs: number;
  readonly #slotMs: number;
  readonly #count: number;
  readonly #first: number;
  readonly #timeZone: string;
  readonly #values: number[][];
  /** Offsets change on full hours at most. */
  readonly #offsets = new Map<number, number>();

  constructor(times: Float64Array, season: Exclude<Season, 'off'>, timeZone: string) {
    const { periodMs, slotMs } = seasons[season];
    this.#periodMs = periodMs;
    this.#slotMs = Math.min(periodMs, Math.max(slotMs, stepOf(times)));
    this.#count = Math.max(1, Math.ceil(periodMs / this.#slotMs));
    this.#first = times[0] ?? 0;
    this.#timeZone = timeZone;
    this.#values = Array.from({ length: this.#count }, () => []);
  }

  /** Values of this and the two slots beside it; none before enough periods have passed. */
  known(time: number): readonly number[] {
    if (time - this.#first < minPeriods * this.#periodMs) return [];
    const slot = this.#slotOf(time);
    const near = new Set(
      [slot - 1, slot, slot + 1].map((one) => (one + this.#count) % this.#count),
    );
    return [...near].flatMap((one) => this.#values[one] ?? []);
  }

  add(time: number, value: number): void {
    const values = this.#values[this.#slotOf(time)];
    values?.push(value);
    if (values !== undefined && values.length > maxPerSlot) values.shift();
  }

  #slotOf(time: number): number {
    const hour = Math.floor(time / hourMs);
    const offset = this.#offsets.get(hour) ?? zoneOffset(hour * hourMs, this.#timeZone);
    this.#offsets.set(hour, offset);
    const at = (((time + offset) % this.#periodMs) + this.#periodMs) % this.#periodMs;
    return Math.min(this.#count - 1, Math.floor(at / this.#slotMs));
  }
}

/** The usual distance of two points. */
function stepOf(times: Float64Array): number {
  const last = Math.min(times.length - 1, 200);
  return last < 1 ? 0 : ((times[last] ?? 0) - (times[0] ?? 0)) / last;
}
