import {
  dimensionFields,
  fieldConfigOf,
  isNull,
  numberFields,
  parseDuration,
  timeField,
  valueAt,
  type CellValue,
  type Field,
  type FieldConfig,
  type Filter,
  type Frame,
  type Interval,
} from '@heliostat/sdk';
import type { Fields, Options } from './options.ts';
import { StateSet, type State } from './states.ts';

/** A time during which a lane is in one state. */
export interface Segment {
  /** Epoch milliseconds, within the range. */
  from: number;
  to: number;
  /** Position in the states. */
  state: number;
}

export interface Lane {
  /** Unique and stable from one result to the next. */
  name: string;
  /** What choosing it means: the values that make this lane, those it lacks left out. */
  filters: readonly Filter[];
  /** Name of the field its states are in. */
  field: string;
  /** Ascending, without overlap. */
  segments: readonly Segment[];
}

export interface Timeline {
  lanes: readonly Lane[];
  states: readonly State[];
  /** Lanes left out by `maxLanes`. */
  omitted: number;
}

export interface Reading {
  options: Options;
  fields: Fields;
  /** What is visible: a state begins before it, the last one lasts until its end. */
  range: Interval;
  /** A state does not last into the future; epoch milliseconds. */
  nowMs: number;
  timeZone: string;
}

/**
 * The lanes of some frames. A value is the state from its time on until the next value of its lane, at
 * most for `maxGap`; null ends a state. Frames without a time field or a state give nothing.
 */
export function toTimeline(frames: readonly Frame[], reading: Reading): Timeline {
  const { options } = reading;
  const states = new StateSet(options.merge, reading.timeZone);
  const tracks = new Map<string, Track>();
  for (const frame of frames) collect(frame, reading, tracks);
  const sorted = [...tracks.values()];
  if (options.sort === 'name') sorted.sort((a, b) => collator.compare(a.name, b.name));
  const kept = sorted.slice(0, options.maxLanes);
  const lanes = kept.map(({ name, field, filters, points, config }) => ({
    name,
    field,
    filters,
    segments: toSegments(points, reading, (value) => states.of(value, { field, config })),
  }));
  return { lanes, states: states.states, omitted: sorted.length - kept.length };
}

const collator = new Intl.Collator('en', { numeric: true });

interface Point {
  time: number;
  value: CellValue;
}

interface Track {
  name: string;
  field: string;
  filters: readonly Filter[];
  config: FieldConfig;
  points: Point[];
}

function collect(frame: Frame, { options, fields }: Reading, tracks: Map<string, Track>): void {
  const time = timeField(frame);
  const { states, dimensions } = rolesOf(frame, options);
  if (time === undefined) return;
  for (const field of states) {
    const config = fieldConfigOf(fields, field);
    const isOnly = states.length === 1 && dimensions.length > 0;
    for (let row = 0; row < frame.length; row++) {
      if (isNull(time, row)) continue;
      const key = laneKey(field, dimensions, row);
      let track = tracks.get(key);
      if (track === undefined) {
        const parts = dimensions.map((one) => textAt(one, row));
        const name = [...parts, ...(isOnly ? [] : [config.label ?? field.name])].join(' · ');
        track = {
          name,
          field: field.name,
          filters: filtersAt(dimensions, row),
          config,
          points: [],
        };
        tracks.set(key, track);
      }
      track.points.push({ time: time.values[row] ?? NaN, value: valueAt(field, row) });
    }
  }
}

interface Roles {
  states: readonly Field[];
  dimensions: readonly Field[];
}

/** Which fields are states, and which tell lanes apart. */
function rolesOf(frame: Frame, { state, lanes }: Options): Roles {
  const values = frame.fields.filter(({ type }) => type !== 'time' && type !== 'json');
  if (lanes === 'fields') return { states: values, dimensions: [] };
  const words = dimensionFields(frame);
  const named = values.find(({ name }) => name === state);
  if (named !== undefined) return { states: [named], dimensions: without(words, [named]) };
  const numbers = numberFields(frame);
  if (numbers.length > 0) return { states: numbers, dimensions: words };
  const flags = words.filter(({ type }) => type === 'boolean');
  const states = flags.length > 0 ? flags : words.slice(-1);
  return { states, dimensions: without(words, states) };
}

function without(fields: readonly Field[], some: readonly Field[]): Field[] {
  return fields.filter((field) => !some.includes(field));
}

function laneKey(field: Field, dimensions: readonly Field[], row: number): string {
  const labels = Object.values(field.labels ?? {});
  const parts = dimensions.map((one) => textAt(one, row));
  return JSON.stringify([field.name, ...labels, ...parts]);
}

function textAt(field: Field, row: number): string {
  const text = textOf(valueAt(field, row));
  return text === '' ? '(empty)' : text;
}

function filtersAt(dimensions: readonly Field[], row: number): Filter[] {
  return dimensions.flatMap((field) => {
    const value = valueAt(field, row);
    const isWord = typeof value === 'string' || typeof value === 'boolean';
    return isWord ? [{ field: field.name, op: '=' as const, value }] : [];
  });
}

/** Of a text or boolean field. */
function textOf(value: CellValue): string {
  return typeof value === 'string' || typeof value === 'boolean' ? String(value) : '';
}

function toSegments(
  points: Point[],
  { options, range, nowMs }: Reading,
  stateOf: (value: CellValue) => number,
): Segment[] {
  const sorted = isAscending(points) ? points : [...points].sort((a, b) => a.time - b.time);
  const gapMs = options.maxGap === undefined ? Infinity : parseDuration(options.maxGap);
  const last = sorted.at(-1)?.time ?? range.from;
  const end = Math.min(range.to, Math.max(nowMs, last));
  const segments: Segment[] = [];
  sorted.forEach(({ time, value }, i) => {
    const next = sorted[i + 1]?.time ?? end;
    const from = Math.max(range.from, time);
    const to = Math.min(range.to, next, time + gapMs);
    const state = to > from ? stateOf(value) : -1;
    if (state >= 0) append(segments, { from, to, state }, options.merge !== 'off');
  });
  return segments;
}

function isAscending(points: readonly Point[]): boolean {
  return points.every(({ time }, i) => i === 0 || time >= (points[i - 1]?.time ?? 0));
}

/** Equal neighbours are one. */
function append(segments: Segment[], segment: Segment, merges: boolean): void {
  const before = segments.at(-1);
  if (merges && before?.state === segment.state && before.to === segment.from)
    before.to = segment.to;
  else segments.push(segment);
}

/** How long each state was there, over all lanes: a share from 0 to 1 of the time that is known. */
export function sharesOf({ lanes, states }: Timeline): number[] {
  const spent = new Array<number>(states.length).fill(0);
  for (const { segments } of lanes)
    for (const { from, to, state } of segments) spent[state] = (spent[state] ?? 0) + to - from;
  const total = spent.reduce((sum, ms) => sum + ms, 0);
  return spent.map((ms) => (total === 0 ? 0 : ms / total));
}
