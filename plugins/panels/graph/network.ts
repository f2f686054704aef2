import {
  dimensionFields,
  fieldByName,
  fieldConfigOf,
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
import { readNodes } from './nodes.ts';
import type { Fields, Options } from './options.ts';

export interface Node {
  id: string;
  /** What it is called. */
  label: string;
  /** Sums of the edges that end and begin here. */
  incoming: number;
  outgoing: number;
  /** Its own number, where a frame of nodes has one; NaN without. */
  value: number;
}

/** What goes from one node to another; of the same ends there is one. */
export interface Edge {
  id: string;
  source: string;
  target: string;
  /** Zero and above. */
  value: number;
  /** The second number, a mean weighed by the first; NaN without. */
  grade: number;
}

/** A number and how it is written. */
export interface Measure {
  name: string;
  config: FieldConfig;
}

export interface Network {
  /** The largest first. */
  nodes: readonly Node[];
  edges: readonly Edge[];
  byId: ReadonlyMap<string, Node>;
  /** What is not drawn. */
  omitted: { nodes: number; edges: number };
  /** Rows below zero: nothing can show them. */
  negatives: number;
  source: string;
  target: string;
  rate: Measure;
  grade: Measure | undefined;
  /** The number of nodes of their own. */
  own: Measure | undefined;
}

/** Edges beyond this many are left out, the smallest. */
const maxEdges = 800;

/**
 * Edges of the first frame that has two texts and a number, rows of the same ends added up; names and numbers of
 * nodes from a frame with an id of one text. Undefined without edges.
 */
export function toNetwork(
  frames: readonly Frame[],
  options: Options,
  fields: Fields,
): Network | undefined {
  const columns = findEdges(frames, options);
  if (columns === undefined) return;
  const { edges: all, negatives } = addUp(columns);
  const own = readNodes(frames.find((frame) => frame !== columns.frame) ?? emptyNodes, fields);
  const known = toNodes(all, own.rows);
  const nodes = known.slice(0, options.maxNodes);
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const between = all.filter(({ source, target }) => byId.has(source) && byId.has(target));
  const edges = between.slice(0, maxEdges);
  const measure = (field: NumberField): Measure => ({
    name: field.name,
    config: { unit: 'short', ...fieldConfigOf(fields, field) },
  });
  return {
    ...{ nodes, edges, byId, negatives },
    omitted: { nodes: known.length - nodes.length, edges: all.length - edges.length },
    ...{ source: columns.source.name, target: columns.target.name },
    rate: measure(columns.rate),
    grade: columns.grade && measure(columns.grade),
    own: own.measure,
  };
}

const emptyNodes: Frame = { fields: [], length: 0 };

/** What choosing a node means: where edges begin at it, those, else those that end there. */
export function nodeFilters({ edges, source, target }: Network, id: string): Filter[] {
  if (id === noValue) return [];
  const isSource = edges.some((edge) => edge.source === id);
  return [{ field: isSource ? source : target, op: '=', value: id }];
}

export function edgeFilters({ source, target }: Network, edge: Edge): Filter[] {
  return labelFilters({ [source]: edge.source, [target]: edge.target });
}

interface Columns {
  frame: Frame;
  source: Field;
  target: Field;
  rate: NumberField;
  grade: NumberField | undefined;
}

const sourceName = /^(source|src|from|caller|client)/i;
const targetName = /^(target|to|dst|dest|callee|server)/i;

/** Nodes, too, may have two texts and a number: a frame whose texts are called source and target comes first. */
function findEdges(frames: readonly Frame[], options: Options): Columns | undefined {
  const found = frames.flatMap((frame) => toColumns(frame, options) ?? []);
  const isNamed = ({ source, target }: Columns) =>
    sourceName.test(source.name) && targetName.test(target.name);
  return found.find(isNamed) ?? found[0];
}

function toColumns(frame: Frame, options: Options): Columns | undefined {
  const ends = findEnds(frame, options);
  const numbers = numberFields(frame);
  const named = (name: string | undefined) => numbers.find((field) => field.name === name);
  const rate = options.value === undefined ? numbers[0] : named(options.value);
  if (frame.length === 0 || ends === undefined || rate === undefined) return;
  const second = numbers.find((field) => field !== rate);
  const grade = options.color === undefined ? second : named(options.color);
  return { frame, ...ends, rate, grade };
}

/** The fields that are asked for, else those that are called so, else the first texts. */
function findEnds(frame: Frame, options: Options): { source: Field; target: Field } | undefined {
  const texts = dimensionFields(frame);
  const called = (usual: RegExp) => texts.find(({ name }) => usual.test(name));
  const pick = (name: string | undefined, usual: Field | undefined, rest: readonly Field[]) =>
    name === undefined ? (usual ?? rest[0]) : fieldByName(frame, name);
  const usualTarget = called(targetName);
  const source = pick(
    options.source,
    called(sourceName),
    texts.filter((field) => field !== usualTarget),
  );
  const target = pick(
    options.target,
    usualTarget,
    texts.filter((field) => field !== source),
  );
  return source && target && { source, target };
}

/** Next to nothing, and still far from where numbers lose their digits. */
const leastWeight = 1e-100;

function addUp({ frame, source, target, rate, grade }: Columns) {
  const byEnds = new Map<string, Edge & { weighed: number; weight: number }>();
  let negatives = 0;
  for (let row = 0; row < frame.length; row++) {
    const value = numberAt(rate, row);
    if (value < 0) negatives++;
    if (!(value >= 0) || !Number.isFinite(value)) continue;
    const ends = { source: textAt(source, row), target: textAt(target, row) };
    const id = `${ends.source}\u0000${ends.target}`;
    const known = byEnds.get(id) ?? { ...ends, id, value: 0, weighed: 0, weight: 0, grade: NaN };
    known.value += value;
    const own = grade === undefined ? NaN : numberAt(grade, row);
    if (Number.isFinite(own)) {
      // Where nothing flows the grade counts all the same.
      const weight = value || leastWeight;
      known.weighed += weight * own;
      known.weight += weight;
    }
    byEnds.set(id, known);
  }
  const edges = [...byEnds.values()]
    .map(({ weighed, weight, ...edge }): Edge => ({ ...edge, grade: weighed / weight }))
    .sort((a, b) => b.value - a.value || compare(a.id, b.id));
  return { edges, negatives };
}

const collator = new Intl.Collator('en', { numeric: true });
const compare = (a: string, b: string) => collator.compare(a, b);

function toNodes(
  edges: readonly Edge[],
  own: ReadonlyMap<string, { label: string; value: number }>,
): Node[] {
  const nodes = new Map<string, Node>();
  const nodeOf = (id: string) => {
    const { label, value } = own.get(id) ?? { label: id, value: NaN };
    const node = nodes.get(id) ?? { id, label, value, incoming: 0, outgoing: 0 };
    nodes.set(id, node);
    return node;
  };
  for (const { source, target, value } of edges) {
    nodeOf(source).outgoing += value;
    nodeOf(target).incoming += value;
  }
  // A node without edges is there, too: what nobody calls any more is worth a look.
  for (const id of own.keys()) nodeOf(id);
  return [...nodes.values()].sort((a, b) => weightOf(b) - weightOf(a) || compare(a.id, b.id));
}

/** How large a node is: what passes through it. */
export function weightOf({ incoming, outgoing }: Node): number {
  return Math.max(incoming, outgoing);
}

function textAt(field: Field, row: number): string {
  return labelAt(field, row) || noValue;
}
