import {
  configOf,
  dimensionFields,
  freeName,
  labelAt,
  labelFilters,
  numberAt,
  numberFields,
  timeField,
  toSeries,
  type FieldConfig,
  type Filter,
  type Frame,
} from '@heliostat/sdk';
import type { Fields, Options, Reduction } from './options.ts';

/** One part of the whole. */
export interface Slice {
  name: string;
  label: string;
  /** Above zero. */
  value: number;
  /** Of all visible slices, 0 to 1. */
  share: number;
  /** Colour token its field or name is given; undefined: the colour of its name. */
  color: string | undefined;
  /** What choosing it means; empty for what was added up. */
  filters: readonly Filter[];
  /** How many parts it adds up; 0 for a part of its own. */
  merged: number;
}

export interface Whole {
  slices: readonly Slice[];
  /** Names of all parts, those that are hidden too, in their order. */
  names: readonly string[];
  labels: ReadonlyMap<string, string>;
  total: number;
  /** Negative parts: no slice can show them. */
  negatives: number;
  /** How the numbers are written. */
  config: FieldConfig;
  /** Name of the measure, undefined where the parts are measures themselves. */
  measure: string | undefined;
}

/** Name of the slice that stands for the small ones. */
export const otherName = 'other';

/** A part before the shares are known. */
interface Part {
  name: string;
  value: number;
  config: FieldConfig;
  filters: readonly Filter[];
}

export interface SliceInput {
  frames: readonly Frame[];
  options: Options;
  fields: Fields;
  hiddenOf?: (names: readonly string[]) => ReadonlySet<string>;
}

/**
 * The parts of some frames: rows by their texts, equal ones added up; number fields of the last row
 * where there is no text; series over time reduced to one number each. Of several number fields beside
 * a text the first counts.
 */
export function toSlices({ frames, options, fields, hiddenOf }: SliceInput): Whole {
  const parts = frames.some((frame) => timeField(frame) !== undefined)
    ? seriesParts(frames, fields, options.reduce)
    : frames.flatMap((frame) => tableParts(frame, fields));
  const sorted = sortParts(addUp(parts), options.sort);
  const positive = sorted.filter(({ value }) => value > 0);
  const names = positive.map(({ name }) => name);
  const hidden = hiddenOf?.(names) ?? new Set();
  const visible = positive.filter(({ name }) => !hidden.has(name));
  const total = visible.reduce((sum, { value }) => sum + value, 0);
  const measures = new Set(frames.flatMap(numberFields).map((field) => field.name));
  const isMeasured = names.some((name) => !measures.has(name));
  return {
    slices: mergeSmall(visible.map(toSlice(total)), options),
    names,
    labels: new Map(positive.map(({ name, config }) => [name, config.label ?? name])),
    total,
    negatives: sorted.filter(({ value }) => value < 0).length,
    config: { unit: 'short', ...parts[0]?.config },
    measure: isMeasured ? [...measures][0] : undefined,
  };
}

function seriesParts(frames: readonly Frame[], fields: Fields, how: Reduction): Part[] {
  return toSeries(frames).series.map(({ name, field, labels, unit, values }) => ({
    name,
    value: reducers[how](values.filter((value) => Number.isFinite(value))),
    config: configOf(fields, { names: [field, name], type: 'number', unit }),
    filters: labelFilters(labels),
  }));
}

const sum = (values: Float64Array) => values.reduce((total, value) => total + value, 0);

const reducers: Readonly<Record<Reduction, (values: Float64Array) => number>> = {
  sum,
  last: (values) => values.at(-1) ?? 0,
  mean: (values) => sum(values) / Math.max(1, values.length),
};

function tableParts(frame: Frame, fields: Fields): Part[] {
  const measures = numberFields(frame);
  const dimensions = dimensionFields(frame);
  const [measure] = measures;
  if (frame.length === 0 || measure === undefined) return [];
  if (dimensions.length === 0)
    return measures.map((field) => ({
      name: field.name,
      value: numberAt(field, frame.length - 1),
      config: configOf(fields, { names: [field.name], type: 'number', unit: field.unit }),
      filters: [],
    }));
  return Array.from({ length: frame.length }, (_, row) => {
    const texts = dimensions.map((field) => [field.name, labelAt(field, row)] as const);
    const name = texts.map(([, text]) => text).join(' · ');
    const subject = { names: [measure.name, name], type: 'number', unit: measure.unit } as const;
    return {
      name,
      value: numberAt(measure, row),
      config: configOf(fields, subject),
      filters: labelFilters(Object.fromEntries(texts)),
    };
  });
}

/** Parts of the same name are one. */
function addUp(parts: readonly Part[]): Part[] {
  const byName = new Map<string, Part>();
  for (const part of parts) {
    const known = byName.get(part.name);
    const value = (known?.value ?? 0) + (Number.isFinite(part.value) ? part.value : 0);
    byName.set(part.name, { ...(known ?? part), value });
  }
  return [...byName.values()];
}

const collator = new Intl.Collator('en', { numeric: true });

function sortParts(parts: Part[], sort: Options['sort']): Part[] {
  if (sort === 'none') return parts;
  const byName = (a: Part, b: Part) => collator.compare(a.name, b.name);
  return parts.sort(sort === 'name' ? byName : (a, b) => b.value - a.value || byName(a, b));
}

function toSlice(total: number): (part: Part) => Slice {
  return ({ name, value, config, filters }) => ({
    ...{ name, value, filters, merged: 0 },
    label: config.label ?? name,
    color: config.color,
    share: value / total,
  });
}

/** The small slices and those beyond the limit become one at the end, when they are more than one. */
function mergeSmall(slices: readonly Slice[], { minShare, maxSlices }: Options): readonly Slice[] {
  const large = new Set(
    [...slices]
      .sort((a, b) => b.value - a.value)
      .slice(0, slices.length > maxSlices ? maxSlices - 1 : maxSlices)
      .filter(({ share }) => share * 100 >= minShare),
  );
  const rest = slices.filter((slice) => !large.has(slice));
  if (rest.length < 2) return slices;
  const kept = slices.filter((slice) => large.has(slice));
  const name = freeName(otherName, new Set(kept.map((slice) => slice.name)));
  const other: Slice = {
    ...{ name, label: name, color: undefined, filters: [] },
    value: rest.reduce((total, { value }) => total + value, 0),
    share: rest.reduce((total, { share }) => total + share, 0),
    merged: rest.length,
  };
  return [...kept, other];
}
