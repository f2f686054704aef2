import {
  configOf,
  dimensionFields,
  isNull,
  labelAt,
  labelFilters,
  numberFields,
  timeField,
  toSeries,
  type FieldConfig,
  type Filter,
  type Frame,
} from '@heliostat/sdk';
import type { Fields, Options, Reduction } from './options.ts';

/** One name with its value, before it is ranked. */
export interface Entry {
  name: string;
  value: number;
  /** What its change is told from and to; NaN where that is not known. */
  before: number;
  after: number;
  /** The values over time; empty without a time field. */
  trend: Float64Array;
  config: FieldConfig;
  filters: readonly Filter[];
}

/** One row of the board. */
export interface Standing extends Entry {
  label: string;
  /** From 1; equal values share a rank. */
  rank: number;
  /** Places won (above zero) or lost; undefined where there is no rank to compare with. */
  moved: number | undefined;
  /** Whether it was not on the board before, though others were. */
  isNew: boolean;
}

/** Values of an earlier result, by name. */
export type Snapshot = ReadonlyMap<string, number>;

export interface Board {
  standings: readonly Standing[];
  /** Names beyond the limit. */
  omitted: number;
  /** Whether there is something to compare with. */
  isCompared: boolean;
}

export interface BoardInput {
  frames: readonly Frame[];
  options: Options;
  fields: Fields;
  /** The result before this one; undefined for the first. */
  previous: Snapshot | undefined;
}

/** The names of some frames, ranked by value, with how their ranks and values changed. */
export function toBoard({ frames, options, fields, previous }: BoardInput): Board {
  const entries = toEntries(frames, options, fields);
  const isTimed = entries.some(({ trend }) => trend.length > 0);
  const known = compareWith(entries, options, { isTimed, previous });
  const sign = options.order === 'ascending' ? 1 : -1;
  const ranked = rank(entries, (entry) => sign * entry.value);
  const ranksBefore = new Map(
    rank(known, (entry) => sign * entry.before).map(({ entry, place }) => [entry.name, place]),
  );
  const isCompared = ranksBefore.size > 0;
  const standings = ranked.slice(0, options.maxRows).map(({ entry, place }): Standing => {
    const placeBefore = ranksBefore.get(entry.name);
    return {
      ...entry,
      before: placeBefore === undefined ? NaN : entry.before,
      label: entry.config.label ?? entry.name,
      rank: place,
      moved: placeBefore === undefined ? undefined : placeBefore - place,
      isNew: isCompared && placeBefore === undefined,
    };
  });
  return { standings, omitted: ranked.length - standings.length, isCompared };
}

/** What a later result is compared with. */
export function snapshotOf(frames: readonly Frame[], options: Options, fields: Fields): Snapshot {
  return new Map(toEntries(frames, options, fields).map(({ name, value }) => [name, value]));
}

interface Past {
  isTimed: boolean;
  previous: Snapshot | undefined;
}

/** The entries whose earlier value is known, with it; none where nothing is compared. */
function compareWith(entries: Entry[], { compare }: Options, { isTimed, previous }: Past): Entry[] {
  const how = compare === 'auto' ? (isTimed ? 'start' : 'previous') : compare;
  if (how === 'off') return [];
  if (how === 'previous')
    for (const entry of entries) {
      entry.before = previous?.get(entry.name) ?? NaN;
      entry.after = entry.value;
    }
  return entries.filter(({ before }) => !Number.isNaN(before));
}

/** Highest score last; of equal ones the name decides the order, but not the rank. */
function rank(entries: readonly Entry[], score: (entry: Entry) => number) {
  const sorted = [...entries].sort((a, b) => score(a) - score(b) || compareNames(a.name, b.name));
  let place = 0;
  return sorted.map((entry, i) => {
    const above = sorted[i - 1];
    if (above === undefined || score(above) !== score(entry)) place = i + 1;
    return { entry, place };
  });
}

const collator = new Intl.Collator('en', { numeric: true });
const compareNames = (a: string, b: string) => collator.compare(a, b);

/** By name: series over time reduced to one value, else the rows of a table, equal names added up. */
function toEntries(frames: readonly Frame[], options: Options, fields: Fields): Entry[] {
  const isTimed = frames.some((frame) => timeField(frame) !== undefined);
  const entries = isTimed
    ? seriesEntries(frames, fields, options.reduce)
    : frames.flatMap((frame) => rowEntries(frame, fields));
  return addUp(entries).filter(({ value }) => Number.isFinite(value));
}

function seriesEntries(frames: readonly Frame[], fields: Fields, how: Reduction): Entry[] {
  return toSeries(frames, { maxSeries: 10_000 }).series.map((series) => {
    const { name, field, labels, unit, values } = series;
    return {
      ...{ name, trend: values, value: reduceValues(values, how), ...changeOf(values, how) },
      config: configOf(fields, { names: [field, name], type: 'number', unit }),
      filters: labelFilters(labels),
    };
  });
}

/** From the first value to the last; of sums and the like, from the first half to the second, equally long. */
function changeOf(values: Float64Array, how: Reduction): { before: number; after: number } {
  if (how === 'last')
    return {
      before: values.find((value) => Number.isFinite(value)) ?? NaN,
      after: reduceValues(values, how),
    };
  const middle = Math.floor(values.length / 2);
  return {
    before: reduceValues(values.subarray(0, middle), how),
    after: reduceValues(values.subarray(values.length - middle), how),
  };
}

function rowEntries(frame: Frame, fields: Fields): Entry[] {
  const [measure] = numberFields(frame);
  const dimensions = dimensionFields(frame);
  if (measure === undefined || dimensions.length === 0) return [];
  return Array.from({ length: frame.length }, (_, row) => {
    const texts = dimensions.map((field) => [field.name, labelAt(field, row)] as const);
    const name = texts.map(([, text]) => text).join(' · ');
    const subject = { names: [measure.name, name], type: 'number', unit: measure.unit } as const;
    return {
      ...{
        name,
        before: NaN,
        after: NaN,
        trend: none,
        filters: labelFilters(Object.fromEntries(texts)),
      },
      value: isNull(measure, row) ? NaN : (measure.values[row] ?? NaN),
      config: configOf(fields, subject),
    };
  });
}

const none = new Float64Array(0);

function addUp(entries: readonly Entry[]): Entry[] {
  const byName = new Map<string, Entry>();
  for (const entry of entries) {
    const known = byName.get(entry.name);
    if (known === undefined) byName.set(entry.name, entry);
    else known.value = addKnown(known.value, entry.value);
  }
  return [...byName.values()];
}

/** What is missing or infinite adds nothing to what is known. */
function addKnown(a: number, b: number): number {
  if (!Number.isFinite(a)) return b;
  return Number.isFinite(b) ? a + b : a;
}

/** NaN when there is nothing to reduce. */
function reduceValues(values: Float64Array, how: Reduction): number {
  const known = values.filter((value) => Number.isFinite(value));
  return known.length === 0 ? NaN : reducers[how](known);
}

const sum = (values: Float64Array) => values.reduce((total, value) => total + value, 0);

const reducers: Readonly<Record<Reduction, (values: Float64Array) => number>> = {
  sum,
  last: (values) => values.at(-1) ?? NaN,
  mean: (values) => sum(values) / values.length,
  max: (values) => values.reduce((a, b) => Math.max(a, b)),
};
