import { displayText, type FieldConfig, type Theme } from '@heliostat/sdk';
import { resolveColor, statusOf } from '@heliostat/sdk/ui';
import { extent, range, ticks } from 'd3-array';
import { scaleQuantile, scaleThreshold } from 'd3-scale';
import type { ScaleKind } from './options.ts';

/** Numbers as a few colours. */
export interface Steps {
  /** From the lowest; `from` and `to` are undefined at open ends. */
  steps: readonly Step[];
  /** The step of a number; −1 for what is not known. */
  stepOf: (value: number) => number;
}

export interface Step {
  color: string;
  /** The number it begins at, written; empty where it has no beginning. */
  from: string;
  /** What a threshold is called, with the shape of its status. */
  label: string;
}

export interface StepRequest {
  config: FieldConfig;
  kind: ScaleKind;
  /** How many; thresholds have their own number. */
  count: number;
}

/** The thresholds of the field, else steps of the palette over its range. Undefined without numbers. */
export function toSteps(
  values: readonly number[],
  { config, kind, count }: StepRequest,
  theme: Theme,
): Steps | undefined {
  const known = values.filter(Number.isFinite);
  if (known.length === 0) return;
  const { thresholds = [] } = config;
  if (thresholds.length > 0) return thresholdSteps(known, config, theme);
  const bounds = [...new Set(boundsOf(known, { config, kind, count }))];
  // The faintest shades are left out: they would not be told from a country without a number.
  const ramp = theme.sequential.slice(2);
  const color = (i: number) =>
    ramp[Math.round((i / Math.max(1, bounds.length)) * (ramp.length - 1))] ?? theme.ink3;
  const steps = Array.from({ length: bounds.length + 1 }, (_, i) => ({
    ...{ color: color(bounds.length === 0 ? 1 : i), label: '' },
    from: i === 0 ? '' : displayText(bounds[i - 1] ?? NaN, config),
  }));
  return { steps, stepOf: stepper(bounds) };
}

function thresholdSteps(known: readonly number[], config: FieldConfig, theme: Theme): Steps {
  const thresholds = [...(config.thresholds ?? [])].sort((a, b) => a.at - b.at);
  const steps = thresholds.map(({ at, color, label }) => ({
    color: resolveColor(color, theme),
    from: displayText(at, config),
    label: [statusOf(color).shape, label ?? ''].join(' ').trim(),
  }));
  const [lowest, ...bounds] = thresholds.map(({ at }) => at);
  // What is below all thresholds is a step of its own only where there is something.
  if (lowest === undefined || !known.some((value) => value < lowest))
    return { steps, stepOf: stepper(bounds) };
  const below = { color: theme.ink3, from: '', label: '' };
  return { steps: [below, ...steps], stepOf: stepper([lowest, ...bounds]) };
}

function stepper(bounds: readonly number[]): Steps['stepOf'] {
  const scale = scaleThreshold<number, number>([...bounds], [...bounds.keys(), bounds.length]);
  return (value) => (Number.isNaN(value) ? -1 : scale(value));
}

/** Numbers between steps, ascending; fewer where the numbers do not differ enough. */
function boundsOf(known: readonly number[], { config, kind, count }: StepRequest): number[] {
  const [least = 0, most = 0] = extent(known) as [number?, number?];
  if (kind === 'quantile')
    return scaleQuantile<number>([...known], range(count))
      .quantiles()
      .filter((bound) => bound > least);
  const isLog = kind === 'log' && most > 0;
  const lowest = isLog ? Math.min(...known.filter((value) => value > 0)) : Math.min(0, least);
  const low = config.min ?? lowest;
  const high = config.max ?? most;
  if (!(high > low) || (isLog && !(low > 0))) return [];
  return isLog ? logBounds(low, high, count) : linearBounds(low, high, count);
}

/** Round numbers, about as many as asked for. */
function linearBounds(low: number, high: number, count: number): number[] {
  return ticks(low, high, count)
    .filter((tick) => tick > low && tick < high)
    .slice(0, maxBounds);
}

/** Powers of ten where they are about as many as asked for, else equal factors. */
function logBounds(low: number, high: number, count: number): number[] {
  const first = Math.floor(Math.log10(low)) + 1;
  const last = Math.ceil(Math.log10(high)) - 1;
  const powers = range(first, last + 1).map((exponent) => 10 ** exponent);
  if (powers.length >= count - 2 && powers.length <= count + 1) return powers;
  const factor = (high / low) ** (1 / count);
  return range(1, count).map((i) => Number((low * factor ** i).toPrecision(2)));
}

const maxBounds = 10;
