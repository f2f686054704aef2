import {
  configOf,
  dimensionFields,
  labelAt,
  labelFilters,
  numberAt,
  numberFields,
  timeField,
  toSeries,
  type FieldConfig,
  type Filter,
  type Frame,
  type NumberField,
  type Series,
} from '@heliostat/sdk';
import { max, mean, min, sum } from 'd3-array';
import type { FieldOptions, Fields, Options, Reduction } from './options.ts';

/** One value before it has a scale. */
export interface Reading {
  name: string;
  /** Fields of the same name share a scale where their ends are not given. */
  field: string;
  config: FieldConfig & Partial<FieldOptions>;
  /** NaN where there is none. */
  value: number;
  /** NaN where there is none. */
  target: number;
  /** Smallest and largest that the value has been in the range. */
  low: number;
  high: number;
  /** What choosing it means; empty where it stands for no dimension. */
  filters: readonly Filter[];
}

export interface ReadingInput {
  frames: readonly Frame[];
  options: Options;
  fields: Fields;
  /** Epoch milliseconds, and the width of a time bucket (0: unknown). */
  nowMs: number;
  stepMs: number;
}

/** One for each series, or for each row and number field of a frame without time. */
export function toReadings(input: ReadingInput): Reading[] {
  const timed = seriesReadings(input);
  return timed.concat(input.frames.flatMap((frame) => rowReadings(frame, input)));
}

/** NaN when there is nothing to reduce. */
export function reduceValues(values: Float64Array, how: Reduction): number {
  const known = values.filter((value) => Number.isFinite(value));
  return known.length === 0 ? NaN : (reducers[how](known) ?? NaN);
}

const reducers: Readonly<Record<Reduction, (values: Float64Array) => number | undefined>> = {
  last: (values) => values.at(-1),
  min: (values) => min(values),
  max: (values) => max(values),
  mean: (values) => mean(values),
  sum: (values) => sum(values),
};

function seriesReadings(input: ReadingInput): Reading[] {
  const { options, fields } = input;
  const { times, series } = toSeries(input.frames);
  const end = countedEnd(times, input);
  const reduced = (one: Series) => reduceValues(one.values.subarray(0, end), options.reduce);
  return withoutTargets(series, fields).map((one) => {
    const subject = { names: [one.field, one.name], type: 'number', unit: one.unit } as const;
    const config = configOf(fields, subject);
    const goal = series.find(
      (other) => other.field === config.target && isSameGroup(other.labels, one.labels),
    );
    const values = one.values.subarray(0, end).filter((value) => Number.isFinite(value));
    return {
      name: one.name,
      field: one.field,
      config,
      value: reduced(one),
      target: targetOf(config, goal === undefined ? NaN : reduced(goal)),
      low: min(values) ?? NaN,
      high: max(values) ?? NaN,
      filters: labelFilters(one.labels),
    };
  });
}

/** How many points count: all, or all but the bucket that is still filling. */
function countedEnd(times: Float64Array, { options, nowMs, stepMs }: ReadingInput): number {
  const last = times.at(-1) ?? Infinity;
  const isOpen = stepMs > 0 && last + stepMs > nowMs;
  return options.openBucket === 'skip' && isOpen && times.length > 1
    ? times.length - 1
    : times.length;
}

/** A table: a row with texts is a value of its own, of rows without texts the last one counts. */
function rowReadings(frame: Frame, { fields }: ReadingInput): Reading[] {
  if (frame.length === 0 || timeField(frame) !== undefined) return [];
  const dimensions = dimensionFields(frame);
  const numbers = numberFields(frame);
  const measures = withoutTargets(numbers, fields);
  const first = dimensions.length === 0 ? frame.length - 1 : 0;
  return Array.from({ length: frame.length - first }, (_, i) => first + i).flatMap((row) =>
    measures.map((measure) => {
      const words = dimensions.map((field) => labelAt(field, row));
      if (measures.length > 1 || words.length === 0) words.push(measure.name);
      const name = words.join(' · ');
      const config = configOf(fields, {
        names: [measure.name, name],
        type: 'number',
        unit: measure.unit,
      });
      const goal = numbers.find((field) => field.name === config.target);
      const value = numberAt(measure, row);
      const target = targetOf(config, goal === undefined ? NaN : numberAt(goal, row));
      const filters = labelFilters(
        Object.fromEntries(dimensions.map((field) => [field.name, labelAt(field, row)])),
      );
      const base = { name, field: measure.name, config, filters };
      return { ...base, value, target, low: value, high: value };
    }),
  );
}

/** Fields that are the target of others are not shown by themselves, unless nothing would be left. */
function withoutTargets<T extends { name: string; field?: string } | NumberField>(
  measures: readonly T[],
  fields: Fields,
): readonly T[] {
  const targets = new Set(Object.values(fields).map((config) => config.target));
  const nameOf = (one: T) => ('field' in one && one.field) || one.name;
  const shown = measures.filter((one) => !targets.has(nameOf(one)));
  return shown.length === 0 ? measures : shown;
}

function targetOf(config: Partial<FieldOptions>, ofField: number): number {
  return typeof config.target === 'number' ? config.target : ofField;
}

type Labels = Readonly<Record<string, string>>;

function isSameGroup(a: Labels, b: Labels): boolean {
  return Object.keys(a).every((key) => a[key] === b[key]);
}
