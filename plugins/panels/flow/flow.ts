import {
  sankey,
  sankeyJustify,
  sankeyLeft,
  sankeyLinkHorizontal,
  sankeyRight,
  type SankeyNode,
} from 'd3-sankey';
import type { Flow, Flows } from './flows.ts';
import type { Options } from './options.ts';

/** A node as a bar, in CSS pixels from the top left of the panel. */
export interface Node {
  name: string;
  /** What goes through it: the larger of all that comes in and all that goes out. */
  value: number;
  /** Column, 0 at the left. */
  layer: number;
  x: number;
  y: number;
  width: number;
  height: number;
}

/** A flow as a band along its middle line. */
export interface Band {
  flow: Flow;
  path: string;
  width: number;
}

export interface FlowLayout {
  /** Column by column, each from the top. */
  nodes: readonly Node[];
  /** The largest first. */
  bands: readonly Band[];
  /** CSS pixels from one column to the next. */
  pitch: number;
  size: FlowSize;
}

export interface FlowSize {
  width: number;
  height: number;
  /** CSS pixels right of the last column, for its labels. */
  margin: number;
}

interface Named {
  name: string;
  /** Set by the layout: its column. */
  layer?: number;
}
interface Valued {
  flow: Flow;
}

const nodeWidth = 9;
const padding = 16;
const edge = 2;
const aligns = { justify: sankeyJustify, left: sankeyLeft, right: sankeyRight } as const;

/**
 * Nodes in columns and bands between them, as wide as the flows. While there are the same nodes in the
 * same room they keep their order: live numbers do not make bands jump. The flows must not go in circles.
 */
export function layoutFlow(
  { flows, nodes }: Pick<Flows, 'flows' | 'nodes'>,
  size: FlowSize,
  { align, last }: { align: Options['align']; last?: FlowLayout | undefined },
): FlowLayout {
  const order = last !== undefined && hasSame(last, nodes, size) ? ranksOf(last) : undefined;
  const largest = flows[0]?.value ?? 1;
  const arrange = (gap: number) => {
    const layout = sankey<Named, Valued>()
      .nodeId(({ name }) => name)
      .nodeAlign(aligns[align])
      .nodeWidth(Math.min(nodeWidth, Math.max(1, size.width / 8)))
      .nodePadding(gap)
      .extent([
        [0, edge],
        [Math.max(1, size.width - size.margin), Math.max(edge + 1, size.height - edge)],
      ]);
    if (order !== undefined)
      layout.nodeSort((a, b) => (order.get(a.name) ?? 0) - (order.get(b.name) ?? 0));
    return layout({
      nodes: nodes.map((name) => ({ name })),
      // Shares of the largest: a sum of huge values may be more than a number can hold.
      links: flows.map((flow) => ({
        ...{ source: flow.source, target: flow.target, value: flow.value / largest, flow },
      })),
    });
  };
  const roomy = arrange(padding);
  const most = Math.max(1, ...columnCounts(roomy.nodes));
  const gap = (0.4 * size.height) / most;
  const graph = gap < padding ? arrange(gap) : roomy;
  return { ...toShapes(graph, largest), size };
}

/** `layoutFlow` that remembers its last result. */
export function steadyLayout() {
  let last: FlowLayout | undefined;
  return (flows: Flows, size: FlowSize, align: Options['align']) =>
    (last = layoutFlow(flows, size, { align, last }));
}

function hasSame({ nodes, size }: FlowLayout, names: readonly string[], next: FlowSize): boolean {
  if (size.width !== next.width || size.height !== next.height) return false;
  const known = new Set(nodes.map(({ name }) => name));
  return known.size === names.length && names.every((name) => known.has(name));
}

function ranksOf({ nodes }: FlowLayout): ReadonlyMap<string, number> {
  return new Map(nodes.map(({ name }, i) => [name, i]));
}

type Graph = ReturnType<ReturnType<typeof sankey<Named, Valued>>>;

function columnCounts(nodes: Graph['nodes']): number[] {
  const counts: number[] = [];
  for (const { layer = 0 } of nodes) counts[layer] = (counts[layer] ?? 0) + 1;
  return counts.filter((count) => count > 0);
}

const line = sankeyLinkHorizontal<Named, Valued>();

function toShapes({ nodes, links }: Graph, largest: number): Omit<FlowLayout, 'size'> {
  const shapes = nodes
    .map((node) => toNode(node, largest))
    // Without any height a node begins where the next one does.
    .sort((a, b) => a.layer - b.layer || a.y - b.y || a.height - b.height);
  const columns = [...new Set(shapes.map(({ x }) => x))];
  return {
    nodes: shapes,
    bands: links.map((link) => ({
      flow: link.flow,
      path: line(link) ?? '',
      width: Math.max(0, link.width ?? 0),
    })),
    pitch: columns.length > 1 ? (columns[1] ?? 0) - (columns[0] ?? 0) : 0,
  };
}

function toNode(node: SankeyNode<Named, Valued>, largest: number): Node {
  const { x0 = 0, x1 = 0, y0 = 0, y1 = 0, value = 0, layer = 0, name } = node;
  const box = { x: x0, y: y0, width: x1 - x0, height: Math.max(0, y1 - y0) };
  return { name, value: value * largest, layer, ...box };
}
