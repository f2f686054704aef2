import {
  dimensionFields,
  fieldByName,
  fieldConfigOf,
  formatTime,
  isNull,
  labelAt,
  labelFilters,
  noValue,
  numberAt,
  numberFields,
  timeField,
  type Field,
  type FieldConfig,
  type Filter,
  type Frame,
  type NumberField,
} from '@heliostat/sdk';
import type { Fields, Options } from './options.ts';

/** Those who began together. */
export interface Cohort {
  name: string;
  /** How many it began with; NaN where that is not known. */
  size: number;
  /** One for each age of the grid, NaN where it is not that old. */
  values: readonly number[];
  /** Of the size, 0 to 1; NaN where one of them is not known. */
  shares: readonly number[];
  /** What choosing its name means; empty for a time, whose cohort no field of an event holds. */
  filters: readonly Filter[];
}

export interface Grid {
  /** In the order of time, else of the query. */
  cohorts: readonly Cohort[];
  /** Ascending. */
  ages: readonly number[];
  /** For each age the share of all cohorts that are that old, by their size. */
  means: readonly number[];
  /** The largest share past the first age: what the strongest colour stands for. */
  top: number;
  /** Earlier cohorts and later ages that are not shown. */
  omitted: { cohorts: number; ages: number };
  /** How the numbers are written. */
  config: FieldConfig;
  measure: string;
  age: string;
}

export interface GridInput {
  frames: readonly Frame[];
  options: Options;
  fields: Fields;
  timeZone: string;
}

/**
 * Cohorts by age from the first frame that has a time or text and two numbers, rows of the same cohort and
 * age added up. The first age is the lowest of the data; sizes are the values there unless a field has them.
 */
export function toGrid({ frames, options, fields, timeZone }: GridInput): Grid {
  const columns = frames.map((frame) => toColumns(frame, options)).find((one) => one !== undefined);
  if (columns === undefined) return nothing;
  const rows = collect(columns);
  if (columns.cohort.type === 'time') rows.sort((a, b) => Number(a.key) - Number(b.key));
  const allAges = [...new Set(rows.flatMap(({ values }) => [...values.keys()]))].sort(
    (a, b) => a - b,
  );
  const ages = allAges.slice(0, options.maxAges);
  const shown = rows.slice(-options.maxCohorts);
  const nameOf = namer(columns.cohort, shown, timeZone);
  const cohorts = shown.map((row) => toCohort(row, ages, { name: nameOf(row), columns }));
  const past = cohorts.flatMap(({ shares }) => shares.slice(1)).filter(Number.isFinite);
  return {
    cohorts,
    ages,
    means: ages.map((_, i) => meanAt(cohorts, i)),
    top: Math.max(...past, 0) || 1,
    omitted: { cohorts: rows.length - shown.length, ages: allAges.length - ages.length },
    config: { unit: 'short', ...fieldConfigOf(fields, columns.value) },
    ...{ measure: columns.value.name, age: columns.age.name },
  };
}

const nothing: Grid = {
  ...{ cohorts: [], ages: [], means: [], top: 1, omitted: { cohorts: 0, ages: 0 } },
  ...{ config: {}, measure: '', age: '' },
};

interface Columns {
  cohort: Field;
  age: NumberField;
  value: NumberField;
  size: NumberField | undefined;
  length: number;
}

function toColumns(frame: Frame, options: Options): Columns | undefined {
  const numbers = numberFields(frame).filter(({ name }) => name !== options.size);
  const cohort =
    options.cohort === undefined
      ? (timeField(frame) ?? dimensionFields(frame)[0])
      : fieldByName(frame, options.cohort);
  const age = pick(numbers, options.age);
  const value = pick(
    numbers.filter((field) => field !== age),
    options.value,
  );
  const size = numberFields(frame).find(({ name }) => name === options.size);
  if (frame.length === 0 || cohort === undefined || age === undefined || value === undefined)
    return;
  return { cohort, age, value, size, length: frame.length };
}

function pick(fields: readonly NumberField[], name: string | undefined): NumberField | undefined {
  return fields.find((field) => name === undefined || field.name === name);
}

interface Row {
  key: string | number;
  values: Map<number, number>;
  size: number;
}

/** Values below zero, infinite ones, ages that are no number and cohorts of no time count for nothing. */
function collect({ cohort, age, value, size, length }: Columns): Row[] {
  const byKey = new Map<string | number, Row>();
  for (let row = 0; row < length; row++) {
    const key = keyAt(cohort, row);
    const [at, count] = [numberAt(age, row), numberAt(value, row)];
    if (!Number.isFinite(at) || !(count >= 0) || !Number.isFinite(count)) continue;
    if (cohort.type === 'time' && isNull(cohort, row)) continue;
    const known = byKey.get(key) ?? { key, values: new Map<number, number>(), size: NaN };
    known.values.set(at, (known.values.get(at) ?? 0) + count);
    if (size !== undefined) known.size = largerOf(known.size, numberAt(size, row));
    byKey.set(key, known);
  }
  return [...byKey.values()];
}

/** Each row of a cohort repeats its size. */
const largerOf = (a: number, b: number) => (Number.isNaN(a) || b > a ? b : a);

interface Naming {
  name: string;
  columns: Columns;
}

function toCohort(row: Row, ages: readonly number[], { name, columns }: Naming): Cohort {
  const values = ages.map((age) => row.values.get(age) ?? NaN);
  const isText = columns.cohort.type !== 'time';
  const size = columns.size === undefined ? (values[0] ?? NaN) : row.size;
  return {
    name,
    size,
    values,
    shares: values.map((value) => (size > 0 ? value / size : NaN)),
    filters: isText ? labelFilters({ [columns.cohort.name]: String(row.key) }) : [],
  };
}

/** Days without their hours where all cohorts begin at midnight, and without a year that is the same for all. */
function namer(field: Field, rows: readonly Row[], timeZone: string): (row: Row) => string {
  if (field.type !== 'time') return ({ key }) => String(key);
  const texts = new Map(rows.map(({ key }) => [key, formatTime(Number(key), timeZone)]));
  const isDaily = [...texts.values()].every((text) => / 00:00(:00)?$/.test(text));
  const days = [...texts.values()].map((text) => text.split(' ')[0] ?? text);
  const years = new Set(days.map((day) => day.slice(0, -5)));
  return ({ key }) => {
    const text = texts.get(key) ?? '';
    if (!isDaily) return text;
    const day = text.split(' ')[0] ?? text;
    return years.size === 1 ? day.slice(-5) : day;
  };
}

function meanAt(cohorts: readonly Cohort[], i: number): number {
  let [left, began] = [0, 0];
  for (const { size, values } of cohorts) {
    const value = values[i] ?? NaN;
    if (Number.isNaN(value) || !(size > 0)) continue;
    left += value;
    began += size;
  }
  return began > 0 ? left / began : NaN;
}

function keyAt(field: Field, row: number): string | number {
  const text = labelAt(field, row) || noValue;
  return field.type === 'time' ? Number(text) : text;
}
