import {
  configOf,
  displayValue,
  fieldByName,
  fieldConfigOf,
  formatText,
  splitEarlier,
  toSeries,
  valueAt,
  type Field,
  type FieldConfig,
  type FormattedValue,
  type Frame,
  type Series,
  type SeriesSet,
} from '@heliostat/sdk';
import type { Fields, Options, Reduction } from './options.ts';

/** One number with what it means. */
export interface Stat {
  name: string;
  label: string;
  value: number;
  shown: FormattedValue;
  /** Colour token of the threshold it is in, or of the field; undefined: plain ink. */
  color: string | undefined;
  delta: Delta | undefined;
  /** The series behind it, oldest first; empty without one. */
  trend: Float64Array;
}

export interface Delta {
  /** Change relative to the base, 0.1 is +10 %; NaN when the base is 0. */
  ratio: number;
  text: string;
  /** The same without what it is a change from. */
  short: string;
  tone: 'good' | 'bad' | 'plain';
  arrow: '▲' | '▼' | '=';
}

export interface StatInput {
  frames: readonly Frame[];
  options: Options;
  fields: Fields;
  /** Epoch milliseconds, and the width of a time bucket (0: unknown). */
  nowMs: number;
  stepMs: number;
}

/** The numbers of some frames: one per series, or one per number field of a frame without time. */
export function toStats(input: StatInput): { stats: Stat[]; omitted: number } {
  const all = [...seriesStats(input), ...rowStats(input)];
  const { maxValues } = input.options;
  return { stats: all.slice(0, maxValues), omitted: Math.max(0, all.length - maxValues) };
}

/** NaN when there is nothing to reduce. */
export function reduceValues(values: Float64Array, how: Reduction): number {
  const known = values.filter((value) => !Number.isNaN(value));
  return known.length === 0 && how !== 'count' ? NaN : reducers[how](known);
}

const sum = (values: Float64Array) => values.reduce((total, value) => total + value, 0);

const reducers: Readonly<Record<Reduction, (values: Float64Array) => number>> = {
  count: (values) => values.length,
  first: (values) => values[0] ?? NaN,
  last: (values) => values.at(-1) ?? NaN,
  sum,
  mean: (values) => sum(values) / values.length,
  min: (values) => values.reduce((a, b) => Math.min(a, b)),
  max: (values) => values.reduce((a, b) => Math.max(a, b)),
};

function seriesStats(input: StatInput): Stat[] {
  const { now, earlier } = splitEarlier(input.frames);
  const set = toSeries(now);
  const past = toSeries(earlier);
  const times = set.times.subarray(0, lastCounted(set.times, input));
  return set.series.map((series) => seriesStat(series, { times, past }, input));
}

/** How many points count: all, or all but the bucket that is still filling. */
function lastCounted(times: Float64Array, { options, nowMs, stepMs }: StatInput): number {
  const last = times.at(-1);
  const isOpen = last !== undefined && stepMs > 0 && last + stepMs > nowMs;
  return options.openBucket === 'skip' && isOpen && times.length > 1
    ? times.length - 1
    : times.length;
}

interface Counted {
  /** Of the points that count. */
  times: Float64Array;
  /** What the series were one period earlier, at the times of now. */
  past: SeriesSet;
}

function seriesStat(series: Series, counted: Counted, { options, fields }: StatInput): Stat {
  const values = series.values.subarray(0, counted.times.length);
  const config = configOf(fields, {
    names: [series.field, series.name],
    type: 'number',
    query: series.query,
    unit: series.unit,
  });
  const value = reduceValues(values, options.reduce);
  const before = earlierValues(series.name, values, counted);
  const base =
    before === undefined ? baseInRange(values, options) : reduceValues(before, options.reduce);
  return {
    ...describe(series.name, value, config),
    delta: toDelta({ value, base }, { ...options, config, isEarlier: before !== undefined }),
    trend: values,
  };
}

/** Like with like: of the past only as much as is known of the present. */
function earlierValues(name: string, values: Float64Array, { times, past }: Counted) {
  const before = past.series.find((series) => series.name === name);
  const known = times[values.findLastIndex((value) => !Number.isNaN(value))] ?? -Infinity;
  return before?.values.subarray(0, past.times.findLastIndex((time) => time <= known) + 1);
}

function baseInRange(values: Float64Array, { delta }: Options): number {
  return delta === 'off' || values.length < 2 ? NaN : reduceValues(values, delta);
}

/** Frames without time: their last rows, field by field. */
function rowStats(input: StatInput): Stat[] {
  const { now, earlier } = splitEarlier(input.frames.filter((frame) => isRows(frame)));
  return now.flatMap((frame) => {
    const before = earlier.find((other) => other.query === frame.query);
    return frame.fields.flatMap((field) => {
      if (field.type !== 'number') return [];
      const value = lastOf(frame, field);
      const config = fieldConfigOf(input.fields, field, frame.query);
      const past = before && fieldByName(before, field.name);
      const base = before === undefined || past === undefined ? NaN : lastOf(before, past);
      const delta = toDelta({ value, base }, { ...input.options, config, isEarlier: true });
      return [{ ...describe(field.name, value, config), delta, trend: new Float64Array(0) }];
    });
  });
}

function isRows(frame: Frame): boolean {
  return frame.length > 0 && frame.fields.every((field) => field.type !== 'time');
}

function lastOf(frame: Frame, field: Field): number {
  const value = valueAt(field, frame.length - 1);
  return typeof value === 'number' ? value : NaN;
}

function describe(name: string, value: number, config: FieldConfig) {
  // A headline is short where nobody said how long it may be.
  const { color, ...shown } = displayValue(value, { unit: 'short', ...config });
  return { name, label: config.label ?? name, value, shown, color };
}

interface Comparison extends Pick<Options, 'delta' | 'better'> {
  config: FieldConfig;
  /** Compared with an earlier time, whose value is then said. */
  isEarlier: boolean;
}

function toDelta(
  { value, base }: { value: number; base: number },
  { delta, better, config, isEarlier }: Comparison,
): Delta | undefined {
  if (delta === 'off' || Number.isNaN(base) || Number.isNaN(value)) return;
  const direction = Math.sign(value - base) as -1 | 0 | 1;
  const ratio = direction === 0 ? 0 : base === 0 ? NaN : (value - base) / Math.abs(base);
  const change = Number.isNaN(ratio) ? '' : signedPercent(ratio);
  const from = formatText(base, { unit: config.unit ?? 'short', decimals: config.decimals });
  return {
    ratio,
    text: isEarlier ? `${change} from ${from}`.trim() : change || 'from zero',
    short: change || 'from zero',
    tone: toneOf(direction, better),
    arrow: arrows[direction],
  };
}

const arrows = { [-1]: '▼', 0: '=', 1: '▲' } as const;

function toneOf(direction: number, better: Options['better']): Delta['tone'] {
  if (better === 'neither' || direction === 0) return 'plain';
  return (better === 'up') === direction > 0 ? 'good' : 'bad';
}

function signedPercent(ratio: number): string {
  const text = formatText(Math.abs(ratio) * 100, {
    unit: 'percent',
    decimals: Math.abs(ratio) < 0.1 ? 1 : 0,
  });
  return `${ratio < 0 ? '−' : ratio > 0 ? '+' : ''}${text}`;
}

/** One number in words, for screen readers. */
export function describeStat({ label, shown, delta }: Stat): string {
  const { prefix = '', text, suffix = '' } = shown;
  return `${label} ${prefix}${text}${suffix}${delta === undefined ? '' : `, ${delta.text}`}`;
}
