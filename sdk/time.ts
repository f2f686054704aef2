import { HeliostatError } from './errors.ts';
import type { Interval } from './datasource.ts';

const unitMs: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

/** `30s` as milliseconds. Throws INVALID_OPTIONS on anything but a positive whole number and a unit. */
export function parseDuration(text: string): number {
  const match = /^([1-9]\d{0,8})(ms|s|m|h|d|w)$/.exec(text);
  const ms = Number(match?.[1]) * (unitMs[match?.[2] ?? ''] ?? NaN);
  if (Number.isFinite(ms)) return ms;
  throw new HeliostatError('INVALID_OPTIONS', `invalid duration: ${text}`, {
    hint: 'Expected a positive whole number and a unit of ms, s, m, h, d or w, like 30s.',
  });
}

/** Milliseconds in the largest unit that divides them: 90000 is `90s`, 60000 is `1m`. */
export function formatDuration(ms: number): string {
  const units = Object.entries(unitMs).reverse();
  const [name, size] = units.find(([, size]) => ms >= size && ms % size === 0) ?? ['ms', 1];
  return `${ms / size}${name}`;
}

/** Widths of time buckets in milliseconds, so that viewers with windows of like size share results. */
const stepLadderMs = [
  100, 200, 500, 1000, 2000, 5000, 10_000, 15_000, 30_000, 60_000, 120_000, 300_000, 600_000,
  900_000, 1_800_000, 3_600_000, 7_200_000, 10_800_000, 21_600_000, 43_200_000, 86_400_000,
  604_800_000, 2_592_000_000,
];

/** The narrowest ladder step with at most `maxPoints` buckets in the range, not below `minStepMs`. */
export function stepFor(range: Interval, maxPoints: number, minStepMs = 1000): number {
  const needed = Math.max((range.to - range.from) / Math.max(1, maxPoints), minStepMs);
  const step = stepLadderMs.find((candidate) => candidate >= needed) ?? 31_536_000_000;
  return step < minStepMs ? minStepMs : step;
}
