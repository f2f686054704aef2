import {
  dimensionFields,
  fieldByName,
  fieldConfigOf,
  isNull,
  labelAt,
  labelFilters,
  noValue,
  numberFields,
  type Field,
  type FieldConfig,
  type Filter,
  type Frame,
  type NumberField,
} from '@heliostat/sdk';
import { findCycle } from './cycle.ts';
import type { Fields, Options } from './options.ts';

/** What goes from one node to another. */
export interface Flow {
  source: string;
  target: string;
  /** Above zero. */
  value: number;
}

export interface Flows {
  /** The largest first. */
  flows: readonly Flow[];
  /** Names of the nodes that flows begin or end at. */
  nodes: readonly string[];
  /** Smaller flows that are not drawn, and their share of the sum of all, 0 to 1. */
  omitted: { count: number; share: number };
  /** Rows below zero: nothing can show them. */
  negatives: number;
  /** Nodes along a circle, the first one again at the end; undefined without one. */
  cycle: readonly string[] | undefined;
  /** How the numbers are written. */
  config: FieldConfig;
  /** Names of the fields. */
  source: string;
  target: string;
  measure: string;
}

/**
 * The flows of the first frame that has two texts and a number, rows of the same ends added up. Only the
 * largest `maxFlows` are kept.
 */
export function toFlows(frames: readonly Frame[], options: Options, fields: Fields): Flows {
  const columns = frames.map((frame) => toColumns(frame, options)).find((one) => one !== undefined);
  if (columns === undefined) return nothing;
  const { flows: all, negatives } = addUp(columns);
  all.sort((a, b) => b.value - a.value || compare(a, b));
  const flows = all.slice(0, options.maxFlows);
  const { source, target, measure } = columns;
  return {
    flows,
    negatives,
    nodes: [...new Set(flows.flatMap((flow) => [flow.source, flow.target]))],
    omitted: { count: all.length - flows.length, share: 1 - sum(flows) / (sum(all) || 1) },
    cycle: findCycle(flows),
    config: { unit: 'short', ...fieldConfigOf(fields, measure) },
    ...{ source: source.name, target: target.name, measure: measure.name },
  };
}

const nothing: Flows = {
  ...{ flows: [], nodes: [], negatives: 0, cycle: undefined, config: {} },
  ...{ source: '', target: '', measure: '', omitted: { count: 0, share: 0 } },
};

/** What choosing a node means: where flows begin at it, those, else those that end there. */
export function nodeFilters({ flows, source, target }: Flows, name: string): Filter[] {
  if (name === noValue) return [];
  const isSource = flows.some((flow) => flow.source === name);
  return [{ field: isSource ? source : target, op: '=', value: name }];
}

export function flowFilters({ source, target }: Flows, flow: Flow): Filter[] {
  return labelFilters({ [source]: flow.source, [target]: flow.target });
}

interface Columns {
  source: Field;
  target: Field;
  measure: NumberField;
  length: number;
}

function toColumns(frame: Frame, { source, target, value }: Options): Columns | undefined {
  const texts = dimensionFields(frame);
  const begin = source === undefined ? texts[0] : fieldByName(frame, source);
  const rest = texts.filter((field) => field !== begin);
  const end = target === undefined ? rest[0] : fieldByName(frame, target);
  const measure = numberFields(frame).find(({ name }) => value === undefined || name === value);
  if (frame.length === 0 || begin === undefined || end === undefined || measure === undefined)
    return;
  return { source: begin, target: end, measure, length: frame.length };
}

function addUp({ source, target, measure, length }: Columns) {
  const byEnds = new Map<string, Flow>();
  let negatives = 0;
  for (let row = 0; row < length; row++) {
    const value = isNull(measure, row) ? NaN : (measure.values[row] ?? NaN);
    if (value < 0) negatives++;
    if (!(value > 0) || !Number.isFinite(value)) continue;
    const flow = { source: textAt(source, row), target: textAt(target, row), value: 0 };
    const key = `${flow.source}\u0000${flow.target}`;
    const known = byEnds.get(key) ?? flow;
    known.value += value;
    byEnds.set(key, known);
  }
  return { flows: [...byEnds.values()], negatives };
}

const collator = new Intl.Collator('en', { numeric: true });
const compare = (a: Flow, b: Flow) =>
  collator.compare(a.source, b.source) || collator.compare(a.target, b.target);

function sum(flows: readonly Flow[]): number {
  return flows.reduce((total, { value }) => total + value, 0);
}

function textAt(field: Field, row: number): string {
  return labelAt(field, row) || noValue;
}
