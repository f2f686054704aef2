import { shortenerOf, textWidth, type Shorten } from '@heliostat/sdk/ui';
import type { FlowLayout, Node } from './flow.ts';
import type { Flow } from './flows.ts';

/** A name beside a node, and its number behind it. */
export interface NodeLabel {
  name: string;
  /** Shortened to the room there is. */
  text: string;
  /** Empty where it has no room. */
  number: string;
  x: number;
  y: number;
}

const lineHeight = 14;
const beside = 6;
const between = 6;
/** A name that must be cut shorter than this says nothing. */
const minLetters = 5;

/** Room right of the last column: as its longest label wants, at most a quarter of the width. */
export function labelMargin(
  flows: readonly Flow[],
  textOf: (name: string) => string,
  width: number,
): number {
  const sources = new Set(flows.map(({ source }) => source));
  const ends = new Set(flows.map(({ target }) => target).filter((name) => !sources.has(name)));
  const widest = Math.max(0, ...[...ends].map((name) => textWidth(textOf(name))));
  return Math.min(widest + beside + 2, width * (width < 480 ? 0.3 : 0.25));
}

/** Labels right of their nodes; of two that would touch, the smaller node goes without. */
export function labelNodes(
  layout: FlowLayout,
  textOf: (node: Node) => { name: string; number: string },
): NodeLabel[] {
  const { nodes, pitch, size } = layout;
  const shorten = shortenerOf(nodes.map((node) => textOf(node).name));
  const taken = new Map<number, number[]>();
  const labels: NodeLabel[] = [];
  for (const node of [...nodes].sort((a, b) => b.value - a.value)) {
    const y = clamp(node.y + node.height / 2, lineHeight / 2, size.height - lineHeight / 2);
    const column = taken.get(node.layer) ?? [];
    if (column.some((other) => Math.abs(other - y) < lineHeight)) continue;
    const x = node.x + node.width + beside;
    const isLast = x + pitch > size.width - size.margin + beside + 1;
    const room = (isLast ? size.width - x : pitch - node.width - 2 * beside) - 1;
    const label = fit(textOf(node), room, shorten);
    if (label === undefined) continue;
    taken.set(node.layer, [...column, y]);
    labels.push({ name: node.name, x, y, ...label });
  }
  return labels;
}

function fit({ name, number }: { name: string; number: string }, room: number, shorten: Shorten) {
  if (textWidth(name) + between + textWidth(number) <= room) return { text: name, number };
  const text = shorten(name, room);
  return text === name || text.length >= minLetters ? { text, number: '' } : undefined;
}

const clamp = (at: number, low: number, high: number) => Math.max(low, Math.min(at, high));
