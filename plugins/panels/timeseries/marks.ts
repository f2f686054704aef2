import type { FieldConfig, Series, SeriesSet, Theme } from '@heliostat/sdk';
import { resolveColor } from '@heliostat/sdk/ui';
import { fillZero } from './fill-zero.ts';
import type { FieldOptions, Fields, Options } from './options.ts';
import { stackValues } from './stack.ts';

export type DrawKind = Options['draw'];
export type AxisSide = 'left' | 'right';

/** A series with its looks. */
export interface Style {
  series: Series;
  /** Unique in the chart. */
  name: string;
  label: string;
  color: string;
  dash: readonly number[];
  axis: AxisSide;
  draw: DrawKind;
  lineWidth: number;
  /** Standard options of the field, the unit of the data filled in. */
  field: FieldConfig;
}

/** What is drawn: a style with the values as they stand on the axis. */
export interface Mark extends Style {
  top: Float64Array;
  /** Where it begins; absent: zero. */
  base?: Float64Array;
}

export interface Looks {
  options: Options;
  fields: Fields;
  theme: Theme;
  colorOf: (name: string) => string;
}

/** The set as it is drawn, missing values filled where the options say so. */
export function preparedSet(set: SeriesSet, options: Options, stepMs: number): SeriesSet {
  return options.gaps === 'zero' && set.times.length > 0 ? fillZero(set, stepMs) : set;
}

const dashes = { solid: [], dashed: [6, 3], dotted: [2, 2] } as const;

/** A style for every series; the second and third series of one colour are dashed. */
export function styleSeries(set: SeriesSet, looks: Looks): Style[] {
  const uses = new Map<string, number>();
  return set.series.map((series) => {
    const field = fieldOf(looks.fields, series);
    const color =
      field.color === undefined
        ? looks.colorOf(series.name)
        : resolveColor(field.color, looks.theme);
    const use = uses.get(color) ?? 0;
    uses.set(color, use + 1);
    return {
      series,
      name: series.name,
      label: field.label ?? series.name,
      color,
      dash: dashes[field.dash ?? repeatDash(use)],
      axis: field.axis ?? 'left',
      draw: field.draw ?? looks.options.draw,
      lineWidth: field.lineWidth ?? looks.options.lineWidth,
      field: { ...field, ...unitOf(field, series) },
    };
  });
}

/** Only three kinds of line can be told apart. */
function repeatDash(use: number): keyof typeof dashes {
  return use === 0 ? 'solid' : use === 1 ? 'dashed' : 'dotted';
}

function fieldOf(fields: Fields, series: Series): FieldConfig & Partial<FieldOptions> {
  const own = (key: string) => (Object.hasOwn(fields, key) ? fields[key] : undefined);
  return { ...own('*'), ...own(series.field), ...own(series.name) };
}

function unitOf(field: FieldConfig, series: Series): { unit?: string } {
  const unit = field.unit ?? series.unit;
  return unit === undefined ? {} : { unit };
}

/** The marks of the series that are not hidden, stacked per axis where the options say so. */
export function toMarks(
  styles: readonly Style[],
  hidden: ReadonlySet<string>,
  { stack, scale }: Pick<Options, 'stack' | 'scale'>,
): Mark[] {
  const shown = styles.filter((style) => !hidden.has(style.name));
  if (stack === 'none')
    return shown.map((style) => {
      const { values } = style.series;
      return { ...style, top: scale === 'log' ? positiveOnly(values) : values };
    });
  return (['left', 'right'] as const).flatMap((axis) => {
    const onAxis = shown.filter((style) => style.axis === axis);
    const layers = stackValues(
      onAxis.map((style) => style.series.values),
      stack === 'percent',
    );
    return onAxis.map((style, i) => ({ ...style, ...(layers[i] ?? { top: style.series.values }) }));
  });
}

/** What has no logarithm is missing; the same array where nothing is. */
function positiveOnly(values: Float64Array): Float64Array {
  if (!values.some((value) => value <= 0)) return values;
  return values.map((value) => (value > 0 ? value : NaN));
}
