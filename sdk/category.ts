import { fieldByName, isNull, type Frame, type NumberField } from './frame.ts';
import { dimensionAt, groupRows } from './long-series.ts';
import { dimensionFields, numberFields, timeField } from './series.ts';

/** One bar: a label and a number for each measure. */
export interface Category {
  label: string;
  /** The dimensions' values by field name: what a click on the bar filters by. */
  labels: Readonly<Record<string, string>>;
  /** In the order of `Categories.measures`; null where there is none. */
  values: readonly (number | null)[];
}

export interface Categories {
  /** The number fields. */
  measures: readonly NumberField[];
  categories: readonly Category[];
}

/**
 * Rows as labelled bars, in the order of the frame: the string fields make the label, the number
 * fields the values. Rows with one label are one bar, the last row counts (so a frame over time shows
 * its newest). A frame without a string field has one bar per number field, from the last row.
 */
export function toCategories(frame: Frame): Categories {
  const measures = numberFields(frame);
  const dimensions = dimensionFields(frame);
  if (dimensions.length === 0) return fieldsAsCategories(measures, frame.length);
  const { codes, firstRows } = groupRows(dimensions, frame.length);
  const lastRows = [...firstRows];
  for (let row = 0; row < frame.length; row++) lastRows[codes[row] ?? 0] = row;
  const categories = lastRows.map((row) => {
    const labels = dimensions.map((field) => [field.name, dimensionAt(field, row)] as const);
    return {
      label: labels.map(([, value]) => value).join(' · '),
      labels: Object.fromEntries(labels),
      values: measures.map((field) => number(field, row)),
    };
  });
  return { measures, categories };
}

function fieldsAsCategories(measures: readonly NumberField[], length: number): Categories {
  const categories = measures.map((field) => ({
    label: field.name,
    labels: field.labels ?? {},
    values: [length === 0 ? null : number(field, length - 1)],
  }));
  return { measures: measures.slice(0, 1), categories };
}

/** One number out of a frame, with where it came from and its trend. */
export interface FieldValue {
  field: NumberField | undefined;
  /** The last number of the field, or null. */
  value: number | null;
  /** All numbers of the field, oldest first, NaN for none; one number when the frame has no time. */
  trend: Float64Array;
  /** Their times, where the frame has a time field. */
  times: Float64Array | undefined;
}

/** What a panel of one number shows of a frame: the named number field, by default the first. */
export function toValue(frame: Frame, name?: string): FieldValue {
  const named = name === undefined ? undefined : fieldByName(frame, name);
  const field = named?.type === 'number' ? named : numberFields(frame)[0];
  const trend = field?.values ?? new Float64Array(0);
  let row = frame.length - 1;
  while (row >= 0 && !Number.isFinite(trend[row])) row--;
  return { field, value: trend[row] ?? null, trend, times: timeField(frame)?.values };
}

function number(field: NumberField, row: number): number | null {
  const value = field.values[row];
  return value === undefined || isNull(field, row) || Number.isNaN(value) ? null : value;
}
