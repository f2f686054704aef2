import {
  configOf,
  earlierName,
  type FieldConfig,
  type Series,
  type SeriesSet,
  type Theme,
} from '@heliostat/sdk';
import { resolveColor } from '@heliostat/sdk/ui';
import { fillZero } from './fill-zero.ts';
import type { Fields, Options } from './options.ts';
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
  /** It says what another series was before: quieter, in the colour of that one. */
  isEarlier: boolean;
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
  colorOf: (name: string, among: readonly string[]) => string;
}

/** The set as it is drawn, missing values filled where the options say so. */
export function preparedSet(set: SeriesSet, options: Options, stepMs: number): SeriesSet {
  return options.gaps === 'zero' && set.times.length > 0 ? fillZero(set, stepMs) : set;
}

const dashes = { solid: [], dashed: [6, 3], dotted: [2, 2], earlier: [4, 3] } as const;

/** A style for every series; the second and third series of one colour are dashed. */
export function styleSeries(set: SeriesSet, looks: Looks): Style[] {
  const uses = new Map<string, number>();
  const names = set.series.filter(({ earlierOf }) => earlierOf === undefined).map(nameOf);
  const named = { ...looks, names };
  return set.series.map((series) => {
    const { earlierOf } = series;
    if (earlierOf !== undefined) return earlierStyle(series, earlierOf, named);
    const style = styleOf(series, series.name, named);
    const use = uses.get(style.color) ?? 0;
    uses.set(style.color, use + 1);
    return { ...style, dash: dashes[style.own.dash ?? repeatDash(use)] };
  });
}

/** With all names that have a colour of their own. */
interface NamedLooks extends Looks {
  names: readonly string[];
}

const nameOf = ({ name }: Series) => name;

/** Only three kinds of line can be told apart. */
function repeatDash(use: number): keyof typeof dashes {
  return use === 0 ? 'solid' : use === 1 ? 'dashed' : 'dotted';
}

/** As the series of now, but a thin dashed line, whatever that one is drawn as. */
function earlierStyle(series: Series, name: string, looks: NamedLooks): Style {
  const style = styleOf(series, name, looks);
  const label = style.own.label === undefined ? series.name : earlierName(style.own.label);
  return { ...style, label, dash: dashes.earlier, draw: 'lines', lineWidth: 1, isEarlier: true };
}

/** `name` is what its colour and its rules go by. */
function styleOf(series: Series, name: string, looks: NamedLooks) {
  const { options, fields, theme, colorOf, names } = looks;
  const own = configOf(fields, {
    names: [series.field, name, ...(name === series.name ? [] : [series.name])],
    type: 'number',
    query: series.query,
    unit: series.unit,
  });
  return {
    series,
    name: series.name,
    label: own.label ?? series.name,
    color: own.color === undefined ? colorOf(name, names) : resolveColor(own.color, theme),
    axis: own.axis ?? 'left',
    draw: own.draw ?? options.draw,
    lineWidth: own.lineWidth ?? options.lineWidth,
    isEarlier: false,
    field: own,
    own,
  };
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
    // What was before is a stack of its own, seen as the lines that top its layers.
    return [false, true].flatMap((isEarlier) =>
      stacked(
        onAxis.filter((style) => style.isEarlier === isEarlier),
        stack === 'percent',
      ),
    );
  });
}

function stacked(styles: readonly Style[], isPercent: boolean): Mark[] {
  const layers = stackValues(
    styles.map((style) => style.series.values),
    isPercent,
  );
  return styles.map((style, i) => ({ ...style, ...(layers[i] ?? { top: style.series.values }) }));
}

/** What has no logarithm is missing; the same array where nothing is. */
function positiveOnly(values: Float64Array): Float64Array {
  if (!values.some((value) => value <= 0)) return values;
  return values.map((value) => (value > 0 ? value : NaN));
}
