import { shortenerOf, textWidth, type Shorten } from '@heliostat/sdk/ui';
import type { PlacedNode, Scene, Size } from './scene.ts';

/** A text in its place, CSS pixels of its baseline. */
export interface Label {
  id: string;
  text: string;
  x: number;
  y: number;
  anchor: 'start' | 'middle' | 'end';
}

export interface Labels {
  nodes: readonly Label[];
  edges: readonly Label[];
}

export interface LabelInput {
  scene: Scene;
  size: Size;
  /** What lies over the upper right corner: no name does. */
  corner?: Size;
  /** The number of an edge, written; undefined: none are shown. */
  write: ((edge: string) => string) | undefined;
}

/** A name is cut to the first width; where that has no room, to the next: the last is that of a layer on a phone. */
const widths = [220, 130, 76];
const maxEdgeLabels = 60;
const line = 14;
/** Paper around a text that keeps lines off it. */
const halo = 3;

/** Names where they have room, those of the largest nodes first, then numbers of the busiest edges. */
export function placeLabels({ scene, size, corner, write }: LabelInput): Labels {
  const taken: Box[] = scene.nodes.map(({ x, y, radius }) => ({
    ...{ left: x - radius, right: x + radius, top: y - radius, bottom: y + radius },
  }));
  if (corner !== undefined && corner.width > 0)
    taken.push({
      left: size.width - corner.width,
      right: size.width,
      top: 0,
      bottom: corner.height,
    });
  const shorten = shortenerOf(scene.nodes.map(({ node }) => node.label));
  const claim = (candidates: readonly Label[]) => {
    const found = candidates.find((label) => isFree(boxOf(label), taken, size));
    if (found !== undefined) taken.push(boxOf(found));
    return found ?? [];
  };
  const nodes = scene.nodes.flatMap((placed) => claim(candidatesOf(placed, shorten)));
  const edges =
    write === undefined
      ? []
      : scene.edges.slice(0, maxEdgeLabels).flatMap(({ edge: { id }, middle }) => {
          const text = write(id);
          return text === ''
            ? []
            : claim([{ id, text, ...middle, y: middle.y + 4, anchor: 'middle' }]);
        });
  return { nodes, edges };
}

function candidatesOf(
  { node: { id, label }, x, y, radius, isEnd }: PlacedNode,
  shorten: Shorten,
): Label[] {
  const texts = new Set(widths.map((width) => shorten(label, width)));
  return [...texts].flatMap((text): Label[] => {
    const right: Label = { id, text, x: x + radius + 5, y: y + 4, anchor: 'start' };
    const below: Label = { id, text, x, y: y + radius + 13, anchor: 'middle' };
    return [
      ...(isEnd ? [right, below] : [below, right]),
      { id, text, x: x - radius - 5, y: y + 4, anchor: 'end' },
      { id, text, x, y: y - radius - 6, anchor: 'middle' },
    ];
  });
}

interface Box {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

function boxOf({ text, x, y, anchor }: Label): Box {
  const width = textWidth(text);
  const left = anchor === 'start' ? x : anchor === 'end' ? x - width : x - width / 2;
  return { left: left - halo, right: left + width + halo, top: y - line + 3, bottom: y + 3 };
}

function isFree(box: Box, taken: readonly Box[], { width, height }: Size): boolean {
  const isInside = box.left >= 0 && box.top >= 0 && box.right <= width && box.bottom <= height;
  return (
    isInside &&
    taken.every(
      (other) =>
        box.right < other.left ||
        box.left > other.right ||
        box.bottom < other.top ||
        box.top > other.bottom,
    )
  );
}
