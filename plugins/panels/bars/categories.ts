import {
  configOf,
  freeName,
  labelAt,
  labelFilters,
  noValue,
  numberAt,
  type Field,
  type FieldConfig,
  type FieldRules,
  type Filter,
  type Frame,
  type NumberField,
} from '@heliostat/sdk';
import type { Options } from './options.ts';

/** One bar, or one group of bars. */
export interface Category {
  name: string;
  /** One number for each series of the set; NaN where there is none. */
  values: readonly number[];
  /** Sum of what is known. */
  total: number;
  /** What choosing the bar means; undefined for what has no name, and the rest that was added up. */
  filter: Filter | undefined;
}

export interface BarSeries {
  name: string;
  /** The number field it came from. */
  field: string;
  unit: string | undefined;
  /** What it stands for where a dimension tells the series apart. */
  filters: readonly Filter[];
  /** Slug of the query. */
  query?: string | undefined;
}

export interface CategorySet {
  categories: readonly Category[];
  series: readonly BarSeries[];
  /** How many categories were added up as the last one. */
  merged: number;
}

/** Name of the bar that stands for what is beyond the limit. */
export const otherName = 'other';

/**
 * Bars of a frame: the first text field names them; a second one, or else each number field, makes
 * the series. Rows of the same name are added up; hidden series are left out of the sums. A frame
 * without a text or number field has none.
 */
export function toCategories(
  frames: readonly Frame[],
  options: Options,
  hiddenOf: (names: readonly string[]) => ReadonlySet<string> = () => new Set(),
): CategorySet {
  const frame = frames.find((candidate) => candidate.length > 0);
  const names = frame?.fields.filter(
    (field) => field.type === 'string' || field.type === 'boolean',
  );
  const numbers = frame?.fields.filter((field) => field.type === 'number') ?? [];
  const [name, split] = names ?? [];
  if (frame === undefined || name === undefined || numbers[0] === undefined)
    return { categories: [], series: [], merged: 0 };
  const cells = split === undefined ? wide(frame, numbers) : long(frame, split, numbers[0]);
  const hidden = hiddenOf(cells.series.map((series) => series.name));
  const categories = collect(frame, name, hideSeries(cells, hidden));
  const sorted = sortCategories(categories, options.sort);
  return { ...mergeRest(sorted, options.maxBars), series: cells.series };
}

/** What the file says of a series, its measure and its query. */
export function configOfSeries(fields: FieldRules, series: BarSeries | undefined): FieldConfig {
  const { field = '', name = '', query, unit } = series ?? {};
  return configOf(fields, { names: [field, name], type: 'number', query, unit });
}

interface Cells {
  series: CategorySet['series'];
  /** Calls back with the position of a series and its number, for each number of a row. */
  each: (row: number, add: (series: number, value: number) => void) => void;
}

function wide({ query }: Frame, numbers: readonly NumberField[]): Cells {
  return {
    series: numbers.map(({ name, unit }) => ({ name, field: name, unit, query, filters: [] })),
    each: (row, add) => numbers.forEach((field, i) => add(i, numberAt(field, row))),
  };
}

function long(frame: Frame, split: Field, measure: NumberField): Cells {
  const positions = new Map<string, number>();
  for (let row = 0; row < frame.length; row++) {
    const key = textAt(split, row);
    if (!positions.has(key)) positions.set(key, positions.size);
  }
  return {
    series: [...positions.keys()].map((name) => ({
      name,
      field: measure.name,
      unit: measure.unit,
      query: frame.query,
      filters: labelFilters({ [split.name]: name }),
    })),
    each: (row, add) => add(positions.get(textAt(split, row)) ?? 0, numberAt(measure, row)),
  };
}

/** Hidden series keep their place, so that the others keep their colours, and count for nothing. */
function hideSeries({ series, each }: Cells, hidden: ReadonlySet<string>): Cells {
  const isHidden = series.map(({ name }) => hidden.has(name));
  return {
    series,
    each: (row, add) => each(row, (i, value) => add(i, isHidden[i] === true ? NaN : value)),
  };
}

function collect(frame: Frame, name: Field, cells: Cells): Category[] {
  const byName = new Map<string, number[]>();
  for (let row = 0; row < frame.length; row++) {
    const key = textAt(name, row);
    const values = byName.get(key) ?? cells.series.map(() => NaN);
    cells.each(row, (i, value) => (values[i] = addKnown(values[i] ?? NaN, value)));
    byName.set(key, values);
  }
  return [...byName].map(([key, values]) => ({
    name: key,
    values,
    total: sumKnown(values),
    filter: labelFilters({ [name.name]: key })[0],
  }));
}

function sortCategories(
  categories: readonly Category[],
  sort: Options['sort'],
): readonly Category[] {
  if (sort === 'none') return categories;
  if (sort === 'name') return [...categories].sort((a, b) => compareNames(a.name, b.name));
  return [...categories].sort(
    (a, b) => descending(a.total, b.total) || compareNames(a.name, b.name),
  );
}

/** What is not known comes last. */
function descending(a: number, b: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
  return b - a;
}

const collator = new Intl.Collator('en', { numeric: true });
const compareNames = (a: string, b: string) => collator.compare(a, b);

function mergeRest(categories: readonly Category[], maxBars: number) {
  if (categories.length <= maxBars) return { categories, merged: 0 };
  const rest = categories.slice(maxBars - 1);
  const values = (rest[0]?.values ?? []).map((_, i) =>
    sumKnown(rest.map((one) => one.values[i] ?? NaN)),
  );
  const kept = categories.slice(0, maxBars - 1);
  const name = freeName(otherName, new Set(kept.map((one) => one.name)));
  const other = { name, values, total: sumKnown(values), filter: undefined };
  return { categories: [...kept, other], merged: rest.length };
}

function textAt(field: Field, row: number): string {
  return labelAt(field, row) || noValue;
}

function addKnown(a: number, b: number): number {
  if (Number.isNaN(a)) return b;
  return Number.isNaN(b) ? a : a + b;
}

/** NaN where nothing is known. */
function sumKnown(values: readonly number[]): number {
  return values.filter(Number.isFinite).reduce((sum, value) => addKnown(sum, value), NaN);
}
