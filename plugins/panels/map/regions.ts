import {
  dimensionFields,
  fieldByName,
  fieldConfigOf,
  isNull,
  numberFields,
  valueAt,
  type Field,
  type FieldConfig,
  type Filter,
  type Frame,
  type NumberField,
  type StringField,
} from '@heliostat/sdk';
import { findCountry, type Country } from './countries.ts';
import type { Fields, Options, Reduction } from './options.ts';
import { coordinatesOf } from './places.ts';

/** A country with its number. */
export interface Region extends Country {
  value: number;
  /** 1 for the largest number. */
  rank: number;
  /** Of the sum of all, 0 to 1; undefined where numbers are no parts of a whole. */
  share: number | undefined;
  /** What the rows call it, for the filter. */
  filters: readonly Filter[];
}

export interface Regions {
  /** The largest first. */
  regions: readonly Region[];
  /** Texts that are no country, in the order of the rows. */
  unknown: readonly string[];
  measure: string;
  /** How the numbers are written. */
  config: FieldConfig;
}

/** The countries of the first frame that has some and a number; undefined without such a frame. */
export function toRegions(
  frames: readonly Frame[],
  options: Options,
  fields: Fields,
): Regions | undefined {
  const columns = frames.map((frame) => toColumns(frame, options)).find((one) => one !== undefined);
  if (columns === undefined) return;
  const { sums, unknown } = collect(columns);
  const config = { unit: 'short', ...fieldConfigOf(fields, columns.measure) };
  const regions = rank([...sums.values()], options.reduce);
  const named = regions.map(({ names, ...region }) => ({
    ...region,
    filters: [toFilter(columns.region.name, [...names])],
  }));
  return { regions: named, unknown: [...unknown], measure: columns.measure.name, config };
}

/** The text field of a frame that most probably holds countries; undefined where none does. */
export function findRegionField({ fields, length }: Frame): StringField | undefined {
  const texts = fields.filter((field) => field.type === 'string');
  return texts.find((field) => {
    const sample = new Set(field.values.slice(0, Math.min(length, sampleRows)));
    sample.delete('');
    const known = [...sample].filter((text) => findCountry(text) !== undefined).length;
    return known > 0 && known >= sample.size * 0.6;
  });
}

const sampleRows = 500;

interface Columns {
  region: Field;
  measure: NumberField;
  length: number;
}

function toColumns(frame: Frame, options: Options): Columns | undefined {
  if (frame.length === 0) return;
  const region = regionField(frame, options);
  const { value, latitude, longitude } = options;
  const places = [coordinatesOf(frame, { latitude, longitude })].flatMap((one) =>
    one === undefined ? [] : [one.latitude, one.longitude],
  );
  // Points have names of countries beside them, too: such a frame shades only where it is asked to.
  if (places.length > 0 && options.region === undefined) return;
  const measure = numberFields(frame).find((field) =>
    value === undefined ? field !== region && !places.includes(field) : field.name === value,
  );
  if (region === undefined || measure === undefined) return;
  return { region, measure, length: frame.length };
}

/** Where no field holds countries the first text is taken: the panel then names what it cannot place. */
function regionField(frame: Frame, { region }: Options): Field | undefined {
  if (region !== undefined) return fieldByName(frame, region);
  return findRegionField(frame) ?? dimensionFields(frame)[0];
}

interface Sum extends Country {
  names: Set<string | number>;
  sum: number;
  count: number;
  min: number;
  max: number;
}

function collect({ region, measure, length }: Columns) {
  const sums = new Map<string, Sum>();
  const unknown = new Set<string>();
  const found = new Map<string, Country | undefined>();
  for (let row = 0; row < length; row++) {
    const value = isNull(measure, row) ? NaN : (measure.values[row] ?? NaN);
    const raw = valueAt(region, row);
    if ((typeof raw !== 'string' && typeof raw !== 'number') || raw === '') continue;
    const text = String(raw);
    if (!found.has(text)) found.set(text, findCountry(text));
    const country = found.get(text);
    if (country === undefined) unknown.add(text);
    else if (Number.isFinite(value)) add(sums, country, { raw, value });
  }
  return { sums, unknown };
}

function add(
  sums: Map<string, Sum>,
  country: Country,
  { raw, value }: { raw: string | number; value: number },
): void {
  const known = sums.get(country.id) ?? {
    ...country,
    ...{ names: new Set(), sum: 0, count: 0, min: Infinity, max: -Infinity },
  };
  known.names.add(raw);
  known.sum += value;
  known.count++;
  known.min = Math.min(known.min, value);
  known.max = Math.max(known.max, value);
  sums.set(country.id, known);
}

const reduced: Readonly<Record<Reduction, (one: Sum) => number>> = {
  sum: ({ sum }) => sum,
  mean: ({ sum, count }) => sum / count,
  max: ({ max }) => max,
  min: ({ min }) => min,
};

function rank(sums: readonly Sum[], reduce: Reduction) {
  const valued = sums
    .map(({ id, name, names, ...sum }) => ({
      ...{ id, name, names },
      value: reduced[reduce]({ id, name, names, ...sum }),
    }))
    .sort((a, b) => b.value - a.value || a.name.localeCompare(b.name, 'en'));
  const total = valued.reduce((sum, { value }) => sum + value, 0);
  const isWhole = reduce === 'sum' && total > 0 && valued.every(({ value }) => value >= 0);
  return valued.map((one, i) => ({
    ...one,
    rank: i + 1,
    share: isWhole ? one.value / total : undefined,
  }));
}

function toFilter(field: string, names: readonly (string | number)[]): Filter {
  const [first = ''] = names;
  return names.length > 1 ? { field, op: 'in', value: names } : { field, op: '=', value: first };
}
