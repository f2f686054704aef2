import {
  dimensionFields,
  fieldByName,
  fieldConfigOf,
  freeName,
  labelAt,
  labelFilters,
  noValue,
  numberAt,
  numberFields,
  type Field,
  type FieldConfig,
  type Filter,
  type Frame,
  type NumberField,
} from '@heliostat/sdk';
import type { Fields, Options } from './options.ts';

/** A part that is not divided further. */
export interface Leaf {
  /** Names from the outermost level to its own. */
  path: readonly string[];
  /** The path as one text, unique in its tree. */
  key: string;
  /** Above zero. */
  value: number;
  /** What its shade stands for; NaN without one. */
  shade: number;
  /** One for each level that has a name; empty for what was added up. */
  filters: readonly Filter[];
  /** How many parts it adds up; 0 for a part of its own. */
  merged: number;
}

export interface Tree {
  /** Names of the levels' fields, the outermost first. */
  levels: readonly string[];
  /** Visible leaves, the largest first, what was added up last. */
  leaves: readonly Leaf[];
  /** Of the outermost level, hidden ones too, in the order of the query. */
  names: readonly string[];
  total: number;
  /** Leaves added up as the last one. */
  merged: number;
  /** Rows below zero: no area can show them. */
  negatives: number;
  /** How the areas' numbers are written. */
  config: FieldConfig;
  measure: string;
  /** The field behind the shade and how it is written; undefined without one. */
  shade: { name: string; config: FieldConfig } | undefined;
}

export const otherName = 'other';
const separator = '\u0000';

export interface TreeInput {
  frames: readonly Frame[];
  options: Options;
  fields: Fields;
  hiddenOf?: (names: readonly string[]) => ReadonlySet<string>;
}

/**
 * The parts of the first frame that has texts and a number: a leaf for each combination of its levels,
 * rows of the same combination added up. A level that is not there is left out; without a level, or the
 * value that is asked for, there are no leaves.
 */
export function toTree({ frames, options, fields, hiddenOf }: TreeInput): Tree {
  const source = frames.map((frame) => toSource(frame, options)).find((one) => one !== undefined);
  if (source === undefined) return emptyTree;
  const { leaves, negatives } = collect(source);
  const names = [...new Set(leaves.map(({ path }) => path[0] ?? ''))];
  const hidden = hiddenOf?.(names) ?? new Set();
  const visible = leaves.filter(({ path }) => !hidden.has(path[0] ?? ''));
  const kept = mergeRest(visible.sort(bySize), options.maxTiles);
  const { measure, shade } = source;
  return {
    levels: source.levels.map(({ name }) => name),
    names,
    negatives,
    leaves: kept,
    merged: kept.at(-1)?.merged ?? 0,
    total: sum(kept.map(({ value }) => value)),
    config: { unit: 'short', ...fieldConfigOf(fields, measure) },
    measure: measure.name,
    shade: shade && {
      name: shade.name,
      config: { unit: 'short', ...fieldConfigOf(fields, shade) },
    },
  };
}

const emptyTree: Tree = {
  ...{ levels: [], leaves: [], names: [], total: 0, merged: 0, negatives: 0, config: {} },
  ...{ measure: '', shade: undefined },
};

interface Source {
  levels: readonly Field[];
  measure: NumberField;
  shade: NumberField | undefined;
  length: number;
}

function toSource(frame: Frame, { levels, value, color }: Options): Source | undefined {
  const chosen =
    levels.length === 0
      ? dimensionFields(frame)
      : levels.map((name) => fieldByName(frame, name)).filter((one) => one !== undefined);
  const measure = numberFields(frame).find(({ name }) => value === undefined || name === value);
  const shade = numberFields(frame).find(({ name }) => name === color);
  if (frame.length === 0 || measure === undefined || chosen.length === 0) return;
  return { levels: chosen, measure, shade, length: frame.length };
}

interface Sum extends Leaf {
  /** Of shade × value, and of those values, to weigh the mean of rows that are one leaf. */
  weighted: number;
  weight: number;
}

function collect({ levels, measure, shade, length }: Source) {
  const byKey = new Map<string, Sum>();
  let negatives = 0;
  for (let row = 0; row < length; row++) {
    const value = numberAt(measure, row);
    if (value < 0) negatives++;
    if (!(value > 0) || !Number.isFinite(value)) continue;
    const path = levels.map((field) => textAt(field, row));
    const key = path.join(separator);
    const known = byKey.get(key) ?? startLeaf(levels, path);
    known.value += value;
    const grade = shade === undefined ? NaN : numberAt(shade, row);
    if (Number.isFinite(grade)) {
      known.weighted += value * grade;
      known.weight += value;
    }
    byKey.set(key, known);
  }
  const leaves = [...byKey.values()].map(({ weighted, weight, ...leaf }): Leaf => ({
    ...leaf,
    shade: weighted / weight,
  }));
  return { leaves, negatives };
}

function startLeaf(levels: readonly Field[], path: readonly string[]): Sum {
  const filters = labelFilters(
    Object.fromEntries(levels.map(({ name }, i) => [name, path[i] ?? noValue])),
  );
  const key = path.join(separator);
  return { path, key, value: 0, weighted: 0, weight: 0, shade: NaN, filters, merged: 0 };
}

const collator = new Intl.Collator('en', { numeric: true });
const bySize = (a: Leaf, b: Leaf) => b.value - a.value || collator.compare(a.key, b.key);

function mergeRest(leaves: readonly Leaf[], maxTiles: number): readonly Leaf[] {
  if (leaves.length <= maxTiles) return leaves;
  const rest = leaves.slice(maxTiles - 1);
  const kept = leaves.slice(0, maxTiles - 1);
  const name = freeName(otherName, new Set(kept.map(({ path }) => path[0] ?? '')));
  const other: Leaf = {
    ...{ path: [name], key: `${separator}other`, shade: NaN, filters: [] },
    value: sum(rest.map(({ value }) => value)),
    merged: rest.length,
  };
  return [...kept, other];
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function textAt(field: Field, row: number): string {
  return labelAt(field, row) || noValue;
}
