import { earlierName, splitEarlier } from './earlier.ts';
import { freeName } from './free-name.ts';
import type { Frame, NumberField } from './frame.ts';
import { sortedUnique, toLongSeries } from './long-series.ts';

/** One line of a chart. */
export interface Series {
  /** Unique in its set and stable from one result to the next. */
  name: string;
  /** The number field it came from. */
  field: string;
  /** What distinguishes it: the labels of its field and the values of its dimensions. */
  labels: Readonly<Record<string, string>>;
  unit?: string;
  /** Slug of the query it came from, where that is known. */
  query?: string;
  /** Name of the series that this one says the past of. */
  earlierOf?: string;
  /** One value for each time of the set; NaN where there is none. Never written to. */
  values: Float64Array;
}

/** Series over one shared time axis. */
export interface SeriesSet {
  /** Epoch milliseconds, ascending, each once. Never written to. */
  times: Float64Array;
  series: readonly Series[];
  /** Series left out by `maxSeries`. */
  omitted: number;
  /** Whether a series may lack a value at a time only because another one has a value there. */
  sparse: boolean;
}

export interface SeriesOptions {
  /** Default 500. */
  maxSeries?: number;
  /** What a number was before (`events before`) makes a series of its own, `like before`, behind all others. */
  compared?: boolean;
}

const emptySeriesSet: SeriesSet = {
  times: new Float64Array(0),
  series: [],
  omitted: 0,
  sparse: false,
};

/**
 * The series of some frames. A wide frame has a time field and number fields, one series each; a long
 * one has string (or boolean) fields too, whose values tell the series apart. A series of a long frame
 * is named by its only dimension, `like`, by `like · PL` for several, with the measure behind when
 * there are several measures: `like · events`. Of two values for one time the last counts. Frames
 * without a time or a number field give nothing. Columns are used as they are where possible.
 */
export function toSeries(frames: readonly Frame[], options: SeriesOptions = {}): SeriesSet {
  const { now, earlier } =
    options.compared === true ? splitEarlier(frames) : { now: frames, earlier: [] };
  const sets = [...now.map(toSet), ...earlier.map((frame) => asEarlier(toSet(frame)))].filter(
    (set) => set.series.length > 0,
  );
  const merged = sets.length === 1 && sets[0] !== undefined ? sets[0] : mergeSets(sets);
  const maxSeries = options.maxSeries ?? 500;
  return {
    ...merged,
    series: withUniqueNames(merged.series.slice(0, maxSeries)),
    omitted: Math.max(0, merged.series.length - maxSeries),
  };
}

/** The first time field of a frame. */
export function timeField(frame: Frame) {
  return frame.fields.find((field) => field.type === 'time');
}

/** Fields whose values tell series or bars apart. */
export function dimensionFields(frame: Frame) {
  return frame.fields.filter((field) => field.type === 'string' || field.type === 'boolean');
}

export function numberFields(frame: Frame): NumberField[] {
  return frame.fields.filter((field) => field.type === 'number');
}

function asEarlier(set: SeriesSet): SeriesSet {
  const series = set.series.map((one) => ({
    ...one,
    name: earlierName(one.name),
    earlierOf: one.name,
  }));
  return { ...set, series };
}

function toSet(frame: Frame): SeriesSet {
  const set = toOwnSet(frame);
  const { query } = frame;
  return query === undefined
    ? set
    : { ...set, series: set.series.map((one) => ({ ...one, query })) };
}

function toOwnSet(frame: Frame): SeriesSet {
  const time = timeField(frame);
  const measures = numberFields(frame);
  if (time === undefined || measures.length === 0 || frame.length === 0) return emptySeriesSet;
  const dimensions = dimensionFields(frame);
  if (dimensions.length > 0) return toLongSeries({ time, measures, dimensions }, frame.length);
  if (!isAscending(time.values, frame.length))
    return toLongSeries({ time, measures, dimensions: [] }, frame.length);
  const series = measures.map((field) => ({ ...describe(field), values: field.values }));
  return { times: time.values, series, omitted: 0, sparse: false };
}

/** Name, field, labels and unit of the series of a wide field: labels are part of the name. */
function describe(field: NumberField): Omit<Series, 'values'> {
  const labels = field.labels ?? {};
  const parts = Object.values(labels);
  return {
    name: parts.length === 0 ? field.name : parts.join(' · '),
    field: field.name,
    labels,
    ...(field.unit !== undefined && { unit: field.unit }),
  };
}

function isAscending(times: Float64Array, length: number): boolean {
  let last = times[0] ?? NaN;
  for (let i = 1; i < length; i++) {
    const time = times[i] as number;
    if (!(time > last)) return false;
    last = time;
  }
  return !Number.isNaN(last);
}

/** All series over the union of the times. */
function mergeSets(sets: readonly SeriesSet[]): SeriesSet {
  const [first] = sets;
  if (first === undefined) return emptySeriesSet;
  if (sets.every((set) => sameTimes(set.times, first.times)))
    return { ...first, series: sets.flatMap((set) => set.series), sparse: sets.some(isSparse) };
  const times = unionTimes(sets.map((set) => set.times));
  const series = sets.flatMap((set) => {
    const positions = positionsIn(times, set.times);
    return set.series.map((one) => ({
      ...one,
      values: scatter(one.values, positions, times.length),
    }));
  });
  return { times, series, omitted: 0, sparse: true };
}

const isSparse = (set: SeriesSet) => set.sparse;

function sameTimes(a: Float64Array, b: Float64Array): boolean {
  return a === b || (a.length === b.length && a.every((time, i) => time === b[i]));
}

function unionTimes(all: readonly Float64Array[]): Float64Array {
  const times = new Float64Array(all.reduce((sum, one) => sum + one.length, 0));
  let end = 0;
  for (const one of all) {
    times.set(one, end);
    end += one.length;
  }
  return sortedUnique(times);
}

function positionsIn(times: Float64Array, some: Float64Array): Uint32Array {
  const positions = new Uint32Array(some.length);
  let at = 0;
  for (let i = 0; i < some.length; i++) {
    while (times[at] !== some[i]) at++;
    positions[i] = at;
  }
  return positions;
}

function scatter(values: Float64Array, positions: Uint32Array, length: number): Float64Array {
  const scattered = new Float64Array(length).fill(NaN);
  for (let i = 0; i < positions.length; i++) scattered[positions[i] ?? 0] = values[i] ?? NaN;
  return scattered;
}

/** The same name twice becomes `name` and `name (2)`. */
function withUniqueNames(series: readonly Series[]): Series[] {
  const taken = new Set<string>();
  return series.map((one) => {
    const name = freeName(one.name, taken);
    taken.add(name);
    return name === one.name ? one : { ...one, name };
  });
}
