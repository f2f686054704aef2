import {
  dimensionFields,
  fieldByName,
  fieldConfigOf,
  freeName,
  labelAt,
  labelFilters,
  noValue,
  numberFields,
  timeField,
  type Field,
  type FieldConfig,
  type Filter,
  type Frame,
} from '@heliostat/sdk';
import type { Fields, Options } from './options.ts';

/** What a field is to the plot. */
export interface Measure {
  field: Field;
  config: FieldConfig;
  label: string;
}

export interface Category {
  name: string;
  /** How many points have it. */
  count: number;
  /** What it stands for; none for what was added up. */
  filters: readonly Filter[];
  /** Whether it is what was added up. */
  isRest: boolean;
}

/** The rows that can be drawn, by column. */
export interface Points {
  frame: Frame;
  x: Measure;
  y: Measure;
  size: Measure | undefined;
  color: Measure | undefined;
  /** Rows of the frame with both measures. */
  rows: Uint32Array;
  xs: Float64Array;
  ys: Float64Array;
  /** Position in the categories, by point; all 0 without them. */
  groups: Uint8Array;
  /** The values of a text field as colours; empty for a number and without a colour. */
  categories: readonly Category[];
  /** Rows left out: without a value, or not on a log axis. */
  omitted: number;
}

/** More values than this share one colour, `other`. */
const maxCategories = 10;
const otherName = 'other';

/** The points of the first frame with two measures; undefined where there is none. */
export function toPoints(
  frames: readonly Frame[],
  options: Options,
  fields: Fields,
): Points | undefined {
  for (const frame of frames) {
    const measure = (field: Field): Measure => {
      const config = fieldConfigOf(fields, field);
      return { field, config, label: config.label ?? field.name };
    };
    const [x, y] = axisFields(frame, options);
    if (x === undefined || y === undefined) continue;
    const named = (name: string | undefined) =>
      name === undefined ? undefined : fieldByName(frame, name);
    const size = named(options.size);
    const color = named(options.color) ?? dimensionFields(frame).find(isTelling);
    const drawn = drawableRows({ frame, x, y, options });
    return {
      frame,
      x: measure(x),
      y: measure(y),
      size: size?.type === 'number' ? measure(size) : undefined,
      color: color === undefined ? undefined : measure(color),
      ...drawn,
      ...groupBy(color, drawn.rows),
    };
  }
  return undefined;
}

/** Whether a text tells groups apart: one that names every row is no colour. */
function isTelling({ values }: Field): boolean {
  const distinct = new Set<unknown>();
  for (const value of values) if (distinct.add(value).size > 2 * maxCategories) return false;
  return true;
}

type Axis = Extract<Field, { values: Float64Array }>;

function axisFields(frame: Frame, { x, y }: Options): (Axis | undefined)[] {
  const time = timeField(frame);
  const candidates: Axis[] = [...numberFields(frame)];
  // One number over time can be drawn too.
  if (candidates.length < 2 && time !== undefined) candidates.unshift(time);
  const named = (name: string | undefined) =>
    frame.fields.find((field): field is Axis => field.name === name && isAxis(field));
  const first = named(x) ?? candidates.find((field) => field.name !== y);
  const second = named(y) ?? candidates.find((field) => field !== first);
  return [first, second];
}

const isAxis = ({ type }: Field) => type === 'number' || type === 'time';

interface Source {
  frame: Frame;
  x: Axis;
  y: Axis;
  options: Options;
}

function drawableRows({ frame, x, y, options }: Source) {
  const rows = new Uint32Array(frame.length);
  const xs = new Float64Array(frame.length);
  const ys = new Float64Array(frame.length);
  const lowX = options.xScale === 'log' ? 0 : -Infinity;
  const lowY = options.yScale === 'log' ? 0 : -Infinity;
  let count = 0;
  for (let row = 0; row < frame.length; row++) {
    const a = x.values[row] ?? NaN;
    const b = y.values[row] ?? NaN;
    if (!(a > lowX && b > lowY && a < Infinity && b < Infinity)) continue;
    rows[count] = row;
    xs[count] = a;
    ys[count++] = b;
  }
  return {
    rows: rows.subarray(0, count),
    xs: xs.subarray(0, count),
    ys: ys.subarray(0, count),
    omitted: frame.length - count,
  };
}

/** The most frequent texts are categories of their own, in the order of their names. */
function groupBy(color: Field | undefined, rows: Uint32Array) {
  const groups = new Uint8Array(rows.length);
  if (color?.type !== 'string' && color?.type !== 'boolean') return { groups, categories: [] };
  const counts = new Map<string, number>();
  const texts = Array.from(rows, (row) => textAt(color, row));
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  const ranked = [...counts].sort(([a, m], [b, n]) => n - m || collator.compare(a, b));
  const kept = ranked.length > maxCategories ? ranked.slice(0, maxCategories - 1) : ranked;
  const categories: Category[] = kept
    .map(([name, count]) => ({
      ...{ name, count, isRest: false },
      filters: labelFilters({ [color.name]: name }),
    }))
    .sort((a, b) => collator.compare(a.name, b.name));
  const rest = ranked.slice(kept.length).reduce((sum, [, count]) => sum + count, 0);
  const positions = new Map(categories.map(({ name }, i) => [name, i]));
  const name = freeName(otherName, new Set(positions.keys()));
  if (rest > 0) categories.push({ name, count: rest, filters: [], isRest: true });
  texts.forEach((text, i) => (groups[i] = positions.get(text) ?? categories.length - 1));
  return { groups, categories };
}

const collator = new Intl.Collator('en', { numeric: true });

function textAt(field: Field, row: number): string {
  return labelAt(field, row) || noValue;
}
