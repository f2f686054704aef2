import { displayText, displayValue, type DisplayedValue, type FieldConfig } from '@heliostat/sdk';
import { scaleLinear } from 'd3-scale';
import type { Filter, Threshold } from '@heliostat/sdk';
import { toReadings, type Reading, type ReadingInput } from './readings.ts';

/** One value on its scale. */
export interface Gauge {
  name: string;
  label: string;
  /** NaN where there is none. */
  value: number;
  shown: DisplayedValue;
  /** Ends of the scale: the first is below the second. */
  domain: readonly [number, number];
  /** The ends, written. */
  ends: readonly [string, string];
  /** Steps of the thresholds within the scale, ascending, without gaps; one band where there are none. */
  bands: readonly Band[];
  target: { value: number; text: string } | undefined;
  filters: readonly Filter[];
}

/** A stretch of the scale. */
export interface Band {
  from: number;
  to: number;
  /** Colour token; undefined below the first threshold. */
  color: string | undefined;
  label: string | undefined;
}

/** The values of some frames, each on its scale; what is beyond `maxValues` is counted. */
export function toGauges(input: ReadingInput): { gauges: Gauge[]; omitted: number } {
  const readings = toReadings(input);
  const { maxValues } = input.options;
  const shown = readings.slice(0, maxValues);
  const gauges = shown.map((reading) =>
    toGauge(
      reading,
      shown.filter((other) => other.field === reading.field),
    ),
  );
  return { gauges, omitted: readings.length - shown.length };
}

/** Where a value stands on a scale, 0 to 1; beyond the ends it is at the end. */
export function fractionOf(value: number, [low, high]: readonly [number, number]): number {
  const span = high - low;
  // The distance of the ends may be more than a number can hold: then halves are compared.
  const fraction = Number.isFinite(span)
    ? (value - low) / span
    : (value / 2 - low / 2) / (high / 2 - low / 2);
  return Math.max(0, Math.min(1, fraction));
}

/** Where the bar of a value begins: at zero, or at the end that is nearest to it. */
export function startOf(domain: readonly [number, number]): number {
  return fractionOf(0, domain);
}

/** Whether the value lies outside its scale: the mark ends there and the panel shows a broken end. */
export function isBeyond({ value, domain: [low, high] }: Gauge): boolean {
  return value < low || value > high;
}

function toGauge(reading: Reading, peers: readonly Reading[]): Gauge {
  const { name, value, target, filters } = reading;
  const config = { unit: 'short', ...reading.config };
  const domain = domainOf(config, peers);
  const { unit, decimals } = config;
  const write = (number: number) => displayText(number, { unit, decimals });
  return {
    name,
    label: config.label ?? name,
    value,
    shown: displayValue(value, config),
    domain,
    ends: [write(domain[0]), write(domain[1])],
    bands: bandsOf(config.thresholds ?? [], domain),
    target: Number.isFinite(target) ? { value: target, text: write(target) } : undefined,
    filters,
  };
}

/**
 * The ends as configured; 0 and 100 % for shares; else round numbers around zero, the thresholds and
 * all values and targets that share the scale. An end is never -0, nor is a threshold.
 */
function domainOf(config: FieldConfig, peers: readonly Reading[]): [number, number] {
  const full = fullScales[config.unit ?? ''];
  const around = peers.flatMap(({ low, high, value, target }) => [low, high, value, target]);
  for (const { at } of config.thresholds ?? []) around.push(at);
  const known = around.filter((one) => Number.isFinite(one));
  const [low, high] = full ?? roundEnds(Math.min(0, ...known), Math.max(0, ...known));
  // Adding zero makes -0 the 0 it is.
  const ends: [number, number] = [(config.min ?? low) + 0, (config.max ?? high) + 0];
  if (ends[0] < ends[1]) return ends;
  // One end was given, and everything lies on its other side.
  return config.max === undefined ? [ends[0], ends[0] + 1] : [ends[1] - 1, ends[1]];
}

const fullScales: Readonly<Record<string, [number, number]>> = {
  percent: [0, 100],
  percentunit: [0, 1],
};

function roundEnds(low: number, high: number): [number, number] {
  if (low === high) return [0, 1];
  const [a = low, b = high] = scaleLinear().domain([low, high]).nice(4).domain();
  return Number.isFinite(a) && Number.isFinite(b) ? [a, b] : [low, high];
}

function bandsOf(thresholds: readonly Threshold[], [low, high]: readonly [number, number]): Band[] {
  const steps = thresholds
    .map((step) => ({ ...step, at: step.at + 0 }))
    .sort((a, b) => a.at - b.at);
  const starts = [{ at: -Infinity, color: undefined, label: undefined }, ...steps];
  return starts.flatMap(({ at, color, label }, i) => {
    const from = Math.max(low, at);
    const to = Math.min(high, starts[i + 1]?.at ?? Infinity);
    return from < to ? [{ from, to, color, label }] : [];
  });
}

/** One value in words, for screen readers. */
export function describeGauge(gauge: Gauge): string {
  const { label, shown, ends, target } = gauge;
  const text = toText(shown);
  const scale = `on a scale from ${ends[0]} to ${ends[1]}`;
  return `${label} ${text}, ${scale}${target === undefined ? '' : `, target ${target.text}`}`;
}

/** A displayed value as one text. */
export function toText({ prefix = '', text, suffix = '' }: DisplayedValue): string {
  return prefix + text + suffix;
}
